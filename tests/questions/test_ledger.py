"""What is written of questions: fingerprints first, words after three days, forgotten in time."""

from collections import Counter
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.urls import reverse

from programmes.questions import ledger
from programmes.questions.models import Heard, Question, Standing, Week, WeekCount
from programmes.questions.tally import Counted
from tests import reading

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
WORDS = "ипотека"


def write(day, number=1, words=WORDS, left_out=0):
    ledger.write(Counted(Counter({words: number} if number else {}), left_out), day)


def asked_on_three_days(words=WORDS, first=MONDAY):
    for place in range(3):
        write(first + timedelta(days=place), words=words)
    return Question.objects.get(words=words)


def everything_kept() -> str:
    rows = [row for model in (Heard, Question, Week, WeekCount) for row in model.objects.values()]
    return str(rows)


def test_before_the_third_day_no_words_are_kept_however_often_they_were_asked():
    for _ in range(5):
        write(MONDAY, 40)
    write(MONDAY + timedelta(days=1), 40)
    assert WORDS not in everything_kept()
    assert not Question.objects.exists()


def test_on_the_third_day_the_words_are_kept_with_all_the_times():
    write(MONDAY, 2)
    write(MONDAY + timedelta(days=1), 3)
    write(MONDAY + timedelta(days=9), 4)
    assert WeekCount.objects.get().number == 9
    assert WeekCount.objects.get().week_id == MONDAY + timedelta(days=7)
    assert not Heard.objects.exists()


def test_what_is_known_is_counted_by_week():
    question = asked_on_three_days()
    write(MONDAY + timedelta(days=6), 5)
    write(MONDAY + timedelta(days=7), 7)
    assert [*question.counts.order_by("week_id").values_list("number", flat=True)] == [8, 7]
    assert Question.objects.with_numbers(MONDAY).get().asked == 8
    assert Question.objects.with_numbers().get().asked == 15


def test_days_that_lie_too_far_apart_are_forgotten():
    write(MONDAY)
    write(MONDAY + timedelta(days=1))
    write(MONDAY + timedelta(days=ledger.HEARD_DAYS))
    assert Heard.objects.get().days == 1
    ledger.forget(MONDAY + timedelta(days=2 * ledger.HEARD_DAYS))
    assert not Heard.objects.exists()


def test_counts_are_forgotten_after_half_a_year_and_the_words_with_them():
    asked_on_three_days()
    foreign = asked_on_three_days("борщ")
    ledger.settle([foreign], Standing.FOREIGN, MONDAY)
    ledger.forget(MONDAY + timedelta(weeks=ledger.KEPT_WEEKS))
    assert Question.objects.count() == 2
    ledger.forget(MONDAY + timedelta(weeks=ledger.KEPT_WEEKS + 1))
    assert [*Question.objects.values_list("words", flat=True)] == ["борщ"]
    assert not WeekCount.objects.exists()


def test_what_is_not_ours_is_counted_no_more_until_it_is_taken_back():
    question = asked_on_three_days()
    ledger.settle([question], Standing.FOREIGN, MONDAY)
    write(MONDAY, 5)
    assert not WeekCount.objects.exists()
    assert not Heard.objects.exists()
    ledger.settle([question], Standing.OPEN, MONDAY)
    write(MONDAY, 5)
    assert WeekCount.objects.get().number == 5


def test_what_was_dealt_with_waits_again_when_it_is_asked_in_a_later_week():
    question = asked_on_three_days()
    ledger.settle([question], Standing.SETTLED, MONDAY + timedelta(days=3))
    write(MONDAY + timedelta(days=4))
    assert not Question.objects.waiting().exists()
    write(MONDAY + timedelta(days=7))
    assert Question.objects.waiting().get() == question


def test_a_flood_takes_the_room_of_its_day_alone_and_is_noticed(monkeypatch):
    monkeypatch.setattr(ledger, "MAX_HEARD_A_DAY", 2)
    write(MONDAY)
    ledger.write(Counted(Counter({f"мусор{n}": n for n in range(1, 6)}), 10), MONDAY)
    assert Heard.objects.count() == 2
    rubbish = Heard.objects.exclude(pk=ledger.digest_of(WORDS)).get().number
    assert Week.objects.get().left_out == 10 + sum(range(1, 6)) - rubbish
    write(MONDAY)
    assert Heard.objects.get(pk=ledger.digest_of(WORDS)).number == 2
    write(MONDAY + timedelta(days=1), words="лизинг")
    assert Heard.objects.count() == 3


def test_a_full_list_takes_no_more_lines_until_editors_have_made_room(monkeypatch):
    monkeypatch.setattr(ledger, "MAX_WAITING_LINES", 1)
    first = asked_on_three_days()
    for place in range(3):
        write(MONDAY + timedelta(days=place), words="борщ")
    assert Question.objects.get() == first
    ledger.settle([first], Standing.FOREIGN, MONDAY)
    write(MONDAY + timedelta(days=3), words="борщ")
    assert Question.objects.waiting().get().words == "борщ"


def test_visitors_are_told_what_is_kept_and_for_how_long(client):
    page = reading.text(client.get(reverse("about")))
    assert (ledger.MIN_DAYS, "Пока вопрос не задали в три разных дня" in page) == (3, True)
    assert (ledger.HEARD_DAYS, "не дольше четырёх недель" in page) == (4 * 7, True)
    assert (ledger.KEPT_WEEKS, "Слова и числа храним полгода" in page) == (26, True)


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_the_same_moment_add_up():
    asked_on_three_days()
    others = 4
    together = Barrier(others)

    def process(number):
        together.wait()
        for place in range(3):
            write(MONDAY + timedelta(days=place), words="лизинг")
            write(MONDAY + timedelta(days=2))
        connections.close_all()

    threads = [Thread(target=process, args=(number,)) for number in range(others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Question.objects.with_numbers().get(words=WORDS).asked == 3 + 3 * others
    assert Question.objects.with_numbers().get(words="лизинг").asked == 3 * others
