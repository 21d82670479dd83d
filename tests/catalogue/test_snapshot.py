"""Snapshot: one version of the catalogue, whole, built once, whoever asks and whatever changes."""

import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.http import QueryDict
from django.test import Client

from portal.database.snapshot import consistent_reading
from programmes.catalogue import sets, snapshot
from programmes.catalogue.answer import ask
from programmes.catalogue.snapshot import MovedOnError, current
from programmes.derived import refresh
from programmes.models import CatalogueVersion, Programme
from programmes.web import caching
from programmes.words.choices import Kind, State
from tests.derived.test_refresh import change
from tests.factories import draft, exhibitions, internship, loan, organisation, programme, synonyms
from tests.tables.test_ready_rows import elsewhere

DAY = date(2026, 11, 26)


@pytest.fixture
def builds(monkeypatch):
    """The days for which sets were built, each a little slowly."""
    found, real = [], snapshot.FacetIndex

    def slowly(day):
        found.append(day)
        time.sleep(0.05)
        return real(day)

    monkeypatch.setattr(snapshot, "FacetIndex", slowly)
    monkeypatch.setattr(snapshot, "_kept", {})
    return found


def together(work, count=8):
    """Do something in several threads at once and return what went wrong."""

    def run(number):
        try:
            work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        running = [threads.submit(run, number) for number in range(count)]
    return [repr(error) for each in running if (error := each.exception())]


# --- What is kept ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_version_is_built_once(builds):
    exhibitions()
    assert current(DAY) is current(DAY)
    assert builds == [DAY]


@pytest.mark.django_db(transaction=True)
def test_a_version_is_built_once_for_all_who_ask_at_the_same_time(builds):
    exhibitions()
    assert together(lambda _: current(DAY)) == []
    assert builds == [DAY]


@pytest.mark.django_db(transaction=True)
def test_a_part_is_made_once_for_all_who_ask_at_the_same_time():
    exhibitions()
    made = []

    def make(now):
        made.append(now)
        time.sleep(0.05)

    assert together(lambda _: current(DAY).part(make)) == []
    assert len(made) == 1


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_version_to_be_made_holds_no_connection(monkeypatch):
    exhibitions()
    given_back, begun, real = threading.Event(), [], caching.consistent_reading
    own = SimpleNamespace(close_if_unusable_or_obsolete=given_back.set)
    monkeypatch.setattr(snapshot, "connection", own)
    monkeypatch.setattr(
        caching, "consistent_reading", lambda *known: begun.append(1) or real(*known)
    )
    with ThreadPoolExecutor(1) as threads:
        with snapshot._one_at_a_time:
            asked = threads.submit(lambda: Client().get("/programmes/").status_code)
            assert given_back.wait(20) and not begun
        assert asked.result() == 200 and begun
        threads.submit(connections.close_all).result()


@pytest.mark.django_db
def test_the_last_two_are_kept_and_no_more(builds):
    exhibitions()
    days = [DAY + timedelta(days=number) for number in range(3)]
    for day in (*days[:2], *days[:2]):
        current(day)
    assert builds == days[:2]
    current(days[2])
    assert [day for _, day in snapshot._kept] == days[1:]


@pytest.mark.django_db
def test_sets_that_are_read_by_portions_are_the_same(monkeypatch):
    exhibitions(), loan(), internship()
    whole = sets.FacetIndex(DAY)
    monkeypatch.setattr(sets, "READ_AT_ONCE", 1)
    by_portions = sets.FacetIndex(DAY)
    assert len(whole.everything) == 3
    assert vars(by_portions) == vars(whole)


@pytest.mark.django_db
def test_another_day_has_another_intake():
    record = internship()
    before, after = current(record.intake_closes), current(record.intake_closes + timedelta(days=1))
    assert record.pk in before.sets.members["intake"]["open"]
    assert record.pk in after.sets.members["intake"]["closed"]


@pytest.mark.django_db
def test_a_change_makes_another_snapshot_with_nothing_of_the_old_one():
    record = exhibitions()
    old = current(DAY)
    old.cards.set("key", "card")
    assert "выставка" in old.vocabulary.ids
    change(record, title="Жирафы", summary="Жирафы.", state=State.ARCHIVED)
    loan(), synonyms(words=("грант", "дотация"))
    new = current(DAY)
    assert new is not old
    assert new.cards.get("key") is None
    assert list(new.pages["title"]) == ["Заём «Экспорт АПК»"]
    assert "выставка" not in new.vocabulary.ids
    assert new.reader.thesaurus.knows("дотация")
    assert list(new.offers.of_kind["title"]) == [0]


@pytest.mark.django_db
def test_pages_to_suggest_stand_in_the_order_of_the_alphabet():
    titles = ["Арка", "Ёлки", "«Ель»", "яхты"]
    for slug, title in zip("dbca", titles, strict=True):
        programme(slug, title=title, operator=organisation(f"operator-{slug}", short_name=title))
    draft("hidden", operator=organisation("hidden"))
    assert [list(texts) for texts in current(DAY).pages.values()] == [titles, titles]
    assert current(DAY).pages["operator"]["«Ель»"] == "operator-c"


@pytest.mark.django_db
def test_a_version_knows_its_moment_with_the_zone():
    programme()
    assert sets.current_version().changed_at == CatalogueVersion.objects.get().changed_at


@pytest.mark.django_db
def test_of_two_pages_with_one_title_the_same_is_suggested_on_every_machine():
    for slug in "bca":
        programme(slug, title="Гранты")
    assert current(DAY).pages["title"] == {"Гранты": "c"}


@pytest.mark.django_db
def test_a_version_that_nobody_asked_for_a_minute_is_left(builds):
    yesterday = DAY - timedelta(days=1)
    current(yesterday), current(DAY)
    snapshot._kept[next(iter(snapshot._kept))].asked_at -= 61
    current(DAY)
    assert [day for _, day in snapshot._kept] == [DAY]


@pytest.mark.django_db
def test_cards_are_kept_and_bounded_by_their_size(client, monkeypatch):
    for number in range(8):
        programme(f"p{number}")
    client.get("/programmes/")
    one = current(snapshot_day()).cards
    assert len(one) == 8
    assert one.size > 8 * 500  # in bytes
    assert one.most <= 32 * 2**20
    monkeypatch.setattr(one, "most", one.size // 2)
    client.get("/programmes/?q=программа")
    assert 0 < one.size <= one.most


def snapshot_day():
    return next(reversed(snapshot._kept))[1]


# --- What it is read from ---------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_change_between_the_version_and_the_rows_is_not_seen(monkeypatch):
    record, real = exhibitions(), snapshot.FacetIndex

    def changed_first(day):
        elsewhere(loan)
        return real(day)

    monkeypatch.setattr(snapshot, "FacetIndex", changed_first)
    before = sets.current_version()
    found = current(DAY)
    assert (found.version, list(found.sets.everything)) == (before, [record.pk])
    monkeypatch.setattr(snapshot, "FacetIndex", real)
    assert current(DAY).version == sets.current_version()
    assert len(current(DAY).sets.everything) == 2


@pytest.mark.django_db(transaction=True)
def test_what_was_not_read_yet_is_never_read_of_another_version():
    exhibitions()
    old = current(DAY)
    words = old.vocabulary
    loan()
    for late in (lambda: old.reader, lambda: words.postings(["выставка"])):
        with pytest.raises(MovedOnError):
            late()


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_while_a_part_is_made_is_not_in_it():
    exhibitions()

    def titles(made_of):
        elsewhere(loan)
        return list(Programme.objects.values_list("slug", flat=True))

    assert current(DAY).part(titles) == ["international-exhibitions"]


@pytest.mark.django_db(transaction=True)
def test_in_one_reading_the_version_stays_whatever_is_saved():
    exhibitions()
    with consistent_reading():
        now = current(DAY)
        elsewhere(loan)
        assert ask(QueryDict("q=заём"), DAY).count == 0
        assert now.reader and current(DAY) is now
    assert ask(QueryDict("q=заём"), DAY).count == 1


# --- Under way --------------------------------------------------------------------------------

STATES, MOST_STATES = 25, 500
SEEN = 2  # of them, or nothing was tried


def next_state(number):
    """Publish one more state of the catalogue; return its version."""
    kinds = (Kind.GRANT, Kind.LOAN)
    with transaction.atomic(), refresh.refresh_once():
        record = Programme.objects.get(slug="changing")
        record.title, record.kind = f"Выпуск{number}", kinds[number % 2]
        record.save()
    return sets.current_version().token


def state_of(now):
    """Return what each part of a snapshot says the state is."""
    [title] = now.pages["title"]
    number = int(title.removeprefix("Выпуск"))
    kind = {Kind.GRANT: 0, Kind.LOAN: 1}[next(iter(now.sets.members["kind"]))]
    word = f"выпуск{number}"
    [found] = now.vocabulary.postings([word])
    offered = [entry.text for entry in now.offers.entries if entry.kind == "title"]
    assert (kind, found, offered) == (number % 2, word, [title])
    return number


@pytest.mark.django_db(transaction=True)
def test_eight_threads_never_see_a_mixture_while_versions_change_quickly():
    programme("changing", title="Выпуск0", kind=Kind.GRANT)
    cache.clear()
    states = {sets.current_version().token: 0}
    seen, bodies, done = set(), defaultdict(set), threading.Event()

    def read(number):
        if number == 0:
            for step in range(1, MOST_STATES):
                states[next_state(step)] = step
                # on a quick database all could be over before anybody has read
                if step >= STATES and len(seen) > SEEN:
                    break
            done.set()
        client = Client()
        while number and not done.is_set():
            with consistent_reading():
                now = current(DAY)
                seen.add((now.version.token, state_of(now)))
            page = client.get("/programmes/?q=выпуск")
            bodies[page["ETag"]].add(page.content)

    assert together(read, count=9) == []
    assert all(states[token] == number for token, number in seen)
    assert len(seen) > SEEN
    assert {len(each) for each in bodies.values()} == {1}
