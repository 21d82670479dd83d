"""Several processes' worth of writers on one database: each has its turn."""

import threading
import time
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from programmes.derived import refresh
from programmes.derived.reading import unpack
from programmes.models import Change, LastSeen, Programme
from tests.factories import programme

WRITERS, EDITS = 4, 10


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_all_have_their_turn():
    slugs = [programme(f"p{number}").slug for number in range(WRITERS)]
    failures = []
    start = threading.Barrier(WRITERS)

    def edit(slug):
        start.wait()
        try:
            for number in range(EDITS):
                record = Programme.objects.get(slug=slug)
                record.title = f"{slug}: правка {number}"
                record.save()
        except Exception as error:  # noqa: BLE001 - of whatever kind, it fails the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=[slug]) for slug in slugs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    titles = set(Programme.objects.values_list("title", flat=True))
    assert titles == {f"{slug}: правка {EDITS - 1}" for slug in slugs}


@pytest.mark.django_db(transaction=True)
def test_two_who_change_facts_of_one_programme_at_once_lose_neither():
    record = programme(facts=[{"code": "first"}, {"code": "second"}])
    halfway, failures = threading.Event(), []

    def edit(code, before, after):
        try:
            before()
            with transaction.atomic():
                fact = record.facts.get(code=code)
                fact.statement = f"Новое в {code}."
                fact.save()
                after()
        except Exception as error:  # noqa: BLE001 - of whatever kind, it fails the test
            failures.append(error)
        finally:
            connection.close()

    def let_the_other_begin():
        halfway.set()
        time.sleep(0.3)  # what the other reads meanwhile is the state before

    threads = [
        threading.Thread(target=edit, args=["first", lambda: None, let_the_other_begin]),
        threading.Thread(target=edit, args=["second", halfway.wait, lambda: None]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    read = str(unpack(LastSeen.objects.get(pk=record.pk).content))
    assert all(f"Новое в {code}." in read for code in ("first", "second"))
    logged = "".join(Change.objects.filter(field__startswith="facts").values_list("new", flat=True))
    assert all(f"Новое в {code}." in logged for code in ("first", "second"))


@pytest.mark.django_db(transaction=True)
def test_whoever_saves_while_the_index_is_compared_makes_no_difference(monkeypatch):
    record = programme("p1")
    compare = refresh.index.mismatches

    def save():
        record.title = "Совсем другие слова"
        record.save()
        connection.close()

    def compare_late(documents):
        thread = threading.Thread(target=save)
        thread.start()
        thread.join()
        return compare(documents)

    monkeypatch.setattr(refresh.index, "mismatches", compare_late)
    assert refresh.index_mismatches() == []


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_lets_editors_save_between_its_parts(monkeypatch):
    record = programme("p1")
    programme("p2")
    saved, parts, atomic = threading.Event(), [], transaction.atomic

    def save():
        record.title = "Сохранено во время перестройки"
        record.save()
        saved.set()
        connection.close()

    def begin():
        if threading.current_thread() is threading.main_thread():
            parts.append(begin)
            if len(parts) == 2:
                editor = threading.Thread(target=save)
                editor.start()
                editor.join()
        return atomic()

    monkeypatch.setattr(refresh, "REBUILT_AT_ONCE", 1, raising=False)
    monkeypatch.setattr(refresh, "transaction", SimpleNamespace(atomic=begin))
    assert refresh.rebuild() == 2
    assert saved.is_set()
    assert refresh.index_mismatches() == []
