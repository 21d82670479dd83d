"""What findings mean for an address: three failures on different hours, and nothing before that."""

from datetime import UTC, datetime, timedelta

import pytest

from programmes.watch.judging import judge
from programmes.watch.models import Link
from programmes.watch.outcomes import Finding, Outcome, Reason

BEGIN = datetime(2026, 11, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADDRESS = "https://a.example/page"
GONE = Finding(Reason.NOT_FOUND, 404)
SILENT = Finding(Reason.TIMEOUT)
CLOSED = Finding(Reason.CLOSED, 403)


def opened(title="Заём «Экспорт»", address=ADDRESS, reason=""):
    return Finding(reason, 200, title, address)


def after(*findings, link=None, hours=6):
    """Return an address after some visits, hours apart."""
    link = link or Link(address=ADDRESS)
    begin = link.checked_at + hours * HOUR if link.checked_at else BEGIN
    for number, finding in enumerate(findings):
        for name, value in judge(link, finding, begin + number * hours * HOUR).items():
            setattr(link, name, value)
    return link


def test_a_page_that_opens_works_and_is_due_the_next_day():
    link = after(opened())
    assert (link.outcome, link.reason, link.status) == (Outcome.WORKS, "", 200)
    assert link.due_at == BEGIN + 24 * HOUR
    assert (link.first_title, link.last_title) == ("Заём «Экспорт»", "Заём «Экспорт»")
    assert link.final_address == ADDRESS


@pytest.mark.parametrize(
    "reason", [Reason.NOT_FOUND, Reason.NO_HOST, Reason.REFUSED, Reason.SERVER_ERROR]
)
def test_a_failure_counts_on_its_third_hour(reason):
    states = [after(*[Finding(reason)] * tries).outcome for tries in (1, 2, 3, 4)]
    assert states == [Outcome.UNCERTAIN, Outcome.UNCERTAIN, Outcome.FAILS, Outcome.FAILS]


def test_failures_within_one_hour_are_one():
    link = after(*[GONE] * 9, hours=0.1)
    assert (link.outcome, link.tries) == (Outcome.UNCERTAIN, 1)


def test_what_failed_is_looked_at_again_within_hours():
    assert after(GONE).due_at == BEGIN + 6 * HOUR
    assert after(GONE, GONE, GONE).due_at == BEGIN + 18 * HOUR


def test_it_fails_since_the_first_of_the_failures():
    link = after(opened(), GONE, GONE, GONE, GONE)
    assert link.failing_since == BEGIN + 6 * HOUR
    assert link.shown_day.isoformat() == "2026-11-03"


def test_a_failure_of_long_after_midnight_in_moscow_is_of_the_next_day():
    link = Link(address=ADDRESS, checked_at=datetime(2026, 11, 3, 15, tzinfo=UTC))
    assert after(*[GONE] * 3, link=link).shown_day.isoformat() == "2026-11-04"


@pytest.mark.parametrize(
    "reason",
    [each for each in Reason if each not in ("not-found", "no-host", "refused", "server-error")],
)
def test_nothing_else_ever_counts_as_failing(reason):
    assert after(*[Finding(reason, 200)] * 9).outcome == Outcome.UNCERTAIN


def test_one_success_ends_the_failures():
    link = after(GONE, GONE, opened(), GONE, GONE)
    assert (link.outcome, link.tries) == (Outcome.UNCERTAIN, 2)
    link = after(GONE, GONE, GONE, opened())
    assert (link.outcome, link.failing_since, link.shown_day) == (Outcome.WORKS, None, None)


def test_silence_neither_counts_nor_clears():
    link = after(GONE, SILENT, GONE, SILENT)
    assert (link.outcome, link.tries) == (Outcome.UNCERTAIN, 2)
    link = after(GONE, link=link)
    assert link.outcome == Outcome.FAILS
    link = after(SILENT, link=link)
    assert (link.outcome, link.reason) == (Outcome.FAILS, Reason.TIMEOUT)
    assert link.due_at - link.checked_at == 6 * HOUR


def test_a_server_that_answers_otherwise_takes_the_claim_back():
    link = after(GONE, GONE, GONE, CLOSED)
    assert (link.outcome, link.tries, link.failing_since) == (Outcome.UNCERTAIN, 0, None)


def test_a_page_of_another_title_is_uncertain_until_it_is_called_as_before():
    link = after(opened(), opened("Купить окна недорого"))
    assert (link.outcome, link.reason) == (Outcome.UNCERTAIN, Reason.OTHER_TITLE)
    assert (link.first_title, link.last_title) == ("Заём «Экспорт»", "Купить окна недорого")
    assert after(opened("Заём «Экспорт» | Фонд"), link=link).outcome == Outcome.WORKS


def test_a_title_that_an_editor_accepted_is_the_one_to_compare_with():
    link = after(opened(), opened("Купить окна недорого"))
    link.first_title = link.last_title
    assert after(opened("Купить окна недорого"), link=link).outcome == Outcome.WORKS


@pytest.mark.parametrize("reason", [Reason.FRONT_PAGE, Reason.SAYS_GONE])
def test_a_place_that_an_editor_accepted_is_right_as_long_as_it_is_the_same(reason):
    front = opened("Главная фонда", "https://a.example/", reason)
    link = after(front)
    assert link.outcome == Outcome.UNCERTAIN
    link.accepted_address, link.first_title = link.final_address, link.last_title
    assert after(front, link=link).outcome == Outcome.WORKS
    elsewhere = opened("Главная фонда", "https://b.example/", reason)
    assert after(elsewhere, link=link).outcome == Outcome.UNCERTAIN
    assert after(opened("Казино", "https://a.example/", reason), link=link).reason == reason


def test_a_page_that_was_never_seen_right_gives_no_title_to_compare_with():
    link = after(opened("404", reason=Reason.SAYS_GONE), opened())
    assert (link.outcome, link.first_title) == (Outcome.WORKS, "Заём «Экспорт»")


def test_what_was_seen_last_stays_while_nothing_is_seen():
    link = after(opened(), SILENT)
    assert (link.outcome, link.last_title) == (Outcome.UNCERTAIN, "Заём «Экспорт»")
    assert link.worked_at == BEGIN
