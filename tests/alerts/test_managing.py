"""Alerts changed and ended by whoever has a letter: without an account, by one request."""

import pytest
from django.test import Client

from programmes.alerts import sending
from programmes.alerts.models import Alert
from programmes.words import Rhythm
from tests.alerts.subscribers import (
    ANNA,
    ask,
    confirmed,
    cost_more,
    digests,
    managed_at,
    subscribed,
)
from tests.factories import exhibitions, loan
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme():
    loan()
    return exhibitions()


# --- Changed and ended without an account ----------------------------------------------------


def test_asking_for_the_same_again_changes_the_rhythm_and_tells_nothing_twice(client, clock):
    before = subscribed("audience=exporters")
    clock.turn(hours=5)
    ask(client, "/alerts/?audience=exporters", rhythm="weekly")
    after = confirmed(client)
    assert Alert.objects.get() == after
    assert after.rhythm == Rhythm.WEEKLY
    assert (after.told_until, bytes(after.known)) == (before.told_until, bytes(before.known))


@pytest.fixture
def page(client):
    """The page of all alerts of a mailbox that follows two questions."""
    subscribed("audience=exporters")
    alert = subscribed()
    subscribed("kind=loan", "boris@example.org")
    return managed_at(alert)


def test_one_link_shows_all_alerts_of_its_mailbox_and_of_no_other(client, page):
    shown = text(client.get(page))
    assert "Все программы" in shown
    assert "Программы для экспортёров" in shown
    assert "Заём" not in shown
    assert ANNA not in shown
    assert "a•••@example.org" in shown


def test_an_alert_is_changed(client, page):
    alert = Alert.objects.get(query="audience=exporters")
    fields = {"alert": alert.number, "action": "change", "rhythm": "weekly", "is_terms_only": "on"}
    assert "Сохранено." in text(client.post(page, fields, follow=True))
    alert.refresh_from_db()
    assert (alert.rhythm, alert.is_terms_only) == (Rhythm.WEEKLY, True)


def test_the_alert_of_the_link_is_ended_and_the_others_stay(client, page):
    alert = Alert.objects.get(query="", email=ANNA)
    answer = client.post(page, {"alert": alert.number, "action": "end"}, follow=True)
    assert "Подписка отменена." in text(answer)
    assert [each.query for each in Alert.objects.filter(email=ANNA)] == ["audience=exporters"]


def test_all_are_ended_and_nothing_of_the_address_is_left(client, page):
    assert "Вы отписаны" in text(client.post(page, {"action": "end_all"}))
    assert [each.email for each in Alert.objects.all()] == ["boris@example.org"]


@pytest.mark.parametrize("action", ["change", "end"])
def test_the_alert_of_another_mailbox_is_out_of_reach(client, page, action):
    other = Alert.objects.get(email="boris@example.org")
    fields = {"alert": other.number, "action": action, "rhythm": "weekly"}
    client.post(page, fields)
    other.refresh_from_db()
    assert other.rhythm == Rhythm.DAILY


@pytest.mark.parametrize("fields", [{}, {"action": "change"}, {"action": "steal"}])
def test_an_unknown_wish_is_refused_with_a_sentence(client, page, fields):
    alert = Alert.objects.get(query="", email=ANNA)
    assert client.post(page, {"alert": alert.number} | fields).status_code == 400
    assert Alert.objects.count() == 3


# --- One-click (RFC 8058) --------------------------------------------------------------------


@pytest.fixture
def letter(clock):
    """A letter that tells something, and waits to be sent."""
    subscribed()
    cost_more()
    clock.turn(days=1)
    sending.post_due()
    return digests()[0]


def one_click(letter) -> str:
    address = letter.headers["List-Unsubscribe"].strip("<>")
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return "/alerts/unsubscribe/" + address.partition("/alerts/unsubscribe/")[2]


def test_a_mail_program_unsubscribes_with_one_request(client, letter):
    answer = Client(enforce_csrf_checks=True).post(
        one_click(letter), {"List-Unsubscribe": "One-Click"}
    )
    assert (answer.status_code, answer.cookies) == (200, {})
    assert not Alert.objects.exists()


def test_what_only_reads_links_unsubscribes_nobody(client, letter):
    assert client.get(one_click(letter)).status_code == 200
    assert client.head(one_click(letter)).status_code == 200
    assert Alert.objects.exists()


def test_unsubscribing_twice_says_the_same(client, letter):
    path = one_click(letter)
    assert client.post(path).status_code == client.post(path).status_code == 200


def test_a_letter_that_waits_is_withdrawn_with_its_alert(client, letter):
    client.post(one_click(letter))
    assert digests() == []


def test_who_unsubscribed_by_mistake_is_led_back(client, letter):
    assert 'href="/alerts/"' in client.post(one_click(letter)).content.decode()
