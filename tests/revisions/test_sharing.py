"""The preview of a correction for somebody without an account."""

import pytest
from django.core import signing

from programmes.admin import sharing
from programmes.models import Programme
from programmes.revisions import review
from tests import factories
from tests.forms import address, change, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(client):
    """The link to a correction of «Как было», as its author finds it; nobody is signed in."""
    programme = factories.programme(title="Как было")
    change(signed_in(client, factories.editor()), programme, title="Как станет")
    found = client.get(address("programme", "revision", programme.pk, 1)).context["share_url"]
    client.logout()
    return found


def test_an_outsider_reads_the_correction_and_the_page_stays_as_it_was(client, link):
    answer = client.get(link)
    assert "Как станет" in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert "Как было" in client.get("/programmes/export-consulting/").content.decode()


def test_the_link_ends_after_fourteen_days(client, link, monkeypatch):
    monkeypatch.setattr(sharing, "LINK_SECONDS", -1)
    revision = review.opened(Programme.objects.get())
    assert client.get(sharing.link_to_share(revision)).status_code == 410


def test_the_link_ends_with_the_correction(client, link):
    revision = review.opened(Programme.objects.get())
    review.drop(revision, None)
    assert client.get(link).status_code == 410


def test_the_link_of_what_names_a_record_that_was_deleted_says_so(client, link):
    programme = Programme.objects.get()
    review.publish(programme, review.opened(programme), None)
    programme.facts.update(source=factories.source("another"))
    factories.source().delete()
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(
    "token", ["x", signing.dumps([1, 1, 2**40], salt="another")], ids=["no token", "of another use"]
)
def test_a_link_that_was_not_made_here_is_none(client, link, token):
    assert client.get(f"/admin/programmes/programme/shared/{token}/").status_code == 404
