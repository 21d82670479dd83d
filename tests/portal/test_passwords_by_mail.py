"""A forgotten password: asked for by mail, set by a link that ends, told to nobody else."""

import logging
import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from portal.access import recovery
from portal.mail.models import Letter
from tests import smtp
from tests.factories import editor, stranger
from tests.reading import text
from tests.signing_in import NEW_PASSWORD, PASSWORD, connect_phone, is_inside, sign_in

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http\S+")
EMAIL = "anna@example.org"


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_IS_SET_UP = True


@pytest.fixture
def anna(db):
    return editor(password=PASSWORD, email=EMAIL)


def ask(client, email=EMAIL):
    """Send the form that asks for a link."""
    return client.post(reverse("admin:forgotten_password"), {"email": email}, follow=True)


def link(client, email=EMAIL) -> str:
    """Ask for a link and return it, as the letter has it."""
    ask(client, email)
    return LINK.search(Letter.objects.latest("pk").text)[0]


def set_password(client, url: str, password=NEW_PASSWORD):
    """Send the form of a new password."""
    return client.post(url, {"new_password1": password, "new_password2": password}, follow=True)


def test_the_login_leads_to_the_page(client):
    assert (
        reverse("admin:forgotten_password") in client.get(reverse("admin:login")).content.decode()
    )


def test_a_letter_as_it_arrives_leads_to_a_new_password(client, anna, settings):
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
        ask(client)
        call_command("send_mail")
    (letter,) = server.letters
    assert (letter["To"], letter["Subject"].strip()) == (EMAIL, "Новый пароль для редакции")
    assert letter.get_content_type() == "text/plain"
    said = letter.get_content()
    assert "Имя для входа: anna." in said
    assert "Войдите с ним." in text(set_password(client, LINK.search(said)[0]))
    sign_in(client, NEW_PASSWORD)
    assert is_inside(client)


@pytest.mark.parametrize("email", ["nobody@example.org", "vera@example.org"])
def test_an_address_of_nobody_at_the_desk_gets_the_same_answer_and_no_letter(client, anna, email):
    stranger(password=PASSWORD, email="vera@example.org")
    assert ask(client, email).content == ask(client).content
    assert [letter.recipient for letter in Letter.objects.all()] == [EMAIL]


def test_an_address_of_nobody_costs_the_same_statements(
    client, anna, django_assert_max_num_queries
):
    asked = []
    for email in ("first@example.org", EMAIL, "nobody@example.org"):
        with django_assert_max_num_queries(100) as seen:
            ask(client, email)
        words = [query["sql"].split()[0] for query in seen.captured_queries]
        asked.append([word for word in words if word not in ("RELEASE", "ROLLBACK")])
    assert asked[1] == asked[2]
    assert asked[1].count("INSERT") == 2  # what the mailbox has asked for, and a letter


def test_a_link_works_once_whoever_had_its_page_open(client, anna):
    url, second = link(client), Client()
    assert second.get(url).status_code == 200
    set_password(client, url)
    answer = set_password(second, url, f"{NEW_PASSWORD} и ещё")
    assert answer.status_code == 410
    assert User.objects.get().check_password(NEW_PASSWORD)


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (61, 410)])
def test_a_link_ends_after_an_hour(client, anna, monkeypatch, minutes, status):
    url = link(client)
    later = datetime.now() + timedelta(minutes=minutes)  # noqa: DTZ005 - as Django's tokens have it
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    assert client.get(url).status_code == status


@pytest.mark.parametrize("key", ["", "1", "1.", "x.y", "99.abc", "1.abc-def", f"{'9' * 30}.a"])
def test_a_key_that_is_not_ours_opens_nothing(client, anna, key):
    answer = client.get(reverse("admin:new_password"), {"key": key})
    assert answer.status_code == 410
    assert "Ссылка больше не действует" in text(answer)


def test_a_key_of_one_person_sets_nobody_elses_password(client, anna):
    other = editor_too()
    url = link(client).replace(f"key={anna.pk}.", f"key={other.pk}.")
    assert set_password(client, url).status_code == 410


def editor_too() -> User:
    return User.objects.create_user("boris", password=PASSWORD, is_staff=True)


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_whoever_may_not_come_in_any_more_gets_no_way_round(client, anna, field):
    url = link(client)
    setattr(anna, field, False)
    anna.save()
    assert client.get(url).status_code == 410
    ask(client)
    assert Letter.objects.count() == 1


def test_a_new_password_ends_all_sessions_and_spares_nobody_the_code(client, anna):
    connect_phone(anna)
    other = Client()
    other.force_login(anna)
    set_password(client, link(client))
    assert sign_in(other).request["PATH_INFO"] != reverse("admin:index")
    answer = sign_in(client, NEW_PASSWORD)
    assert answer.request["PATH_INFO"] == reverse("admin:second_factor")
    assert not is_inside(client)


def test_a_password_that_is_easily_guessed_is_refused(client, anna):
    answer = set_password(client, link(client), "aaaaaaaaaaaaaaaaaaaa")
    assert "легко подобрать" in text(answer)
    assert User.objects.get().check_password(PASSWORD)


def test_a_network_asks_ten_times_an_hour_and_a_mailbox_gets_three_letters(client, anna):
    for _ in range(recovery.MAX_ASKED_FROM_ADDRESS):
        assert ask(client).status_code == 200
    posted = Letter.objects.count()
    answer = ask(client)
    assert (posted, answer.status_code) == (1, 429)  # the last stands in the place of the others
    assert int(answer["Retry-After"]) > 3000
    assert "слишком часто просят" in text(answer)


def test_a_mailbox_that_has_had_its_letters_gets_no_more(client, anna, settings):
    for _ in range(recovery.MAX_ASKED_FOR_MAILBOX):
        ask(client)
        letter = Letter.objects.latest("pk")
        Letter.objects.filter(pk=letter.pk).update(key=f"sent-{letter.pk}")
    ask(client, EMAIL.upper())
    assert Letter.objects.count() == recovery.MAX_ASKED_FOR_MAILBOX


def test_without_a_mail_server_the_page_says_so_and_asks_for_nothing(client, anna, settings):
    settings.MAIL_IS_SET_UP = False
    assert "почтовый сервер не настроен" in text(ask(client))
    assert not Letter.objects.exists()


def test_a_key_reaches_no_log_no_cache_and_no_other_site(client, anna, caplog):
    with caplog.at_level(logging.DEBUG):
        url = link(client)
        answer = client.get(url)
        set_password(client, url)
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    written = "\n".join(f"{record.getMessage()} {vars(record)}" for record in our(caplog))
    assert url.partition("key=")[2] not in written
    assert EMAIL not in written


def our(caplog) -> list:
    """Return the records that a log of ours would keep."""
    return [record for record in caplog.records if record.name.startswith("portal")]


def test_looking_at_a_link_writes_nothing_and_sets_no_session(
    client, anna, django_assert_max_num_queries
):
    url = link(client)
    with django_assert_max_num_queries(10) as seen:
        client.get(url)
    assert {query["sql"].split()[0] for query in seen.captured_queries} == {"SELECT"}
    assert "session" not in client.cookies
