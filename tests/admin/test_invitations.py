"""Invitations: a letter with a link that sets the first password, once, for seven days."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core import signing
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from portal.access.password_links import INVITATION_SECONDS
from portal.mail.models import Letter
from tests import factories, smtp
from tests.forms import said, shown, signed_in
from tests.reading import text
from tests.signing_in import (
    NEW_PASSWORD,
    PASSWORD,
    connect_phone,
    give_code,
    is_inside,
    let_pass,
    sign_in,
)

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http\S+")
EMAIL = "nina@example.org"


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_IS_SET_UP = True


@pytest.fixture
def maya(client):
    """Sign the chief editor in."""
    return signed_in(client, factories.chief_editor(password=PASSWORD))


def invite(client, group="Редакторы", **typed):
    """Send the form that invites somebody."""
    number = Group.objects.get(name=group).pk
    sent = {"first_name": "Нина", "last_name": "Ли", "email": "Nina@example.org", "group": number}
    return client.post(reverse("admin:auth_user_invite"), sent | typed, follow=True)


def invited() -> User:
    return User.objects.get(username=EMAIL)


def link() -> str:
    """Return the link of the last letter."""
    return LINK.search(Letter.objects.latest("pk").text)[0]


def set_password(url: str):
    """Set a password by a link, in a browser of one's own."""
    sent = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    return Client().post(url, sent, follow=True)


def save(client, person, **typed):
    """Save the form of an account with something typed over."""
    url = reverse("admin:auth_user_change", args=[person.pk])
    fields = shown(client.get(url)) | typed
    return client.post(url, {k: v for k, v in fields.items() if v is not None}, follow=True)


@pytest.mark.parametrize("inviter", [factories.chief_editor, factories.chief])
def test_somebody_invited_sets_a_password_and_then_connects_a_phone(client, settings, inviter):
    settings.REQUIRE_OTP = True
    user = inviter()
    client.force_login(user)
    give_code(client, connect_phone(user))
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
        assert said(invite(client))[-1] == "Приглашение отправлено: Нина Ли, nina@example.org."
        call_command("send_mail")
    (letter,) = server.letters
    assert (letter["To"], letter.get_content_type()) == (EMAIL, "text/plain")
    words = letter.get_content()
    assert f"{user.get_full_name()} приглашает вас" in words
    assert "«Редакторы»" in words
    assert "Войдите с ним." in text(set_password(LINK.search(words)[0]))
    person, nina = invited(), Client()
    assert (person.is_staff, person.is_superuser) == (True, False)
    assert [group.name for group in person.groups.all()] == ["Редакторы"]
    page = sign_in(nina, NEW_PASSWORD, username=EMAIL)
    assert page.request["PATH_INFO"] == reverse("admin:second_factor")
    assert "Установите на телефон" in text(page)
    assert not is_inside(nina)
    assert LogEntry.objects.get().get_change_message() == "Приглашение: Редакторы."


def test_a_link_works_once(maya):
    invite(maya)
    url = link()
    assert set_password(url).status_code == 200
    assert set_password(url).status_code == 410


@pytest.mark.parametrize(("seconds", "status"), [(-60, 200), (60, 410)])
def test_a_link_ends_after_seven_days(maya, monkeypatch, seconds, status):
    invite(maya)
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + INVITATION_SECONDS + seconds)
    assert Client().get(link()).status_code == status


def test_a_withdrawn_invitation_opens_nothing_even_once_the_account_is_open_again(maya):
    invite(maya)
    url = link()
    save(maya, invited(), is_active=None)
    assert Client().get(url).status_code == 410
    assert not Letter.objects.exists()  # nobody had sent it yet
    save(maya, invited(), is_active="on")
    assert Client().get(url).status_code == 410


def test_another_invitation_ends_the_first(maya):
    invite(maya)
    first = link()
    save(maya, invited(), invite_again="on")
    assert Client().get(first).status_code == 410
    assert Client().get(link()).status_code == 200
    assert Letter.objects.count() == 1
    assert LogEntry.objects.latest("pk").change_message == "Приглашение отправлено ещё раз."


def test_a_closed_account_is_not_invited(maya):
    invite(maya)
    answer = save(maya, invited(), invite_again="on", is_active=None)
    assert "Вход закрыт: чтобы пригласить, откройте его." in answer.content.decode()
    assert invited().is_active


def test_who_has_a_password_is_offered_no_invitation(maya):
    invite(maya)
    set_password(link())
    url = reverse("admin:auth_user_change", args=[invited().pk])
    assert "invite_again" not in shown(maya.get(url))


@pytest.mark.parametrize("field", ["username", "email"])
def test_an_address_that_somebody_has_is_refused_beside_the_field(maya, field):
    User.objects.create(**{"username": "x", field: EMAIL.upper()})
    page = invite(maya).content.decode()
    assert "Под этим адресом уже есть учётная запись" in page
    assert not Letter.objects.exists()


def test_a_chief_editor_invites_no_chief_editor(maya):
    answer = invite(maya, "Главные редакторы")
    assert answer.status_code == 200
    assert not User.objects.filter(username=EMAIL).exists()


def test_a_superuser_invites_a_chief_editor(client):
    signed_in(client, factories.chief())
    invite(client, "Главные редакторы")
    assert invited().groups.get().name == "Главные редакторы"


def test_long_after_the_login_the_own_password_is_asked_first(maya):
    let_pass(maya, 6)
    assert "Введите свой пароль." in text(invite(maya))
    assert not Letter.objects.exists()
    invite(maya, own_password=PASSWORD)
    assert Letter.objects.exists()


def test_without_a_mail_server_the_desk_says_so_and_makes_no_account(maya, settings):
    settings.MAIL_IS_SET_UP = False
    assert "Пригласить сейчас нельзя" in text(invite(maya))
    assert not User.objects.filter(username=EMAIL).exists()


def test_the_list_leads_to_the_page_and_says_who_was_invited(maya):
    invite(maya)
    page = maya.get(reverse("admin:auth_user_changelist"))
    assert reverse("admin:auth_user_invite") in page.content.decode()
    assert "приглашение отправлено" in text(page)
