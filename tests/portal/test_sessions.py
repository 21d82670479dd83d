"""Sessions of editors: how long they live, who sees them, what ends them."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from portal.access.models import Session
from portal.access.sessions import name_browser
from tests.factories import chief, editor
from tests.portal.test_settings import setting
from tests.signing_in import (
    NEW_PASSWORD,
    PASSWORD,
    WRONG,
    buttons,
    change_password,
    end,
    is_inside,
    let_pass,
    own_page,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return editor(password=PASSWORD)


@pytest.fixture
def other(anna):
    """The same person's session in another browser."""
    client = Client(headers={"user-agent": "Second browser"})
    sign_in(client)
    return client


# --- How long they live -----------------------------------------------------------------------


def test_an_hour_without_a_page_ends_a_session(client, anna):
    sign_in(client)
    let_pass(client, 61)
    assert not is_inside(client)


def test_whoever_works_keeps_the_session(client, anna):
    sign_in(client)
    for _ in range(4):
        let_pass(client, 40)
        assert is_inside(client)


def test_after_twelve_hours_even_work_keeps_no_session(client, anna):
    sign_in(client)
    for _ in range(17):
        let_pass(client, 40)
        assert is_inside(client)
    let_pass(client, 41)
    assert not is_inside(client)


def test_a_public_page_keeps_no_session_alive(client, anna):
    sign_in(client)
    let_pass(client, 40)
    client.get("/about/")
    let_pass(client, 40)
    assert not is_inside(client)


def test_a_page_a_second_writes_no_session_a_second(client, anna):
    sign_in(client)
    before = Session.objects.get().expire_date
    is_inside(client)
    assert Session.objects.get().expire_date == before


def test_a_disk_that_is_full_refuses_no_page_that_is_ready(client, anna, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("database or disk is full")

    sign_in(client)
    let_pass(client, 40)
    monkeypatch.setattr(Session, "save", refuse)
    assert is_inside(client)


def test_a_session_ended_meanwhile_refuses_no_page_that_is_ready(client, anna, monkeypatch):
    save = Session.save

    def end_and_save(row, **options):
        Session.objects.all().delete()
        save(row, **options)

    sign_in(client)
    let_pass(client, 40)
    monkeypatch.setattr(Session, "save", end_and_save)
    assert is_inside(client)


def test_an_ended_session_is_removed_when_it_is_asked_for(client, anna):
    sign_in(client)
    let_pass(client, 61)
    is_inside(client)
    assert not Session.objects.exists()


def test_old_sessions_are_removed_daily(client, anna):
    sign_in(client)
    let_pass(client, 61)
    call_command("clearsessions")
    assert not Session.objects.exists()


def test_a_changed_key_ends_no_session_while_the_old_one_is_a_fallback(client, anna, settings):
    sign_in(client)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the tests, which is therefore no secret either"
    assert is_inside(client)


def test_the_cookie_of_a_session_is_for_this_host_and_no_script(client, anna):
    sign_in(client)
    cookie = client.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert not cookie["domain"]
    assert not cookie["max-age"]  # it goes with the browser's window


def test_the_cookie_of_a_known_browser_is_for_this_host_and_no_script(client, anna):
    sign_in(client)
    cookie = client.cookies["known"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert not cookie["domain"]
    assert setting("settings.KNOWN_COOKIE_NAME") == "__Host-known"


@pytest.mark.parametrize("page", ["index", "sessions", "password_change", "second_factor"])
def test_pages_of_the_desk_are_kept_by_no_browser(client, anna, page):
    sign_in(client)
    assert "no-store" in client.get(reverse(f"admin:{page}"))["Cache-Control"]


# --- Who sees them ----------------------------------------------------------------------------


def test_ones_own_sessions_are_listed_with_their_browsers(other):
    client = Client(headers={"user-agent": "First browser"})
    sign_in(client)
    page = own_page(client)
    assert "First browser" in page
    assert "Second browser" in page
    assert page.index("First browser") < page.index("Second browser")


def test_the_list_shows_no_key(client, other):
    sign_in(client)
    page = own_page(client)
    assert all(row.session_key[:12] not in page for row in Session.objects.all())


def test_nobody_elses_sessions_are_listed(client, other):
    chief(password=PASSWORD)
    sign_in(client, username="gleb")
    assert "Second browser" not in own_page(client)


def test_the_desk_leads_to_the_list(client, anna):
    assert reverse("admin:sessions") in sign_in(client).content.decode()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/2010 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 YaBrowser/26.8 Safari/537.36",
         "Яндекс Браузер, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_named_as_people_call_it(agent, name):
    assert name_browser(agent) == name


def test_a_name_of_a_browser_is_text(anna):
    client = Client(headers={"user-agent": "<script>alert(1)</script>"})
    sign_in(client)
    assert "<script>alert" not in own_page(client)


# --- What ends them ---------------------------------------------------------------------------


def test_one_session_is_ended_by_its_button(client, other):
    sign_in(client)
    answer = end(client, buttons(own_page(client))[0])
    assert "Сеанс завершён." in answer.content.decode()
    assert not is_inside(other)
    assert is_inside(client)


def test_all_others_are_ended_by_one_button(client, other):
    third = Client()
    sign_in(third)
    sign_in(client)
    end(client, "others")
    assert [is_inside(each) for each in (client, other, third)] == [True, False, False]


def test_nobody_ends_somebody_elses_session(client, other):
    sign_in(client)
    number = buttons(own_page(client))[0]
    chief(password=PASSWORD)
    stranger = Client()
    sign_in(stranger, username="gleb")
    assert "уже завершён" in end(stranger, number).content.decode()
    assert is_inside(other)


def test_long_after_the_login_the_password_is_asked_before_a_session_is_ended(client, other):
    sign_in(client)
    let_pass(client, 10)
    page = own_page(client)
    assert 'type="password"' in page
    number = buttons(page)[0]
    end(client, number)
    end(client, number, password=WRONG)
    assert is_inside(other)
    end(client, number, password=PASSWORD)
    assert not is_inside(other)


def test_a_changed_password_ends_the_other_sessions(client, other):
    sign_in(client)
    assert change_password(client).status_code == 302
    assert is_inside(client)
    assert not is_inside(other)
    assert Session.objects.count() == 1


def test_a_changed_password_gives_this_session_a_new_key(client, anna):
    sign_in(client)
    before = client.session.session_key
    change_password(client)
    assert client.session.session_key != before


def test_a_password_set_by_an_administrator_ends_all_sessions(client, anna, other):
    client.force_login(chief())
    fields = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[anna.pk]), fields)
    assert not Session.objects.filter(user=anna).exists()


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_whoever_may_not_come_in_any_more_is_out_at_once(anna, other, field):
    setattr(anna, field, False)
    anna.save()
    assert not Session.objects.exists()


def test_a_deleted_person_has_no_session(other):
    User.objects.all().delete()
    assert not Session.objects.exists()


def test_leaving_ends_the_session(client, anna):
    sign_in(client)
    client.post(reverse("admin:logout"))
    assert not Session.objects.exists()


def test_an_administrator_ends_the_sessions_of_one_person(other, client, capsys):
    chief(password=PASSWORD)
    sign_in(client, username="gleb")
    call_command("end_sessions", "anna")
    assert "Завершено сеансов: 1." in capsys.readouterr().out
    assert [is_inside(each) for each in (client, other)] == [True, False]


def test_an_administrator_ends_the_sessions_of_everybody(other, capsys):
    call_command("end_sessions", all=True)
    assert not Session.objects.exists()


@pytest.mark.parametrize("arguments", [{}, {"name": "anna", "all": True}, {"name": "nobody"}])
def test_ending_sessions_of_nobody_in_particular_is_refused(anna, arguments):
    with pytest.raises(CommandError):
        call_command("end_sessions", **arguments)
