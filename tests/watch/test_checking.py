"""A run: every public address once a day, one run at a time, what was found written in lots."""

import os
import signal
import threading
from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from programmes.derived import refresh
from programmes.models import CatalogueVersion, Contact, Source
from programmes.watch import checking, ledger
from programmes.watch.models import Link, Turn
from programmes.watch.outcomes import Finding, Outcome, Reason
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/mayor-blog"
"""Of the source that every made programme has."""
GONE = Finding(Reason.NOT_FOUND, 404)


class Told:
    """A visitor that goes nowhere and finds what it is told.

    Attributes:
        visited: the addresses, in their order.
        found: what it finds, by address; a page that opens where it is told nothing.
        meanwhile: called at each visit.
    """

    def __init__(self, found=None, meanwhile=lambda address: None):
        self.found, self.meanwhile, self.visited = found or {}, meanwhile, []

    def visit(self, address):
        self.visited.append(address)
        self.meanwhile(address)
        return self.found.get(address, Finding("", 200, "Заголовок", address))


def run(visitor=None, **kwargs):
    visitor = visitor or Told()
    return checking.check(visitor=visitor, **kwargs), visitor.visited


def pass_time(**kwargs):
    """Let some time pass for all that is remembered."""
    ago = timedelta(**kwargs)
    for link in Link.objects.all():
        for name in ("due_at", "checked_at", "failed_at", "failing_since", "worked_at"):
            if value := getattr(link, name):
                setattr(link, name, value - ago)
        link.save()


def token():
    return CatalogueVersion.objects.get().token


def fail(*addresses, visits=3):
    """Let addresses fail until it counts."""
    for _ in range(visits):
        run(Told(dict.fromkeys(addresses or [ADDRESS], GONE)))
        pass_time(hours=7)


def test_every_public_address_is_visited_once_and_not_again_the_same_day():
    record = factories.programme("p", operator=factories.organisation(site="https://o.example/"))
    factories.contact(record)
    factories.event(
        programmes=[record], source=factories.source("event", url="https://e.example/1")
    )
    _, visited = run()
    assert sorted(visited) == [
        "https://e.example/1",
        "https://example.org/apply",
        ADDRESS,
        "https://o.example/",
    ]
    assert run()[1] == []
    pass_time(hours=25)
    assert len(run()[1]) == 4


def test_one_address_of_two_records_is_visited_once():
    factories.programme("p")
    factories.source("twin", url=ADDRESS)
    factories.fact(factories.programme("q"), "twin", source=factories.source("twin"))
    assert run()[1] == [ADDRESS]


def test_what_the_public_does_not_see_is_not_visited():
    factories.draft()
    factories.source("nobody")
    assert run()[1] == []


def test_an_address_that_no_page_names_any_more_is_forgotten():
    record = factories.programme("p")
    contact = factories.contact(record)
    run()
    contact.delete()
    run()
    assert [link.address for link in Link.objects.all()] == [ADDRESS]


def test_telephones_and_mailboxes_are_no_addresses():
    record = factories.programme("p")
    factories.contact(record, "+7 (495) 123-45-67", kind="phone")
    factories.contact(record, "a@example.org", kind="email")
    factories.contact(record, "Москва, Тверская, 1", kind="address")
    assert run()[1] == [ADDRESS]


def test_no_more_is_visited_than_may_be():
    record = factories.programme("p")
    for number in range(5):
        factories.contact(record, f"https://example.org/{number}")
    first, second = run(limit=4)[1], run(limit=4)[1]
    assert (len(first), len(second)) == (4, 2)
    assert not set(first) & set(second)


def test_hosts_take_turns():
    record = factories.programme(
        "p", facts=[{"source": factories.source(url="https://b.example/")}]
    )
    for path in ("https://a.example/1", "https://a.example/2", "https://c.example/1"):
        factories.contact(record, path)
    visited = run()[1]
    assert [address.split("/")[2] for address in visited][-1] == "a.example"
    assert len({address.split("/")[2] for address in visited[:3]}) == 3


def test_a_stop_is_heard_between_two_visits_and_what_was_found_is_written():
    record = factories.programme("p")
    for number in range(5):
        factories.contact(record, f"https://example.org/{number}")
    visitor = Told()
    run(visitor, is_stopped=lambda: len(visitor.visited) == 2)
    assert Link.objects.filter(outcome=Outcome.WORKS).count() == 2
    assert not Turn.objects.exists()


def test_the_signal_of_systemd_ends_the_command_in_order(monkeypatch):
    record = factories.programme("p")
    for number in range(5):
        factories.contact(record, f"https://example.org/{number}")
    visitor = Told(meanwhile=lambda address: os.kill(os.getpid(), signal.SIGTERM))
    monkeypatch.setattr(checking, "Visitor", lambda destinations: visitor)
    said = StringIO()
    call_command("check_links", stdout=said)
    assert len(visitor.visited) == 1
    assert "Проверено адресов: 1. Открываются: 1," in said.getvalue()


def test_a_run_ends_when_its_time_is_up(monkeypatch):
    record = factories.programme("p")
    factories.contact(record)
    monkeypatch.setattr(checking, "RUN_SECONDS", -1)
    assert run()[1] == []


def test_whoever_dies_in_the_middle_does_not_visit_the_same_address_at_once_again():
    factories.programme("p")

    def die(address):
        raise MemoryError

    with pytest.raises(MemoryError):
        run(Told(meanwhile=die))
    assert not Turn.objects.exists()
    assert run()[1] == []
    pass_time(hours=7)
    assert run()[1] == [ADDRESS]


# --- One at a time ------------------------------------------------------------------------------


def test_a_second_run_beside_the_first_ends_at_once():
    factories.programme("p")
    others = []
    run(Told(meanwhile=lambda address: others.append(run())))
    [(summary, visited)] = others
    assert summary.is_taken
    assert visited == []


def test_the_second_of_two_commands_says_why_it_does_nothing():
    checking.take_turn("another")
    said = StringIO()
    call_command("check_links", stdout=said)
    assert said.getvalue() == "Проверка уже идёт: второй рядом с ней не нужно.\n"


def test_a_turn_that_somebody_has_left_ends_by_itself():
    factories.programme("p")
    checking.take_turn("dead")
    assert run()[1] == []
    Turn.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert run()[1] == [ADDRESS]


def test_whoever_has_lost_the_turn_ends():
    record = factories.programme("p")
    factories.contact(record)
    visitor = Told(meanwhile=lambda address: Turn.objects.update(token="another"))
    assert len(run(visitor)[1]) == 1
    assert Turn.objects.get().token == "another"  # and is not taken from whoever has it


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_at_once_one_visits():
    factories.programme("p")
    begun, may_end = threading.Event(), threading.Event()

    def wait(address):
        # no lock is held meanwhile: an editor can save
        assert not connection.in_atomic_block
        begun.set()
        assert may_end.wait(20)

    first = Told(meanwhile=wait)

    def check():
        try:
            run(first)
        finally:
            connection.close()

    other = threading.Thread(target=check)
    other.start()
    try:
        assert begun.wait(20)
        Source.objects.get(slug="mayor-blog").save()
        summary, visited = run()
    finally:
        may_end.set()
        other.join()
    assert summary.is_taken
    assert (visited, first.visited) == ([], [ADDRESS])
    assert Link.objects.get().outcome == Outcome.WORKS


# --- What the public is told --------------------------------------------------------------------

SENTENCE = "ссылка не открывается с&nbsp;"


def pages(client):
    return {
        path: client.get(path).content.decode()
        for path in (
            "/programmes/p/",
            "/sources/",
            "/sources/mayor-blog/",
            "/organisations/mosprom/",
        )
    }


def test_a_failing_source_is_marked_on_its_pages_and_no_longer_when_it_opens(client):
    record = factories.programme("p", operator=factories.organisation())
    before, moment, log = pages(client), record.updated_at, record.changes.count()
    etag = client.get("/programmes/p/")["ETag"]
    fail(visits=2)
    assert pages(client) == before
    assert client.get("/programmes/p/")["ETag"] == etag
    fail(visits=1)
    marked = pages(client)
    assert [path for path, page in marked.items() if SENTENCE in page] == [
        "/programmes/p/",
        "/sources/",
        "/sources/mayor-blog/",
    ]
    assert client.get("/programmes/p/")["ETag"] != etag
    record.refresh_from_db()
    assert (record.updated_at, record.changes.count()) == (moment, log)
    run()
    assert pages(client) == before


def test_the_day_is_that_of_the_first_failure(client):
    factories.programme("p")
    fail()
    day = timezone.localtime(Link.objects.get().failing_since)
    assert f"{SENTENCE}{day.day}\N{NO-BREAK SPACE}" in client.get("/sources/").content.decode()


def test_failing_contacts_and_sites_of_operators_are_marked_where_they_stand(client):
    operator = factories.organisation(site="https://o.example/x")
    record = factories.programme("p", operator=operator)
    factories.contact(record)
    fail("https://o.example/x", "https://example.org/apply")
    counts = {
        path: client.get(path).content.decode().count(SENTENCE)
        for path in ("/programmes/p/", "/programmes/p/questions/", "/organisations/mosprom/")
    }
    assert counts == {
        "/programmes/p/": 2,
        "/programmes/p/questions/": 2,
        "/organisations/mosprom/": 1,
    }


def test_the_version_moves_with_what_is_shown_and_with_nothing_else():
    record = factories.programme("p")
    factories.contact(record)
    tokens = [token()]
    for found in (Finding("", 200, "А", ADDRESS), GONE, GONE, GONE, GONE, Finding(Reason.TIMEOUT),
                  Finding("", 200, "А", ADDRESS), Finding("", 200, "А", ADDRESS)):  # fmt: skip
        run(Told({ADDRESS: found}))
        pass_time(hours=25)
        tokens.append(token())
    moved = [before != after for before, after in pairwise(tokens)]
    assert moved == [False, False, False, True, False, False, True, False]


def test_the_version_moves_once_for_many_addresses():
    record = factories.programme("p")
    for number in range(30):
        factories.contact(record, f"https://example.org/{number}")
    gone = Told(dict.fromkeys([f"https://example.org/{n}" for n in range(30)], GONE))
    for _ in range(2):
        run(gone)
        pass_time(hours=7)
    moves = []
    renew = refresh.renew_version
    try:
        refresh.renew_version = lambda: moves.append(1) or renew()
        run(gone)
    finally:
        refresh.renew_version = renew
    assert Link.objects.failing().count() == 30
    assert moves == [1]


def test_what_is_written_without_its_version_is_not_written(monkeypatch):
    factories.programme("p")
    fail(visits=2)

    def refuse():
        raise RuntimeError

    monkeypatch.setattr(refresh, "renew_version", refuse)
    with pytest.raises(RuntimeError):
        run(Told({ADDRESS: GONE}))
    assert Link.objects.get().outcome == Outcome.UNCERTAIN


def test_to_forget_a_failing_address_moves_the_version(client):
    record = factories.programme("p")
    contact = factories.contact(record)
    fail(contact.value)
    Contact.objects.all().delete()
    before = token()
    ledger.follow_catalogue()
    assert token() != before
    assert not Link.objects.failing().exists()
