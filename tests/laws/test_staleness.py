"""Whatever is changed, nothing that is kept outlives it: a kept answer is what a new one is."""

import gc

import pytest
from django.core.cache import cache
from django.db import models

from portal.memory import BoundedCache
from programmes.catalogue import snapshot
from programmes.derived import refresh, signals

pytestmark = pytest.mark.django_db

ADDRESSES = [
    *("/", "/programmes/", "/programmes/?q=слово", "/sources/", "/about/", "/data/"),
    *("/programmes/one/", "/organisations/operator-one/", "/sources/law/", "/suggest/?q=про"),
    *("/programmes.csv", "/facts.csv", "/programmes.atom", "/sitemap.xml", "/llms.txt"),
    *("/api/v1/programmes", "/api/v1/facets", "/api/v1/organisations", "/api/v1/sources"),
    *("/api/v1/facts", "/changes/", "/changes.atom", "/changes.csv", "/changes.json"),
    *("/events/?time=all", "/events.csv?time=all", "/events.json?time=all"),
    *("/events.ics?time=all", "/events.atom?time=all"),
    *("/api/v1/events?time=all", "/api/v1/changes"),
]


def read(client):
    """Return what is answered at each address."""
    found = {}
    for address in ADDRESSES:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[address] = answer.status_code, body
    return found


def forget():
    """Forget all that this process keeps, wherever it is kept."""
    cache.clear()
    snapshot._kept.clear()
    for each in gc.get_objects():
        if type(each) is BoundedCache:
            each.clear()


def stale(client, model):
    """Return the addresses that answer with what was, after a record's text was changed."""
    found = set()
    [name, *_] = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.TextField | models.CharField)
        and not field.choices
        and not isinstance(field, models.SlugField)
        and field.editable
    ]
    read(client)
    for record in model.objects.order_by("pk"):
        setattr(record, name, f"{getattr(record, name)} слово")
        record.save()
        kept = read(client)
        forget()
        new = read(client)  # and these are kept while the next record is changed
        found |= {address for address in ADDRESSES if kept[address] != new[address]}
    return sorted(found)


@pytest.mark.parametrize(
    "model", signals.watched_models(), ids=lambda model: model._meta.model_name
)
def test_nothing_kept_outlives_a_change(client, catalogue, model):
    forget()
    assert stale(client, model) == []


def test_an_answer_that_outlives_a_change_is_found(client, catalogue, monkeypatch):
    forget()
    monkeypatch.setattr(refresh, "renew_version", lambda: None)
    [model] = [each for each in signals.watched_models() if each._meta.model_name == "organisation"]
    wrong = stale(client, model)
    assert {"/api/v1/organisations", "/organisations/operator-one/"} <= set(wrong)
