"""Guessed passwords: whom a wrong one keeps out, for how long, and whom it does not."""

from datetime import timedelta
from time import time

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from portal.access import addresses, lockout, pacing
from portal.access.models import Guessing
from tests.factories import editor, person
from tests.signing_in import PASSWORD, WRONG, connect_phone, guess, is_inside, sign_in

pytestmark = pytest.mark.django_db
LIMIT = 10


@pytest.fixture(autouse=True)
def _one_proxy(settings):
    settings.PROXIES = 1


@pytest.fixture
def anna():
    return editor(password=PASSWORD)


@pytest.fixture
def boris():
    return person("boris", "Редакторы", password=PASSWORD)


def wait(seconds: float) -> None:
    """Let so much time pass for everything that is counted."""
    for attempt in AccessAttempt.objects.all():
        earlier = attempt.attempt_time - timedelta(seconds=seconds)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=earlier)
    for row in Guessing.objects.all():
        Guessing.objects.update(last_at=row.last_at - seconds, next_at=row.next_at - seconds)


# --- One person from one address -------------------------------------------------------------


def test_ten_wrong_passwords_lock_out_with_a_russian_page(anna):
    answers = [guess() for _ in range(LIMIT)]
    assert answers[-2].status_code == 200
    assert answers[-1].status_code == 429
    assert "Вход приостановлен" in answers[-1].content.decode()
    assert "через\N{NO-BREAK SPACE}15\N{NO-BREAK SPACE}мин" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"] == "900"


def test_the_right_password_does_not_help_while_locked_out(anna):
    for _ in range(LIMIT):
        guess()
    assert guess(PASSWORD).status_code == 429


def test_the_page_says_how_long_it_really_takes(anna):
    for _ in range(LIMIT):
        guess()
    wait(10 * 60)
    answer = guess()
    assert 295 <= int(answer["Retry-After"]) <= 300
    assert "5\N{NO-BREAK SPACE}мин" in answer.content.decode()


def test_trying_while_locked_out_makes_the_lock_no_longer(anna):
    for _ in range(LIMIT):
        guess()
    wait(14 * 60)
    guess()
    wait(61)
    assert guess(PASSWORD).status_code == 302


def test_an_editor_elsewhere_is_not_locked_out_by_a_stranger(anna):
    for _ in range(LIMIT):
        guess()
    assert guess(PASSWORD, address="198.51.100.8").status_code == 302


def test_a_colleague_in_the_same_office_is_not_locked_out(anna, boris):
    for _ in range(LIMIT):
        guess()
    assert guess(PASSWORD, username="boris").status_code == 302


def test_the_lock_of_a_person_says_that_colleagues_may_come_in(anna):
    for _ in range(LIMIT):
        answer = guess()
    assert "под другими именами вход открыт" in answer.content.decode()


def test_a_login_of_ones_own_gives_no_new_guesses(anna, boris):
    statuses = []
    for _ in range(3):
        statuses += [guess().status_code for _ in range(LIMIT - 1)]
        guess(PASSWORD, username="boris")
    assert statuses.index(429) == LIMIT - 1


def test_a_login_forgets_the_persons_own_mistakes_at_this_address(anna):
    for _ in range(LIMIT - 1):
        guess()
    guess(PASSWORD)
    assert guess().status_code == 200


# --- One address ------------------------------------------------------------------------------


def test_guessing_a_hundred_times_with_many_names_locks_the_address_out(anna):
    for number in range(lockout.MAX_FAILURES_OF_ADDRESS):
        guess(username=f"name{number}")
    answer = guess(PASSWORD)
    assert answer.status_code == 429
    assert "С вашего адреса сто раз" in answer.content.decode()


def test_ten_names_at_one_address_lock_nobody_else_out(anna):
    for number in range(LIMIT):
        guess(username=f"name{number}")
    assert guess(PASSWORD).status_code == 302


# --- One name from many addresses -------------------------------------------------------------


def guess_from_everywhere(times: int) -> list:
    """Guess anna's password, each time from another network."""
    return [guess(address=f"2001:db8:0:{number:x}::1") for number in range(times)]


def test_guessing_one_name_from_many_addresses_is_slowed_down(anna):
    statuses = [answer.status_code for answer in guess_from_everywhere(40)]
    assert statuses[: pacing.FREE_FAILURES] == [200] * pacing.FREE_FAILURES
    assert statuses.count(200) < pacing.FREE_FAILURES + 10


def test_the_pause_grows_and_has_a_bound():
    pauses = [pacing.pause_after(failures) for failures in range(20, 10_000)]
    assert pauses == sorted(pauses)
    assert pauses[0] == 1
    assert pauses[-1] == pacing.MAX_PAUSE_SECONDS


def test_whoever_has_to_wait_is_told_the_seconds(anna, monkeypatch):
    now = time()  # a busy machine takes longer between two passwords than the pause is
    monkeypatch.setattr(pacing, "time", lambda: now)
    answer = guess_from_everywhere(pacing.FREE_FAILURES + 2)[-1]
    assert answer.status_code == 429
    assert answer["Retry-After"] in ("1", "2")
    assert "принимаются по одной" in answer.content.decode()


def test_the_owner_comes_in_after_the_pause_from_a_new_browser(anna):
    guess_from_everywhere(60)
    wait(pacing.MAX_PAUSE_SECONDS)
    assert guess(PASSWORD).status_code == 302


def test_the_owner_does_not_wait_in_a_browser_used_before(anna):
    browser = Client()
    sign_in(browser)
    browser.post(reverse("admin:logout"))
    guess_from_everywhere(60)
    assert guess(PASSWORD, client=browser).status_code == 302


def test_a_browser_known_for_one_name_is_a_stranger_for_another(anna, boris):
    browser = Client()
    sign_in(browser, username="boris")
    browser.post(reverse("admin:logout"))
    guess_from_everywhere(60)
    assert guess(PASSWORD, client=browser).status_code == 429


def test_a_forged_cookie_makes_no_browser_known(anna):
    browser = Client()
    browser.cookies["known"] = "WyJhIl0:1vQ:forged"
    guess_from_everywhere(60)
    assert guess(PASSWORD, client=browser).status_code == 429


def test_a_stranger_never_keeps_somebody_out_whose_phone_is_asked(anna):
    connect_phone(anna)
    guess_from_everywhere(60)
    assert guess(PASSWORD).status_code == 302


def test_nobody_waits_any_more_when_the_guessing_has_stopped(anna):
    guess_from_everywhere(60)
    wait(pacing.FORGET_AFTER_SECONDS + 1)
    assert [guess(address=f"2001:db8:1:{n}::1").status_code for n in range(3)] == [200] * 3


def test_names_that_nobody_guesses_are_forgotten():
    guess(username="gone")
    wait(pacing.FORGET_AFTER_SECONDS + 1)
    guess(username="new")
    assert Guessing.objects.count() == 1


def test_no_name_is_kept_in_the_clear():
    guess(username="тайна")
    assert "тайна" not in Guessing.objects.get().who


# --- The old password of the one who is signed in ---------------------------------------------


def change_password(client, old):
    fields = {"old_password": old, "new_password1": "x", "new_password2": "x"}
    return client.post(reverse("admin:password_change"), fields)


def test_the_old_password_cannot_be_guessed_in_an_open_session(client, anna):
    sign_in(client)
    statuses = [change_password(client, WRONG).status_code for _ in range(LIMIT + 1)]
    assert statuses[LIMIT - 2 :] == [200, 429, 429]


def test_the_session_stays_open_when_the_old_password_was_wrong(client, anna):
    sign_in(client)
    for _ in range(LIMIT):
        change_password(client, WRONG)
    assert is_inside(client)


# --- The address ------------------------------------------------------------------------------


def test_a_claimed_address_does_not_help_the_guesser(rf):
    request = rf.get("/", headers={"x-forwarded-for": "192.0.2.1, 198.51.100.7"})
    assert addresses.client_address(request) == "198.51.100.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "192.0.2.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (2, "192.0.2.1, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "127.0.0.1"),
        (1, "not an address", "127.0.0.1"),
        (1, "192.0.2.1:443", "192.0.2.1"),
        (1, "192.0.2.1:443, 198.51.100.7:50000", "198.51.100.7"),
        (1, "[2001:db8:1:2:aaaa::1]:443", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2:aaaa::1]", "2001:db8:1:2::"),
        (1, '"[2001:db8:1:2:aaaa::1]:443"', "2001:db8:1:2::"),
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
        (1, "[::ffff:192.0.2.1]:443", "192.0.2.1"),
        (1, "::192.0.2.1", "192.0.2.1"),
        (1, "64:ff9b::192.0.2.1", "192.0.2.1"),
        (1, "2002:c000:201::1", "192.0.2.1"),
        (1, "2001:0:53aa:64c:0:fbff:3fff:fdfe", "192.0.2.1"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "fe80::2", "fe80::2"),
        (1, "::1", "::1"),
    ],
)
def test_the_address_of_a_visitor_is_found_in_every_form(rf, settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    request = rf.get("/", headers={"x-forwarded-for": forwarded} if forwarded else None)
    assert addresses.client_address(request) == address


def test_visitors_over_ipv4_do_not_share_a_lock_where_the_portal_listens_on_ipv6(anna):
    for _ in range(LIMIT):
        guess(address="::ffff:127.0.0.2")
    assert guess(PASSWORD, address="::ffff:127.0.0.3").status_code == 302


def test_another_address_of_the_same_home_gives_no_new_guesses(anna):
    for number in range(LIMIT):
        guess(address=f"2001:db8:1:2::{number + 1}")
    assert guess(PASSWORD, address="2001:db8:1:2:ffff::1").status_code == 429
