"""Links to elsewhere: each that a page shows is watched, and each that fails is said to fail."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import models
from django.utils import timezone

from programmes.derived import refresh, signals
from programmes.models import Organisation, Programme, Source
from programmes.tables import LICENCE_URL
from programmes.watch import addresses as watched
from programmes.watch.models import MAX_ADDRESS_CHARACTERS, Link
from programmes.watch.outcomes import Outcome
from tests import addresses

pytestmark = pytest.mark.django_db

SLUGS = {
    "programmes": "one",
    "organisations": "operator-one",
    "sources": "law",
    "events": "sial-2027",
}
OF_THE_PORTAL = {urlsplit(LICENCE_URL).netloc, "testserver"}
"""Whose addresses stand in templates, and in no record."""
LINK = re.compile(r'<a [^>]*?href="(https?://[^"]+)"[^>]*>.*?</a>\s*(<span class="link-fails">)?')


def distinct_addresses():
    """Give every address of the records a text of its own, so that each is told from others."""
    with refresh.refresh_once():
        for model in watched.naming_models():
            for record in model.objects.all():
                path = f"https://{model._meta.model_name}.example/{record.pk}"
                for name in watched.link_fields(model):
                    setattr(record, name, f"{path}/{name}")
                if watched.makes_addresses(model) and record.href.startswith("http"):
                    record.value = path
                record.save()


def links_of_pages(client):
    """Return the links to elsewhere of each page, each with whether it is said to fail."""
    found = {}
    for route in addresses.routes():
        path = addresses.filled(route, SLUGS)
        answer = client.get(path)
        if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            links = LINK.findall(answer.content.decode())
            found[path] = [
                (url, bool(mark))
                for url, mark in links
                if urlsplit(url).netloc not in OF_THE_PORTAL
            ]
    return found


def unwatched(client):
    """Return the links of pages that nobody checks."""
    known = watched.public_addresses()
    shown = {url for links in links_of_pages(client).values() for url, _ in links}
    return sorted(shown - known)


def test_every_link_of_a_page_is_watched(client, catalogue):
    distinct_addresses()
    assert unwatched(client) == []
    # and there are some of each kind, or this would hold of nothing
    kinds = {urlsplit(url).netloc for url in watched.public_addresses()}
    assert {"source.example", "organisation.example", "contact.example"} <= kinds


@pytest.mark.parametrize("left_out", [Source, Organisation])
def test_a_link_of_a_page_that_nobody_watches_is_found(client, catalogue, monkeypatch, left_out):
    distinct_addresses()
    others = [model for model in watched.naming_models() if model is not left_out]
    monkeypatch.setattr(watched, "naming_models", lambda: others)
    assert any(left_out._meta.model_name in url for url in unwatched(client))


def unmarked(client):
    """Return where a link that fails stands without a word of it."""
    return sorted(
        f"{path}: {url}"
        for path, links in links_of_pages(client).items()
        for url, is_marked in links
        if not is_marked
    )


def let_all_fail():
    now = timezone.now()
    Link.objects.bulk_create(
        Link(address=address, outcome=Outcome.FAILS, failing_since=now, tries=3)
        for address in watched.public_addresses()
    )
    refresh.renew_version()


def test_every_link_that_fails_is_said_to_fail_wherever_it_stands(client, catalogue):
    distinct_addresses()
    assert len(unmarked(client)) > 5
    let_all_fail()
    assert unmarked(client) == []


def test_a_page_of_links_that_open_is_what_it_was(client, catalogue):
    paths = [path for path, links in links_of_pages(client).items() if links]
    before = {path: client.get(path).content for path in paths}
    Link.objects.bulk_create(
        Link(address=address, outcome=Outcome.WORKS) for address in watched.public_addresses()
    )
    refresh.renew_version()
    assert {path: client.get(path).content for path in before} == before


def field_violations(every: list[type[models.Model]]) -> list[str]:
    """Return the columns of addresses that nobody watches, or that are too long for the watch."""
    fields = [
        field
        for model in every
        for field in model._meta.get_fields()
        if isinstance(field, models.URLField)
    ]
    watches = {
        (model, name) for model in watched.naming_models() for name in watched.link_fields(model)
    }
    return [
        str(field)
        for field in fields
        if (field.model, field.name) not in watches or field.max_length > MAX_ADDRESS_CHARACTERS
    ]


def test_every_column_of_addresses_is_watched_and_fits():
    assert field_violations(signals.watched_models()) == []


def test_a_column_of_addresses_that_is_too_long_is_found(monkeypatch):
    monkeypatch.setattr(Source._meta.get_field("url"), "max_length", MAX_ADDRESS_CHARACTERS + 1)
    assert field_violations([Source]) == ["programmes.Source.url"]


def test_a_model_that_begins_to_name_addresses_is_watched_by_itself(monkeypatch):
    assert Programme not in watched.naming_models()
    site = models.URLField()
    site.set_attributes_from_name("site")
    fields = (*Programme._meta.concrete_fields, site)
    monkeypatch.setitem(Programme._meta.__dict__, "concrete_fields", fields)
    assert Programme in watched.naming_models()
    assert watched.link_fields(Programme) == ["site"]
