"""A refused form of the desk: whatever refused it, all that was typed comes back."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from portal.responses import errors, typed_text
from programmes.models import Programme
from programmes.words.choices import State
from tests import factories
from tests.forms import address, shown, signed_in

pytestmark = pytest.mark.django_db

TYPED = {"summary": "Я долго думал над этим <предложением>.", "facts-0-statement": "И над этим."}
URL_ENCODED = "application/x-www-form-urlencoded"
HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def anna():
    """Анна at a browser of her own, with a draft's form open."""
    return signed_in(Client(enforce_csrf_checks=True), factories.editor())


@pytest.fixture
def draft():
    return factories.draft()


def opened(client, programme) -> tuple[str, dict]:
    """Return the address of a form and what its browser would send after some typing."""
    url = address("programme", "change", programme.pk)
    page = client.get(url)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
    return url, {**shown(page), **TYPED, "csrfmiddlewaretoken": token, "_save": "Сохранить"}


def sent_again(client, page, **headers):
    """Press «Отправить ещё раз»."""
    text = page.content.decode()
    url = unescape(re.search(r'<form method="post" action="([^"]+)"', text)[1])
    pattern = r'<input type="hidden" name="([^"]+)" value="([^"]*)">'
    fields = re.findall(pattern, text)
    fields += re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', text)
    return client.post(url, {name: unescape(value) for name, value in fields}, **headers)


def typed_in(page) -> dict[str, str]:
    """Return what a page shows in its boxes, by the label of each."""
    pattern = r'<label for="(typed-\d+)">([^<]+)</label> <textarea id="\1"[^>]*>([^<]*)</textarea>'
    found = re.findall(pattern, page.content.decode())
    return {unescape(label): unescape(value) for _, label, value in found}


def holds_what_was_typed(page) -> bool:
    shown_back = typed_in(page)
    return (
        shown_back.get("Коротко") == TYPED["summary"]
        and shown_back.get("Факт 1, утверждение") == TYPED["facts-0-statement"]
    )


def test_a_session_that_ended_costs_no_text(anna, draft):
    url, fields = opened(anna, draft)
    del anna.cookies["session"]
    page = anna.post(url, fields, **HERE)
    assert page.status_code == 403
    assert "Сеанс закончился" in page.content.decode()
    assert f'href="{reverse("admin:login")}" target="_blank"' in page.content.decode()
    assert holds_what_was_typed(page)


def test_after_signing_in_again_the_text_is_sent_and_saved(anna, draft):
    url, fields = opened(anna, draft)
    del anna.cookies["session"]
    page = anna.post(url, fields, **HERE)
    sign_in(anna, User.objects.get(username="anna"), "a long password of nobody")
    stale = sent_again(anna, page, **HERE)
    assert "<strong>Анна Орлова</strong>" in stale.content.decode()
    assert sent_again(anna, stale, **HERE).status_code == 302
    draft.refresh_from_db()
    assert draft.summary == TYPED["summary"]


def sign_in(client, person, password):
    """Sign in by the page, as a browser does: the token of all open forms changes."""
    person.set_password(password)
    person.save()
    url = reverse("admin:login")
    text = client.get(url).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
    fields = {"username": person.username, "password": password, "csrfmiddlewaretoken": token}
    assert client.post(url, fields, **HERE).status_code == 302


def test_when_somebody_else_signed_in_the_text_stays_and_the_name_is_told(anna, draft):
    url, fields = opened(anna, draft)
    anna.logout()
    sign_in(anna, factories.publisher(), "a long password of nobody")
    page = anna.post(url, fields, **HERE)
    assert page.status_code == 403
    assert "Форма устарела" in page.content.decode()
    assert "<strong>Борис Лукин</strong>" in page.content.decode()
    assert holds_what_was_typed(page)
    assert sent_again(anna, page, **HERE).status_code == 302
    draft.refresh_from_db()
    assert draft.summary == TYPED["summary"]


def test_a_lost_token_is_explained_in_russian(anna, draft):
    url, fields = opened(anna, draft)
    page = anna.post(url, fields | {"csrfmiddlewaretoken": "x" * 64}, **HERE)
    assert holds_what_was_typed(page)
    assert "Форма устарела" in page.content.decode()
    assert "DEBUG" not in page.content.decode()


def test_what_another_site_sends_is_neither_shown_nor_offered_again(anna, draft):
    url, fields = opened(anna, draft)
    fields["csrfmiddlewaretoken"] = "x" * 64
    page = anna.post(url, fields, HTTP_ORIGIN="https://example.org")
    assert page.status_code == 403
    assert TYPED["facts-0-statement"] not in page.content.decode()


def test_without_an_origin_the_text_is_shown_but_not_offered_again(anna, draft):
    url, fields = opened(anna, draft)
    page = anna.post(url, fields | {"csrfmiddlewaretoken": "x" * 64})
    assert holds_what_was_typed(page)
    assert "Отправить ещё раз</" not in page.content.decode()
    assert "csrfmiddlewaretoken" not in page.content.decode()


def test_an_entry_published_meanwhile_costs_no_text(anna, draft):
    url, fields = opened(anna, draft)
    Programme.objects.update(state=State.PUBLISHED)
    page = anna.post(url, fields, **HERE)
    assert "Пока вы правили, запись изменилась" in page.content.decode()
    assert "То, что вы измените, станет правкой." in page.content.decode()
    fields = shown(page)
    assert {name: fields[name] for name in ("summary", "facts-0-statement")} == {
        name: TYPED[name] for name in ("summary", "facts-0-statement")
    }


def test_an_entry_deleted_meanwhile_costs_no_text(anna, draft):
    url, fields = opened(anna, draft)
    Programme.objects.all().delete()
    page = anna.post(url, fields, **HERE)
    assert page.status_code == 404
    assert "Этой записи больше нет" in page.content.decode()
    assert holds_what_was_typed(page)


def test_a_fault_of_ours_costs_no_text(anna, draft, monkeypatch):
    url, fields = opened(anna, draft)
    monkeypatch.setattr("programmes.derived.refresh.follow", lambda touched: 1 / 0)
    anna.raise_request_exception = False
    page = anna.post(url, fields, **HERE)
    assert page.status_code == 500
    assert holds_what_was_typed(page)


def test_a_database_that_is_away_costs_no_text(anna, draft, monkeypatch):
    url, fields = opened(anna, draft)
    monkeypatch.setattr(errors.outages["default"], "goes_on", lambda: True)
    page = anna.post(url, fields, **HERE)
    assert page.status_code == 503
    assert page["Retry-After"]
    assert holds_what_was_typed(page)


def test_too_much_to_show_is_said_instead(anna, draft):
    url, fields = opened(anna, draft)
    del anna.cookies["session"]
    long = {"description": "ы" * (typed_text.MAX_CHARACTERS + 1)}
    page = anna.post(url, fields | long, **HERE)
    assert typed_text.NOTHING_TO_SHOW in page.content.decode()
    assert len(page.content) < 20_000


@pytest.mark.parametrize(
    ("limit", "value"),
    [("DATA_UPLOAD_MAX_NUMBER_FIELDS", 10), ("DATA_UPLOAD_MAX_MEMORY_SIZE", 500)],
)
def test_a_form_that_is_too_large_to_be_read_is_answered_in_words(
    anna, draft, settings, limit, value
):
    url, fields = opened(anna, draft)
    setattr(settings, limit, value)
    page = anna.post(url, urlencode(fields, doseq=True), URL_ENCODED, **HERE)
    assert page.status_code in (400, 413)
    assert typed_text.NOTHING_TO_SHOW in page.content.decode()


def test_a_form_that_nobody_has_read_yet_may_be_too_large_as_well(
    anna, draft, settings, monkeypatch
):
    url, fields = opened(anna, draft)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    monkeypatch.setattr(errors.outages["default"], "goes_on", lambda: True)
    page = anna.post(url, urlencode(fields, doseq=True), URL_ENCODED, **HERE)
    assert page.status_code == 503
    assert typed_text.NOTHING_TO_SHOW in page.content.decode()


def test_no_password_is_shown_back(admin_client):
    url = reverse("admin:auth_user_add")
    fields = {"username": "vera", "password1": "Тайна-1", "password2": "Тайна-1"}
    admin_client.logout()
    page = admin_client.post(url, fields, **HERE)
    assert "vera" in page.content.decode()
    assert "Тайна-1" not in page.content.decode()


@pytest.mark.parametrize("page", ["admin:login", "admin:second_factor", "admin:password_change"])
def test_a_stale_page_of_signing_in_shows_nothing_back(anna, page):
    fields = {"username": "anna", "password": "Тайна-1", "code": "123456"}
    answer = anna.post(reverse(page), fields, **HERE)
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "Форма устарела" in text
    assert not any(value in text for value in fields.values())


def test_a_page_that_shows_text_back_is_kept_by_nobody(anna, draft):
    url, fields = opened(anna, draft)
    page = anna.post(url, fields | {"csrfmiddlewaretoken": "x" * 64}, **HERE)
    assert "no-store" in page["Cache-Control"]


def test_a_label_never_comes_from_the_name_alone():
    assert typed_text.label_of(Programme, "title") == "Название"
    assert typed_text.label_of(Programme, "contacts-2-value") == "Контакт 3, значение"
    for name in ("kind", "operator", "nonsense", "facts-0-nonsense", "title-0-x", "facts-0-source"):
        assert typed_text.label_of(Programme, name) == ""
