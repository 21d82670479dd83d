"""Chief editors: they look after editors and publishers, and cannot make anybody more than that."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests import factories
from tests.forms import errors, form_of, said, shown, signed_in
from tests.reading import text
from tests.signing_in import PASSWORD, WRONG, connect_phone, let_pass

pytestmark = pytest.mark.django_db
LIST = "admin:auth_user_changelist"


@pytest.fixture
def maya(client):
    """Sign the chief editor in."""
    return signed_in(client, factories.chief_editor(password=PASSWORD))


@pytest.fixture
def anna():
    return factories.editor(email="anna@example.org")


def form_url(person) -> str:
    return reverse("admin:auth_user_change", args=[person.pk])


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def save(client, person, **typed):
    """Open the form of an account, type over some of its fields, save."""
    fields = shown(client.get(form_url(person))) | typed
    sent = {name: value for name, value in fields.items() if value is not None}
    return client.post(form_url(person), sent, follow=True)


def groups_of(person) -> list[str]:
    return sorted(person.groups.values_list("name", flat=True))


def last_line() -> str:
    return LogEntry.objects.latest("pk").get_change_message()


# --- What a chief editor does -----------------------------------------------------------------


def test_an_editor_is_made_a_publisher_and_the_history_says_so(maya, anna):
    answer = save(maya, anna, groups=[group("Издатели").pk])
    assert said(answer) == ["Изменения сохранены: «anna»."]
    assert groups_of(anna) == ["Издатели"]
    assert last_line() == "Группы: было — Редакторы, стало — Издатели."
    history = maya.get(reverse("admin:auth_user_history", args=[anna.pk]))
    assert "стало — Издатели" in text(history)


def test_somebody_put_out_of_both_groups_can_be_put_back(maya, anna):
    save(maya, anna, groups=None)
    assert groups_of(anna) == []
    save(maya, anna, groups=[group("Редакторы").pk])
    assert groups_of(anna) == ["Редакторы"]


def test_a_closed_account_is_out_at_once(maya, anna):
    other = Client()
    other.force_login(anna)
    save(maya, anna, is_active=None)
    anna.refresh_from_db()
    assert not anna.is_active
    assert other.get(reverse("admin:index")).status_code == 302
    assert last_line() == "Вход закрыт."


def test_a_lost_phone_is_forgotten_with_the_sessions(maya, anna):
    connect_phone(anna)
    other = Client()
    other.force_login(anna)
    save(maya, anna, forget_phone="on")
    assert not TOTPDevice.objects.exists()
    assert other.get(reverse("admin:index")).status_code == 302
    assert last_line() == "Телефон с кодами отключён."


def test_the_form_offers_no_phone_that_is_not_connected(maya, anna):
    assert "forget_phone" not in shown(maya.get(form_url(anna)))
    save(maya, anna, forget_phone="on")
    assert last_line() == "Без изменений."


def test_the_activity_of_everybody_is_read_and_changed_by_nobody(maya, anna):
    save(maya, anna, groups=None)
    url = reverse("admin:admin_logentry_changelist")
    page = text(maya.get(url))
    assert "Майя Цой" in page
    assert "стало — никаких" in page
    line = LogEntry.objects.get()
    assert maya.get(reverse("admin:admin_logentry_add")).status_code == 403
    assert maya.post(reverse("admin:admin_logentry_delete", args=[line.pk])).status_code == 403
    assert signed_in(Client(), anna).get(url).status_code == 403


# --- What no chief editor does ----------------------------------------------------------------


def others() -> dict[str, User]:
    """Return accounts that no chief editor may touch, each with the reason for its key."""
    boss = factories.person("oleg", "Главные редакторы")
    both = factories.person("pavel", "Главные редакторы")
    both.groups.add(group("Издатели"))
    more = factories.person("rita", "Редакторы")
    more.groups.add(Group.objects.create(name="Аналитики"))
    right = factories.person("semyon", "Редакторы")
    right.user_permissions.add(Permission.objects.get(codename="delete_user"))
    return {
        "superuser": factories.chief(),
        "chief editor": boss,
        "chief editor and publisher": both,
        "another group": more,
        "a right of one's own": right,
        "stranger": factories.stranger(),
    }


def test_others_are_neither_seen_nor_changed_nor_told_of(maya, anna):
    page = maya.get(reverse(LIST)).content.decode()
    assert "anna" in page
    own = User.objects.get(username="maya")
    for reason, person in (others() | {"oneself": own}).items():
        before = User.objects.values().get(pk=person.pk), groups_of(person)
        assert f"/{person.pk}/change/" not in maya.get(reverse(LIST)).content.decode(), reason
        sent = {"groups": [group("Издатели").pk], "is_active": "on", "read_revision": ""}
        assert maya.post(form_url(person), sent).status_code in (302, 404), reason
        for name in ("history", "delete", "password_change"):
            url = reverse(f"admin:auth_user_{name}", args=[person.pk])
            assert maya.get(url).status_code in (302, 403, 404), (reason, name)
            assert maya.post(url, {"post": "yes"}).status_code in (302, 403, 404), (reason, name)
        assert (User.objects.values().get(pk=person.pk), groups_of(person)) == before, reason


def test_nobody_looks_after_himself_whatever_gave_him_the_right(client, anna):
    group("Редакторы").permissions.add(Permission.objects.get(codename="look_after_editors"))
    other = factories.person("vera", "Редакторы")
    signed_in(client, anna)
    assert client.get(form_url(other)).status_code == 200
    assert client.get(form_url(anna)).status_code == 302
    assert client.post(form_url(anna), {"groups": [], "is_active": "on"}).status_code == 404


MORE = {
    "is_superuser": "on",
    "is_staff": None,
    "username": "x",
    "email": "x@example.org",
    "password": "x",
    "password1": "x",
    "last_login_0": "01.01.2030",
    "_saveasnew": "1",
}


def test_fields_that_the_form_has_not_are_read_by_nobody(maya, anna):
    right = Permission.objects.get(codename="change_user")
    before = User.objects.values().get(pk=anna.pk)
    save(maya, anna, **MORE, user_permissions=[right.pk], first_name="Ы")
    assert User.objects.values().get(pk=anna.pk) == before
    assert not anna.user_permissions.exists()


@pytest.mark.parametrize("name", ["Главные редакторы", "Аналитики"])
def test_a_group_beyond_the_two_is_refused(maya, anna, name):
    beyond, _ = Group.objects.get_or_create(name=name)
    answer = save(maya, anna, groups=[group("Издатели").pk, beyond.pk])
    assert "groups" in errors(answer)
    assert groups_of(anna) == ["Редакторы"]


@pytest.mark.parametrize("page", ["auth_user_add", "auth_group_changelist", "auth_group_add"])
def test_accounts_and_groups_are_made_by_superusers_alone(maya, page):
    url = reverse(f"admin:{page}")
    assert maya.get(url).status_code == maya.post(url, {"name": "Ы"}).status_code == 403


def test_an_account_without_a_name_says_so_in_russian(maya, anna):
    User.objects.filter(pk=anna.pk).update(first_name="", last_name="")
    page = text(maya.get(reverse("admin:auth_user_change", args=[anna.pk])))
    assert "None" not in page


def test_the_form_of_somebodys_password_is_in_russian(client):
    anna = factories.editor(password=PASSWORD)
    page = signed_in(client, factories.chief()).get(
        reverse("admin:auth_user_password_change", args=[anna.pk])
    )
    assert "If disabled" not in text(page)


def test_nobodys_password_is_set(maya, anna):
    url = reverse("admin:auth_user_password_change", args=[anna.pk])
    sent = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert maya.get(url).status_code == maya.post(url, sent).status_code == 403
    assert not User.objects.get(pk=anna.pk).check_password(PASSWORD)


def test_nobody_is_deleted_from_the_list(maya, anna):
    rows = {"action": "delete_selected", "_selected_action": anna.pk, "index": 0, "post": "yes"}
    maya.post(reverse(LIST), shown(maya.get(reverse(LIST))) | rows)
    assert User.objects.filter(pk=anna.pk).exists()


def test_a_list_cannot_be_asked_for_passwords(maya, anna):
    page = maya.get(reverse(LIST), {"password__startswith": "!"}, follow=True)
    assert "password__startswith" in said(page)[0]


@pytest.mark.parametrize("make", [factories.editor, factories.publisher])
def test_editors_and_publishers_look_after_nobody(client, make):
    signed_in(client, make())
    person = factories.person("vera", "Редакторы")
    for url in (reverse(LIST), reverse("admin:auth_user_invite"), form_url(person)):
        assert client.get(url).status_code == client.post(url).status_code == 403


# --- The own password -------------------------------------------------------------------------


def test_long_after_the_login_the_own_password_is_asked_first(maya, anna):
    let_pass(maya, 6)
    answer = save(maya, anna, groups=None)
    assert "own_password" in errors(answer)
    answer = save(maya, anna, groups=None, own_password=WRONG)
    assert errors(answer)["own_password"] == ["Пароль не подошёл."]
    assert groups_of(anna) == ["Редакторы"]
    save(maya, anna, groups=None, own_password=PASSWORD)
    assert groups_of(anna) == []
    assert "own_password" not in form_of(maya.get(form_url(anna))).fields


def test_two_chief_editors_do_not_overwrite_each_other(maya, anna):
    opened = shown(maya.get(form_url(anna)))
    save(maya, anna, groups=None)
    answer = maya.post(form_url(anna), opened | {"groups": [group("Издатели").pk]})
    assert "запись изменилась" in answer.content.decode()
    assert groups_of(anna) == []
