"""A source is called by its address: found however that is written, or made on the spot."""

import pytest
from django.conf import settings

from programmes.admin.pasting import comparable
from programmes.models import Programme, Source
from programmes.revisions import replacing, review
from tests import factories
from tests.admin.test_finding import offered, typed_fact
from tests.admin.test_public import addresses, public_bytes
from tests.forms import address, change, errors, send, shown, signed_in

pytestmark = pytest.mark.django_db

PAGE = "https://example.org/loans/page"
MADE = {"title": "О займах", "publisher": "Мэр", "reliability": "official"}


@pytest.fixture
def editor(client):
    return signed_in(client, factories.editor())


def beside(**fields) -> dict:
    """Return what is typed of a new source beside the address in the first free fact."""
    return {f"facts-0-source-made-{name}": text for name, text in fields.items()}


@pytest.mark.parametrize(
    "pasted",
    [
        "http://www.example.org/loans/page/",
        f"{PAGE}?utm_source=tg&yclid=1#terms",
        "HTTPS://EXAMPLE.ORG/loans/page",
        f"{settings.PORTAL_URL}/sources/loans/",
    ],
)
def test_a_source_is_found_however_its_address_is_written(editor, pasted):
    source = factories.source("loans", url=PAGE)
    factories.source("other", url=f"{PAGE}?id=2")
    assert offered(editor, "fact", "source", pasted) == [str(source)]
    change(editor, factories.draft(facts=[]), **typed_fact(pasted))
    assert Programme.objects.get().facts.get().source == source


def test_addresses_of_different_pages_stay_apart():
    one = {PAGE, f"{PAGE}?id=1", f"{PAGE}?id=2", "https://example.org/Loans/page", "https://[", "x"}
    assert len({comparable(each) for each in one}) == len(one)
    assert comparable("https://станки.рф/а") == comparable("https://xn--80aqflsg.xn--p1ai/%D0%B0")


def test_a_source_that_was_joined_is_found_by_its_old_addresses(editor):
    old, new = factories.source("old", url=PAGE), factories.source("new")
    factories.programme(facts=[{"source": old}])
    replacing.replace(old, new, factories.publisher())
    for pasted in (f"{PAGE}/", f"{settings.PORTAL_URL}/sources/old/"):
        assert offered(editor, "fact", "source", pasted) == [str(new)]


def test_without_scripts_a_source_is_made_of_what_is_typed_beside_its_address(editor):
    programme = factories.draft(facts=[])
    answer = change(editor, programme, **typed_fact(PAGE))
    (sentence,) = errors(answer)["facts-0-source"]
    assert sentence.startswith("Источника с таким адресом нет. Допишите рядом его заголовок")
    fields = shown(answer)
    assert fields["facts-0-source-words"] == PAGE
    url = address("programme", "change", programme.pk)
    answer = send(editor, url, fields, **beside(title="О займах"))
    assert errors(answer)["facts-0-source"] == [sentence]
    assert shown(answer)["facts-0-source-made-title"] == "О займах"
    assert not Source.objects.exists()
    send(editor, url, shown(answer), **beside(**MADE, published_on="28.11.2025"))
    source = programme.facts.get().source
    assert (source.title, source.publisher, source.url) == ("О займах", "Мэр", PAGE)
    assert source.published_on.isoformat() == "2025-11-28"
    assert source.slug
    assert review.Revision.objects.of(source).count() == 1


def test_a_source_that_a_correction_alone_names_is_made_and_is_not_public(client, editor):
    programme = factories.programme()
    paths = addresses()
    before = public_bytes(client, paths)
    change(editor, programme, **{"facts-0-source-words": PAGE}, **beside(**MADE))
    source = Source.objects.get(url=PAGE)
    correction = review.opened(programme)
    assert correction.content["fact"][0]["source"] == source.slug
    assert not source.is_public
    assert public_bytes(client, paths) == before
    assert client.get(f"/sources/{source.slug}/").status_code == 404
    review.publish(programme, correction, factories.publisher())
    assert programme.facts.get().source == source
    assert source.is_public


def test_whoever_may_not_add_a_source_makes_none(client):
    user = factories.editor()
    group = user.groups.get()
    group.permissions.remove(group.permissions.get(codename="add_source"))
    answer = change(
        signed_in(client, user), factories.draft(facts=[]), **typed_fact(PAGE), **beside(**MADE)
    )
    assert "facts-0-source" in errors(answer)
    assert not Source.objects.exists()
