"""The form of a message: what it knows, what it refuses and how, and that it loses nothing."""

import re
import sqlite3
from html import unescape

import pytest
from django.db import OperationalError
from django.test import Client

from programmes.corrections import inbox, views
from programmes.corrections.models import Correction
from programmes.models import Programme
from programmes.words import State
from tests import html_forms
from tests.corrections.sending import ADDRESS, opened, send, written
from tests.factories import exhibitions
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme():
    return exhibitions()


def fields_of(answer) -> dict:
    [form] = [f for f in html_forms.read(answer.content.decode()) if "began" in f.fields]
    return form.sent


# --- What it is about ------------------------------------------------------------------------


def test_a_message_knows_the_programme_and_its_state(client, programme):
    message = written(client)
    assert (message.programme, message.subject) == (programme, programme.title)
    assert message.page_changed_at == programme.updated_at
    assert not message.has_page_changed


def test_a_message_knows_the_fact_as_it_was_read(client, programme):
    message = written(client, f"{ADDRESS}&fact=companies")
    assert message.fact.code == "companies"
    assert message.statement == "В выставках участвовали свыше 1000 компаний."
    message.fact.delete()
    message.refresh_from_db()
    assert (message.fact, message.statement[:12]) == (None, "В выставках ")


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/corrections/?page=/sources/", "/sources/"),
        ("/corrections/?page=//evil.example/", ""),
        ("/corrections/?page=https://evil.example/", ""),
        ("/corrections/", ""),
        ("/corrections/?programme=nobody", "/programmes/nobody/"),
    ],
)
def test_a_message_knows_any_other_page_of_ours_and_no_foreign_one(client, address, page):
    message = written(client, address)
    assert (message.programme, message.page) == (None, page)


def test_the_link_below_the_page_of_a_programme_is_about_the_programme(client, programme):
    footer = client.get(programme.get_absolute_url()).content.decode().partition("<footer")[2]
    [link] = re.findall(r'href="(/corrections/[^"]*)"', footer)
    assert written(client, unescape(link)).programme == programme


def test_a_programme_that_was_hidden_meanwhile_takes_nothing_along(client, programme):
    fields = opened(client) | {"wrong": "Телефон не отвечает."}
    Programme.objects.filter(pk=programme.pk).update(state=State.DRAFT)
    assert programme.title not in client.get(ADDRESS).content.decode()
    client.post(ADDRESS, fields)
    message = Correction.objects.get()
    assert (message.programme, message.page) == (None, programme.get_absolute_url())


def test_the_form_shows_at_once_what_was_changed(client, programme):
    client.get(ADDRESS)
    programme.title = "Другое название"
    programme.save()
    assert "Другое название" in client.get(ADDRESS).content.decode()


def test_the_answers_of_an_operator_are_asked_with_their_questions(client):
    sheet = client.get("/programmes/international-exhibitions/questions/")
    link = unescape(re.search(r'href="([^"]*kind=answer[^"]*)"', sheet.content.decode())[1])
    asked = [re.sub(r"^\d+\. ", "", q) for q in opened(client, link)["right"].split("\n\n")]
    assert asked
    assert all(question in text(client.get(sheet.request["PATH_INFO"])) for question in asked)


def test_questions_without_answers_are_no_message(client):
    answer = send(client, f"{ADDRESS}&kind=answer")
    assert answer.status_code == 422
    assert "Впишите под вопросами хотя бы один ответ." in answer.content.decode()
    questions = opened(client, f"{ADDRESS}&kind=answer")["right"]
    message = written(client, f"{ADDRESS}&kind=answer", wrong="", right=f"{questions}\nДа.")
    assert (message.kind, message.wrong) == ("answer", "")


def test_what_the_address_says_twice_is_refused_with_a_sentence(client):
    answer = client.get(f"{ADDRESS}&programme=other")
    assert answer.status_code == 400
    assert "указан несколько раз" in answer.content.decode()


@pytest.mark.parametrize("more", ["&fact=%00", "&kind=%00", "&page=%00"])
def test_what_no_address_of_ours_says_keeps_no_message_away(client, more):
    fields = opened(client) | {"wrong": "Не так."}
    assert client.post(ADDRESS + more, fields).status_code == 302
    assert client.get(ADDRESS + more).status_code == 400


# --- What is typed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("wrong", " \n\u200b", "Напишите, что неверно."),
        ("wrong", "а" * 2001, "Сократите: здесь помещается 2000 знаков, а у вас 2001."),
        ("right", "а" * 6001, "Сократите: здесь помещается 6000"),
        ("where", "а" * 1001, "Сократите: здесь помещается 1000"),
        ("email", "anna", "Напишите один адрес почты целиком"),
        ("email", "Анна <a@b.ru>", "Напишите один адрес почты целиком"),
        ("email", "a@b.ru, c@d.ru", "Напишите один адрес почты целиком"),
        ("email", "a@b.ru\r\nBcc: c@d.ru", "Напишите один адрес почты целиком"),
        ("email", "a" * 250 + "@b.ru", "Сократите: здесь помещается 254"),
    ],
)
def test_a_refused_form_says_why_at_the_field_and_keeps_all(client, field, value, sentence):
    typed = {"wrong": "Не тот\nтелефон.", "right": "Другой.", "where": "mos.ru", "email": "a@b.ru"}
    answer = send(client, **(typed | {field: value}))
    assert answer.status_code == 422
    said = re.search(rf'id="id_{field}_error">([^<]+)', answer.content.decode())[1]
    assert unescape(said).startswith(sentence)
    again = fields_of(answer)
    kept = {name: again[name] for name in typed if name != field}
    assert kept == {name: each for name, each in typed.items() if name != field}
    assert again[field].strip() == value.strip() or field == "email"
    assert Correction.objects.count() == 0


def test_what_nobody_sees_in_a_pasted_text_is_dropped(client):
    message = written(client, wrong="\u202eНе\u200b тот\0\r\nтелефон\u0007. ")
    assert message.wrong == "Не тот\nтелефон."


def test_without_a_mail_server_no_address_is_asked(client, settings):
    settings.MAIL_IS_SET_UP = False
    page = client.get(ADDRESS).content.decode()
    assert "Писем портал сейчас не отправляет" in page
    assert 'name="email"' not in page
    assert written(client, email="a@b.ru").email == ""


# --- Robots and haste ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "seconds_ago", "sentence"),
    [
        ({"homepage": "http://spam.example"}, 60, "скрытое поле"),
        ({}, 0, "быстрее, чем человек"),
        ({}, 2 * 86400, "слишком долго"),
        ({"began": ""}, 60, "слишком долго"),
        ({"began": "0123456789abcdef:1xX4fn:forged"}, 60, "слишком долго"),
    ],
)
def test_what_no_person_sends_is_refused_and_a_person_just_sends_again(
    client, monkeypatch, typed, seconds_ago, sentence
):
    answer = send(client, seconds_ago=seconds_ago, **({"wrong": "Не так."} | typed))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert Correction.objects.count() == 0
    again = fields_of(answer)
    assert (again["wrong"], again["homepage"]) == ("Не так.", "")
    monkeypatch.setattr("portal.access.guarded_form.MIN_FILLING_SECONDS", -1)  # a while later
    assert client.post(ADDRESS, again).status_code == 302


def test_who_has_something_to_mend_is_told_that_alone(client):
    answer = send(client, seconds_ago=0, wrong="")
    assert "Напишите, что неверно." in text(answer)
    assert "быстрее, чем человек" not in text(answer)


def test_who_was_too_quick_does_not_wait_anew(client):
    answer = send(client, seconds_ago=2, wrong="Не так.")
    assert answer.status_code == 422
    began = fields_of(answer)["began"]
    assert began == answer.wsgi_request.POST["began"]


def test_two_clicks_send_one_message(client):
    fields = opened(client) | {"wrong": "Не так."}
    first, second = client.post(ADDRESS, fields), client.post(ADDRESS, fields)
    assert first["Location"] == second["Location"]
    assert Correction.objects.count() == 1


def test_another_text_from_the_same_form_is_another_message(client):
    fields = opened(client)
    client.post(ADDRESS, fields | {"wrong": "Не так."})
    client.post(ADDRESS, fields | {"wrong": "И ещё вот что."})
    assert Correction.objects.count() == 2


def test_the_second_of_two_clicks_at_the_same_moment_finds_the_first(client, monkeypatch):
    fields = opened(client) | {"wrong": "Не так."}
    first = client.post(ADDRESS, fields)
    look, looks = Correction.objects.filter, []

    def nothing_yet(**asked):
        looks.append(asked)
        return look(pk=None) if len(looks) == 1 else look(**asked)

    monkeypatch.setattr(Correction.objects, "filter", nothing_yet)
    assert client.post(ADDRESS, fields)["Location"] == first["Location"]
    assert Correction.objects.count() == 1


def test_one_network_sends_so_many_an_hour_and_another_one_is_not_hindered(client, monkeypatch):
    monkeypatch.setattr(inbox, "MAX_AN_HOUR", 2)
    for number in range(2):
        written(client, wrong=f"Ошибка {number}.")
    answer = send(client, wrong="Ещё одна.")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "Введённое осталось в форме" in answer.content.decode()
    assert fields_of(answer)["wrong"] == "Ещё одна."
    other = Client(REMOTE_ADDR="192.0.2.9")
    assert send(other, wrong="Ещё одна.").status_code == 302


def test_a_refused_form_is_not_counted(client, monkeypatch):
    monkeypatch.setattr(inbox, "MAX_AN_HOUR", 1)
    for _ in range(3):
        assert send(client, wrong="").status_code == 422
    written(client)


@pytest.mark.parametrize("bound", ["MAX_OPEN", "MAX_OPEN_OF_PROGRAMME"])
def test_no_more_wait_than_editors_can_read(client, monkeypatch, bound):
    written(client)
    monkeypatch.setattr(inbox, bound, 1)
    answer = send(client, wrong="Ещё одна.")
    assert answer.status_code == 429
    assert "накопилось слишком много" in answer.content.decode()
    assert fields_of(answer)["wrong"] == "Ещё одна."


# --- Cookies, caches, a database that is away --------------------------------------------------


def test_no_shared_cache_keeps_the_form_and_the_public_pages_have_no_token(client):
    assert client.get(ADDRESS)["Cache-Control"] == "private, no-cache"
    public = client.get("/programmes/international-exhibitions/")
    assert "csrfmiddlewaretoken" not in public.content.decode()
    assert not public.cookies


def test_a_form_without_its_cookie_comes_back_whole_and_can_be_sent():
    browser = Client(enforce_csrf_checks=True)
    fields = opened(browser) | {"wrong": "Не так."}
    browser.cookies.clear()
    answer = browser.post(ADDRESS, fields)
    assert answer.status_code == 403
    assert "Браузер не подтвердил" in answer.content.decode()
    again = fields_of(answer)
    assert again["wrong"] == "Не так."
    assert browser.post(ADDRESS, again | {"began": fields["began"]}).status_code == 302


def test_a_form_of_another_site_is_refused_and_not_shown(client):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(ADDRESS, {"wrong": "Спам."}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "Спам." not in answer.content.decode()


def test_a_database_that_takes_nothing_loses_nothing_typed(monkeypatch):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    fields = opened(browser) | {"wrong": "Не так."}

    def refuse(form):
        error = OperationalError("attempt to write a readonly database")
        error.__cause__ = read_only()
        raise error

    with monkeypatch.context() as away:
        away.setattr(inbox, "keep", refuse)
        answer = browser.post(ADDRESS, fields)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert answer["Cache-Control"] == "no-store"
    assert "база данных сейчас не принимает изменений" in text(answer)
    again = fields_of(answer)
    assert again["wrong"] == "Не так."
    assert browser.post(ADDRESS, again).status_code == 302


def read_only() -> Exception:
    error = sqlite3.OperationalError("attempt to write a readonly database")
    error.sqlite_errorcode = sqlite3.SQLITE_READONLY
    return error


def test_a_database_known_to_be_away_is_not_asked(monkeypatch):
    """Neither the subject nor the token of the page needs it."""
    browser = Client(enforce_csrf_checks=True)
    fields = opened(browser) | {"wrong": "Не так."}
    with monkeypatch.context() as away:
        away.setattr("portal.responses.errors.Outage.goes_on", lambda self: True)
        away.setattr("django.db.backends.utils.CursorWrapper.execute", None)
        answer = browser.post(ADDRESS, fields)
    assert answer.status_code == 503
    again = fields_of(answer)
    assert again["wrong"] == "Не так."
    assert browser.post(ADDRESS, again).status_code == 302


def test_a_mistake_of_ours_loses_nothing_typed(monkeypatch):
    browser = Client(raise_request_exception=False)
    fields = opened(browser) | {"wrong": "Не так."}
    monkeypatch.setattr(views.inbox, "take", lambda *a: 1 / 0)
    answer = browser.post(ADDRESS, fields)
    assert answer.status_code == 500
    assert "на сайте ошибка" in text(answer)
    assert fields_of(answer)["wrong"] == "Не так."
