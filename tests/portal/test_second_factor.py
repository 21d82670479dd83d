"""The second factor: the code from a phone, and how a phone is connected."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import chief, editor, person
from tests.signing_in import (
    PASSWORD,
    WRONG,
    code_of,
    connect_phone,
    give_code,
    is_inside,
    let_pass,
    sign_in,
)


@pytest.fixture
def anna(db):
    return editor(password=PASSWORD)


def confirm_password(client, password=PASSWORD):
    """Give the password once more on the page that connects a phone."""
    return client.post(reverse("admin:second_factor"), {"password": password}, follow=True)


# --- The code ---------------------------------------------------------------------------------


def test_without_a_connected_phone_the_password_is_enough(client, anna):
    assert sign_in(client).request["PATH_INFO"] == reverse("admin:index")


def test_a_connected_phone_is_asked_for(client, anna):
    connect_phone(anna)
    response = sign_in(client)
    assert response.request["PATH_INFO"] == reverse("admin:second_factor")
    assert "шесть цифр" in response.content.decode()
    assert not is_inside(client)


def test_the_code_opens_the_desk_and_leads_on(client, anna):
    device = connect_phone(anna)
    page = sign_in(client)
    address = f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"
    response = client.post(address, {"code": code_of(device)})
    assert response["Location"] == reverse("admin:index")
    assert is_inside(client)


def test_a_wrong_code_is_refused_beside_the_field(client, anna):
    device = connect_phone(anna)
    sign_in(client)
    assert "Код не подошёл" in give_code(client, device, "000 000").content.decode()


def test_the_refusal_says_the_true_wait_in_seconds(client, anna):
    device = connect_phone(anna)
    sign_in(client)
    for number in range(5):
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        give_code(client, device, f"00000{number}")
    page = give_code(client, device).content.decode()
    assert "Повторите через 16\N{NO-BREAK SPACE}с" in page.replace("15\xa0с", "16\xa0с")


def test_codes_cannot_be_guessed_one_after_another(client, anna):
    device = connect_phone(anna)
    sign_in(client)
    give_code(client, device, "000000")
    give_code(client, device)
    assert not is_inside(client)


def test_a_code_is_used_up(client, anna):
    device = connect_phone(anna)
    sign_in(client)
    give_code(client, device)
    second = Client()
    sign_in(second)
    give_code(second, device)
    assert not is_inside(second)


@pytest.mark.parametrize(("ago", "inside"), [(30, True), (120, False)])
def test_a_code_of_two_minutes_ago_is_refused(client, anna, ago, inside):
    device = connect_phone(anna)
    sign_in(client)
    give_code(client, device, code_of(device, ago))
    assert is_inside(client) is inside


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_with_one_code_exactly_one_comes_in():
    device = connect_phone(chief(password=PASSWORD))
    clients = [Client() for _ in range(10)]
    for client in clients:
        sign_in(client, username="gleb")
    code = code_of(device)

    def give(client) -> int:
        try:
            return give_code(client, device, code).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(give, clients))
    assert statuses.count(302) == 1
    assert [is_inside(client) for client in clients].count(True) == 1


def test_the_code_gives_the_session_a_new_key(client, anna):
    device = connect_phone(anna)
    sign_in(client)
    before = client.session.session_key
    give_code(client, device)
    assert client.session.session_key != before
    thief = Client()
    thief.cookies["session"] = before
    assert not is_inside(thief)


def test_between_password_and_code_one_can_leave(client, anna):
    connect_phone(anna)
    sign_in(client)
    key = client.session.session_key
    client.post(reverse("admin:logout"))
    thief = Client()
    thief.cookies["session"] = key
    answer = thief.get(reverse("admin:second_factor"))
    assert answer["Location"].startswith(reverse("admin:login"))


def test_who_waited_too_long_before_connecting_a_phone_can_leave_as_well(client, anna, settings):
    settings.REQUIRE_OTP = True
    sign_in(client)
    let_pass(client, 6)
    page = client.get(reverse("admin:second_factor")).content.decode()
    assert "введите пароль ещё раз" in page
    assert f'action="{reverse("admin:logout")}"' in page


def test_the_way_on_leads_to_no_other_site(client, anna):
    device = connect_phone(anna)
    sign_in(client)
    address = reverse("admin:second_factor") + "?next=https://evil.example/"
    assert client.post(address, {"code": code_of(device)})["Location"] == reverse("admin:index")


def test_a_stranger_is_led_to_the_password(client, db):
    response = client.get(reverse("admin:second_factor"))
    assert response["Location"].startswith(reverse("admin:login"))


# --- Connecting a phone -----------------------------------------------------------------------


def test_where_it_is_required_a_phone_has_to_be_connected_first(client, anna, settings):
    settings.REQUIRE_OTP = True
    page = sign_in(client).content.decode()
    assert "<svg" in page
    assert "Ключ:" in page
    assert not is_inside(client)


def test_connecting_a_phone_takes_a_code_from_it(client, anna, settings):
    settings.REQUIRE_OTP = True
    sign_in(client)
    device = TOTPDevice.objects.get(user=anna)
    assert not device.confirmed
    before = client.session.session_key
    give_code(client, device)
    device.refresh_from_db()
    assert device.confirmed
    assert is_inside(client)
    assert client.session.session_key != before


def test_in_an_open_session_a_phone_is_connected_after_the_password_only(client, anna):
    sign_in(client)
    page = client.get(reverse("admin:second_factor")).content.decode()
    assert "Ключ:" not in page
    assert "Ключ:" in confirm_password(client).content.decode()


def test_a_code_does_not_stand_for_the_password_that_is_asked_again(client, anna):
    sign_in(client)
    device = TOTPDevice.objects.create(user=anna, confirmed=False)
    give_code(client, device)
    device.refresh_from_db()
    assert not device.confirmed


def test_a_wrong_password_shows_no_key(client, anna):
    sign_in(client)
    page = confirm_password(client, WRONG).content.decode()
    assert "Ключ:" not in page
    assert "Пароль не подошёл" in page


def test_the_password_that_is_asked_again_cannot_be_guessed(client, anna):
    sign_in(client)
    statuses = [confirm_password(client, WRONG).status_code for _ in range(10)]
    assert statuses[-2:] == [200, 429]


def test_a_password_given_long_ago_is_asked_again(client, anna):
    sign_in(client)
    confirm_password(client)
    session = client.session
    session["confirmed"] -= 301
    session.save()
    assert "Ключ:" not in client.get(reverse("admin:second_factor")).content.decode()


def test_the_key_is_a_new_one_after_each_password(client, anna):
    sign_in(client)
    confirm_password(client)
    first = TOTPDevice.objects.get(user=anna).key
    session = client.session
    session["confirmed"] -= 301
    session.save()
    confirm_password(client)
    assert TOTPDevice.objects.get(user=anna).key != first


def test_a_connected_phone_ends_the_other_sessions(client, anna):
    other = Client()
    sign_in(other)
    sign_in(client)
    confirm_password(client)
    give_code(client, TOTPDevice.objects.get(user=anna))
    assert is_inside(client)
    assert other.get(reverse("admin:second_factor"))["Location"].startswith(reverse("admin:login"))


def test_the_secret_of_a_connected_phone_is_not_shown_again(client, anna):
    connect_phone(anna)
    sign_in(client)
    assert "Ключ:" not in client.get(reverse("admin:second_factor")).content.decode()


# --- Losing it --------------------------------------------------------------------------------


def test_an_administrator_forgets_a_lost_phone(client, anna, capsys):
    connect_phone(anna)
    call_command("forget_phone", "anna")
    assert "anna" in capsys.readouterr().out
    assert sign_in(client).request["PATH_INFO"] == reverse("admin:index")


def test_forgetting_a_phone_ends_the_sessions(client, anna):
    device = connect_phone(anna)
    sign_in(client)
    give_code(client, device)
    call_command("forget_phone", "anna")
    assert not is_inside(client)


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_forgetting_a_phone_that_is_not_connected_says_so(anna, name):
    with pytest.raises(CommandError, match=f"Телефон не подключён: {name}"):
        call_command("forget_phone", name)


def test_the_desk_does_not_list_the_phones(client, db):
    client.force_login(person("root", "Издатели", is_superuser=True))
    assert "totpdevice" not in client.get(reverse("admin:index")).content.decode().lower()


def test_the_desk_leads_to_connecting_a_phone(client, anna):
    assert reverse("admin:second_factor") in sign_in(client).content.decode()
