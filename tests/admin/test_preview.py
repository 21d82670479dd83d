"""The preview of an entry, saved or typed: as the public will see it, for staff only."""

import pytest
from django.contrib.admin.models import LogEntry

from programmes.models import CatalogueVersion, Fact, Organisation, Programme
from programmes.words.choices import State
from tests import factories
from tests.forms import address, change, send, shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("person", [factories.editor, factories.publisher])
def test_staff_see_an_entry_of_any_state_as_a_page_of_the_site(client, person, state):
    programme = factories.programme(title="Станки в рассрочку", state=state)
    response = signed_in(client, person()).get(address("programme", "preview", programme.pk))
    assert response.status_code == 200
    assert "Станки в рассрочку" in response.content.decode()
    assert "programmes/programme.html" in [template.name for template in response.templates]


def test_a_preview_is_kept_by_no_cache_and_no_search_engine(client):
    url = address("programme", "preview", factories.draft().pk)
    response = signed_in(client, factories.editor()).get(url)
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_a_visitor_is_asked_to_sign_in_instead(client):
    response = client.get(address("programme", "preview", factories.draft().pk))
    assert response.status_code == 302
    assert "/login/" in response["Location"]


def test_a_stranger_sees_no_preview(client):
    url = address("programme", "preview", factories.draft().pk)
    assert signed_in(client, factories.stranger()).get(url).status_code == 302


def test_staff_who_may_not_view_programmes_see_no_preview(client):
    person = factories.stranger()
    person.is_staff = True
    person.save()
    url = address("programme", "preview", factories.draft().pk)
    assert signed_in(client, person).get(url).status_code == 404


def test_a_preview_can_only_be_read(client):
    url = address("programme", "preview", factories.draft().pk)
    assert signed_in(client, factories.editor()).post(url).status_code == 405


def test_whoever_may_only_read_an_entry_has_a_link_to_its_preview(client):
    programme = factories.programme()
    url = address("programme", "change", programme.pk)
    page = signed_in(client, factories.reader()).get(url).content.decode()
    assert address("programme", "preview", programme.pk) in page
    assert 'name="_preview"' not in page


@pytest.mark.parametrize("state", State)
def test_only_a_published_entry_has_a_link_to_the_site(client, state):
    programme = factories.programme("shown", state=state)
    url = address("programme", "change", programme.pk)
    page = signed_in(client, factories.editor()).get(url).content.decode()
    assert ('href="/programmes/shown/"' in page) == (state == State.PUBLISHED)


# --- What is typed -----------------------------------------------------------------------------

TYPED = {"title": "Набрано только что", "facts-0-statement": "Новое утверждение.", "_preview": "1"}


def everything() -> list:
    """Return all that saving a programme could change."""
    models = [Programme, Fact, CatalogueVersion, LogEntry, Organisation]
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("person", [factories.editor, factories.publisher])
def test_what_is_typed_is_shown_as_a_page_of_the_site(client, person):
    answer = change(signed_in(client, person()), factories.draft(), **TYPED)
    page = answer.content.decode()
    assert "programmes/programme.html" in [template.name for template in answer.templates]
    assert "<h1>Набрано только что</h1>" in page
    assert "Новое утверждение." in page
    assert "Оно ещё не сохранено." in page
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_preview_of_what_is_typed_saves_nothing(client):
    programme = factories.programme()
    before = everything()
    change(signed_in(client, factories.publisher()), programme, **TYPED)
    assert everything() == before


def test_the_public_never_sees_what_was_typed_for_a_preview(client):
    programme = factories.programme()
    signed_in(client, factories.publisher())
    url = address("programme", "change", programme.pk)
    fields = shown(client.get(url))
    factories.programme("moves-the-version")
    send(client, url, fields, **TYPED, audiences=factories.audience("adults").pk)
    assert "Набрано только что" not in client.get("/programmes/").content.decode()
    assert "Набрано только что" not in client.get("/programmes/?audience=adults").content.decode()
    assert "Набрано только что" not in client.get(programme.get_absolute_url()).content.decode()


def test_a_new_entry_is_shown_before_it_is_first_saved(client):
    url = address("programme", "add")
    signed_in(client, factories.editor())
    typed = {
        "title": "Совсем новая",
        "slug": "brand-new",
        "summary": "Одно предложение.",
        "kind": "event",
        "audiences": factories.audience().pk,
        "_preview": "1",
    }
    page = send(client, url, shown(client.get(url)), **typed).content.decode()
    assert "<h1>Совсем новая</h1>" in page
    assert not Programme.objects.exists()


def test_a_form_with_mistakes_has_no_preview_but_a_list_of_them(client):
    signed_in(client, factories.publisher())
    answer = change(client, factories.programme(), **(TYPED | {"title": "", "facts-0-locator": ""}))
    page = answer.content.decode()
    assert "Предпросмотра пока нет" in page
    assert "Название: Обязательное поле." in page
    assert "Факт 1, место в источнике: Обязательное поле." in page
    assert "<textarea" not in page


def test_the_form_shows_its_preview_in_a_new_tab(client):
    signed_in(client, factories.editor())
    for url in (address("programme", "add"), address("programme", "change", factories.draft().pk)):
        page = client.get(url).content.decode()
        assert 'name="_preview" value="1" formtarget="_blank"' in page


def test_whoever_may_not_change_an_entry_sends_nothing_for_a_preview_either(client):
    programme = factories.programme()
    fields = shown(
        signed_in(client, factories.publisher()).get(address("programme", "change", programme.pk))
    )
    signed_in(client, factories.reader())
    answer = send(client, address("programme", "change", programme.pk), fields, **TYPED)
    assert answer.status_code == 403
