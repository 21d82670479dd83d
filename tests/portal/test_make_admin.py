"""make_admin: who gets a password, and what the account may do afterwards."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def made(name: str = "admin") -> tuple[str, str]:
    """Run the command; return what it says first and the password it prints."""
    out = StringIO()
    call_command("make_admin", name, stdout=out)
    said, password = out.getvalue().strip().split("\n")
    return said, password.rpartition(" ")[2]


def opens(client, password: str) -> bool:
    """Log in through the desk's own form; tell whether that opened it."""
    client.logout()
    client.post("/admin/login/?next=/admin/", {"username": "admin", "password": password})
    return client.get("/admin/").status_code == 200


def test_the_printed_password_opens_the_admin(client):
    _, password = made()
    assert opens(client, password)


def test_a_repeat_gives_a_new_password_to_the_same_account_and_says_so(client):
    _, first = made()
    said, second = made()
    assert "прежний пароль больше не действует" in said
    assert not opens(client, first)
    assert opens(client, second)
    assert get_user_model().objects.count() == 1


def test_an_administrator_who_was_locked_out_is_let_in_again(client):
    made()
    get_user_model().objects.update(is_active=False)
    _, password = made()
    assert opens(client, password)


def test_an_editor_is_not_raised_to_administrator():
    get_user_model().objects.create_user("anna")
    with pytest.raises(CommandError, match="учётная запись редактора"):
        made("anna")
    assert not get_user_model().objects.get().is_superuser


def test_a_name_that_the_admin_would_refuse_is_refused():
    with pytest.raises(CommandError, match="имя пользователя"):
        made("два слова")
    assert not get_user_model().objects.exists()
