"""Security events in the log: each is one line, and none of them names anybody."""

import json
import logging

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.access import events
from portal.logs import JsonLines, PlainLines
from tests.factories import editor, person
from tests.signing_in import (
    PASSWORD,
    buttons,
    change_password,
    connect_phone,
    end,
    give_code,
    guess,
    let_pass,
    own_page,
    sign_in,
)

pytestmark = pytest.mark.django_db
ADDRESS = "198.51.100.7"


@pytest.fixture
def anna():
    return editor(password=PASSWORD)


@pytest.fixture
def lines(caplog):
    """Return the events that were written down, as a machine reads them."""
    caplog.set_level(logging.INFO, logger="portal.security")
    caplog.handler.setFormatter(JsonLines())

    def written() -> list[dict]:
        found = [json.loads(line) for line in caplog.text.splitlines()]
        return [line for line in found if line["logger"] == "portal.security"]

    return written


@pytest.fixture
def names(lines):
    """Return what happened, in one word each."""
    return lambda: [line["event"] for line in lines()]


def test_a_login_is_written_down(client, anna, lines):
    sign_in(client)
    (line,) = lines()
    assert line["event"] == line["message"] == "signed_in"
    assert line["who"] == events.keyed_hash("name", "anna")
    assert line["address"] == events.keyed_hash("address", "127.0.0.1")
    assert line["request_id"]
    assert line["level"] == "info"


def test_a_wrong_password_is_written_down(anna, lines, settings):
    settings.PROXIES = 1
    guess(address=ADDRESS)
    (line,) = lines()
    assert line["event"] == "sign_in_failed"
    assert line["address"] == events.keyed_hash("address", ADDRESS)
    assert line["level"] == "warning"


def test_a_lockout_is_written_down_once_an_attempt(anna, names, settings):
    settings.PROXIES = 1
    for _ in range(11):
        guess()
    assert names() == ["sign_in_failed"] * 10 + ["locked_out"] * 2


def test_leaving_is_written_down(client, anna, names):
    sign_in(client)
    client.post(reverse("admin:logout"))
    assert names() == ["signed_in", "signed_out"]


def test_a_wrong_and_a_right_code_are_written_down(client, anna, names):
    device = connect_phone(anna)
    sign_in(client)
    give_code(client, device, "000000")
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    give_code(client, device)
    assert names() == ["signed_in", "code_refused", "code_accepted"]


def test_a_connected_and_a_forgotten_phone_are_written_down(client, anna, names, settings):
    settings.REQUIRE_OTP = True
    sign_in(client)
    give_code(client, TOTPDevice.objects.get(user=anna))
    call_command("forget_phone", "anna")
    assert names()[1:] == ["code_accepted", "phone_connected", "phone_removed", "session_ended"]


def test_a_changed_password_is_written_down(client, anna, lines):
    other = Client()
    sign_in(other)
    sign_in(client)
    change_password(client)
    assert [line["event"] for line in lines()][2:] == ["password_changed"] + ["session_ended"] * 2
    assert lines()[-1]["reason"] == "password"


def test_a_session_ended_by_its_owner_is_written_down(client, anna, lines):
    sign_in(Client())
    sign_in(client)
    end(client, buttons(own_page(client))[0])
    assert (lines()[-1]["event"], lines()[-1]["reason"]) == ("session_ended", "owner")


def test_a_session_that_ended_by_itself_is_written_down(client, anna, lines):
    sign_in(client)
    let_pass(client, 61)
    client.get(reverse("admin:index"))
    assert (lines()[-1]["event"], lines()[-1]["reason"]) == ("session_ended", "limit")


def test_a_refused_right_is_written_down(client, anna, lines):
    sign_in(client)
    client.get(reverse("admin:auth_user_changelist"))
    line = lines()[-1]
    assert line["event"] == "refused"
    assert line["who"] == events.keyed_hash("name", "anna")
    assert line["path"] == reverse("admin:auth_user_changelist")


def test_a_refused_form_of_a_stranger_is_written_down(names):
    Client(enforce_csrf_checks=True).post(reverse("admin:login"), {"username": "anna"})
    assert names() == ["refused"]


def test_the_right_password_of_somebody_without_rights_is_written_down(client, names):
    person("guest", None, password=PASSWORD)
    sign_in(client, username="guest")
    assert names() == ["refused"]


def test_no_event_names_a_person_or_an_address(anna, lines, settings):
    settings.PROXIES = 1
    for name in ("anna", "тайна", PASSWORD):
        guess(username=name, address=ADDRESS)
    guess(PASSWORD, address=ADDRESS)
    text = json.dumps(lines(), ensure_ascii=False)
    assert len(lines()) == 4
    assert not [secret for secret in ("anna", "тайна", PASSWORD, ADDRESS) if secret in text]


def test_another_key_gives_other_hashes(settings):
    before = events.keyed_hash("name", "anna")
    settings.SECRET_KEY = "another key of the tests"
    assert events.keyed_hash("name", "anna") != before


def test_a_name_and_an_address_that_read_alike_have_different_hashes():
    assert events.keyed_hash("name", "10.0.0.1") != events.keyed_hash("address", "10.0.0.1")


def test_a_plain_line_carries_the_event_as_json(caplog):
    caplog.set_level(logging.INFO, logger="portal.security")
    caplog.handler.setFormatter(PlainLines())
    events.record("signed_in", name="anna")
    fields = json.loads(caplog.text[caplog.text.index("{") :])
    assert fields == {"event": "signed_in", "who": events.keyed_hash("name", "anna")}
