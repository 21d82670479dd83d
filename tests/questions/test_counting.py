"""Counting while visitors wait: nothing is written, nobody is remembered, room is bounded."""

import logging

import pytest
from django.apps import apps
from django.db import DatabaseError
from django.urls import reverse

from portal import environment
from programmes.questions import counting, ledger, tally
from programmes.questions.models import Heard
from programmes.questions.tally import Counted, Tally
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("catalogue")


@pytest.fixture(autouse=True)
def own(monkeypatch):
    """The tally of this test alone."""
    monkeypatch.setattr(counting, "tally", Tally())
    factories.loan()
    return counting.tally


def asks(client, words="ипотека", address="192.0.2.1", **headers):
    return client.get(LIST, {"q": words}, REMOTE_ADDR=address, **headers)


def test_an_unanswered_question_is_counted_and_nothing_is_written(client, own):
    asks(client)
    asks(client, address="192.0.2.2")  # answered by a copy
    asks(client, "заём")
    assert own.take().numbers == {"ипотека": 2}
    assert not Heard.objects.exists()


def test_one_address_counts_once_for_a_question(client, own):
    for _ in range(3):
        asks(client)
    asks(client, HTTP_HX_REQUEST="true")
    assert own.take().numbers == {"ипотека": 1}


def test_whoever_has_the_page_already_has_not_asked_anew(client, own):
    etag = asks(client)["ETag"]
    assert asks(client, address="192.0.2.2", HTTP_IF_NONE_MATCH=etag).status_code == 304
    assert own.take().numbers == {"ипотека": 1}


def test_a_worker_that_warms_up_is_nobody(client, own):
    asks(client, address="")
    assert not own.take()


def test_what_is_counted_is_seen_by_no_visitor(client, own):
    assert not {"unanswered"} & {name.lower() for name in asks(client).headers}


def test_one_address_cannot_fill_the_room_of_the_others(own):
    for number in range(tally.MAX_OF_A_NETWORK + 5):
        own.add(f"вопрос{number}", "192.0.2.1")
    own.add("ипотека", "192.0.2.2")
    taken = own.take()
    assert taken.left_out == 5
    assert taken.numbers["ипотека"] == 1
    assert len(taken.numbers) == tally.MAX_OF_A_NETWORK + 1


def test_many_addresses_fill_no_more_than_the_room_and_that_is_noticed(own, monkeypatch):
    monkeypatch.setattr(tally, "MAX_WAITING", 3)
    monkeypatch.setattr(tally, "MAX_NETWORKS", 2)
    for number in range(5):
        own.add(f"вопрос{number}", f"192.0.2.{number}")
    own.add("вопрос0", "198.51.100.1")
    taken = own.take()
    assert (len(taken.numbers), taken.numbers["вопрос0"], taken.left_out) == (3, 2, 2)
    assert len(own._asked) <= 2


def test_what_cannot_be_written_waits_for_the_next_minute(own, monkeypatch, caplog):
    def away(*args):
        raise DatabaseError

    own.add("ипотека", "192.0.2.1")
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "write", away)
        counting.write_down()
    own.add("ипотека", "192.0.2.2")
    with caplog.at_level(logging.WARNING):
        counting.write_down()
    assert Heard.objects.get().number == 2


def test_what_is_given_back_takes_no_more_room_than_there_is(own, monkeypatch):
    monkeypatch.setattr(tally, "MAX_WAITING", 1)
    own.add("ипотека", "192.0.2.1")
    own.give_back(Counted(tally.Counter({"ипотека": 2, "борщ": 3}), 1))
    taken = own.take()
    assert (taken.numbers, taken.left_out) == ({"ипотека": 3}, 4)


@pytest.mark.parametrize("serves", [True, False])
def test_only_a_process_that_serves_visitors_writes_by_the_minute(monkeypatch, serves):
    started = []
    monkeypatch.setattr(environment, "is_web_process", lambda: serves)
    monkeypatch.setattr(counting, "start", lambda: started.append(True))
    apps.get_app_config("questions").ready()
    assert bool(started) == serves


def test_each_minute_is_written_and_the_old_is_forgotten_once_a_day(own, monkeypatch):
    minutes, forgotten = iter(range(3)), []

    def minute(seconds):
        own.add("ипотека", f"192.0.2.{next(minutes)}")

    monkeypatch.setattr(counting, "sleep", minute)
    monkeypatch.setattr(counting.connections, "close_all", lambda: None)
    monkeypatch.setattr(ledger, "forget", forgotten.append)
    with pytest.raises(StopIteration):
        counting._write_for_ever()
    assert Heard.objects.get().number == 3
    assert len(forgotten) == 1


def test_after_a_minute_that_failed_the_next_ones_are_counted(own, monkeypatch, caplog):
    minutes, write = iter(range(3)), ledger.write

    def minute(seconds):
        own.add("ипотека", f"192.0.2.{next(minutes)}")

    def broken_once(counted, day):
        monkeypatch.setattr(ledger, "write", write)
        raise ValueError("a fault")

    monkeypatch.setattr(counting, "sleep", minute)
    monkeypatch.setattr(counting.connections, "close_all", lambda: None)
    monkeypatch.setattr(ledger, "write", broken_once)
    with pytest.raises(StopIteration):
        counting._write_for_ever()
    assert Heard.objects.get().number == 2
    assert "a fault" in caplog.text
