"""The second half of the suite, on PostgreSQL: what asks the database something of its own."""

import json
from types import ModuleType, SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from tests import conftest, statements
from tests.conftest import asks_database, is_needed


class Item:
    """Stands for a test of this module or another, with its marker and its fixtures."""

    nodeid, module = "a test", ModuleType("another")

    def __init__(self, marker=None, fixturenames=()):
        self.marker, self.fixturenames = marker.mark if marker else None, fixturenames

    def get_closest_marker(self, name):
        return self.marker if name == "django_db" else None


@pytest.mark.parametrize(
    ("item", "asks"),
    [
        (Item(pytest.mark.django_db), True),
        (Item(fixturenames=["request", "db"]), True),
        (Item(fixturenames=["transactional_db"]), True),
        (Item(fixturenames=["tmp_path", "client"]), False),
    ],
)
def test_a_test_asks_the_database_by_its_marker_or_its_fixtures(item, asks):
    assert asks_database(item) is asks


@pytest.fixture
def source(monkeypatch):
    """Let every module have this text."""

    def written(text: str) -> None:
        conftest.names_postgresql.cache_clear()
        monkeypatch.setattr(conftest.inspect, "getsource", lambda module: text)

    written("")
    yield written
    conftest.names_postgresql.cache_clear()


def test_what_others_ask_too_need_not_be_asked_again(source):
    item = Item(pytest.mark.django_db)
    assert is_needed(item, set())
    assert not is_needed(item, {item.nodeid})
    assert not is_needed(Item(), set())


@pytest.mark.parametrize(
    "item",
    [Item(pytest.mark.django_db(transaction=True)), Item(fixturenames=["transactional_db"])],
)
def test_threads_and_locks_are_tried_on_each_database(source, item):
    assert is_needed(item, {item.nodeid})


def test_who_tells_databases_apart_is_asked_on_each(source):
    source('assert connection.vendor == "postgresql"')
    assert is_needed(Item(pytest.mark.django_db), {Item.nodeid})


SOME, NONE = 'WHEN ("t"."a" = %s) THEN %s ', 'WHEN ("t"."a" = %s) THEN NULL '


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT 1 WHERE id IN (%s)", "SELECT 2 WHERE id IN (%s, %s, %s)"),
        ("INSERT INTO a VALUES (%s, %s)", "INSERT INTO a VALUES (%s, %s), (%s, %s)"),
        ('SAVEPOINT "s139_x1"', 'SAVEPOINT "s7_x12"'),
        ('SELECT 1 WHERE "t"."a" = %s', 'SELECT 1 WHERE "t"."a" = %s OR "t"."a" = %s'),
        (f"CASE {SOME}END", f"CASE {NONE}{NONE}{SOME}{NONE}{SOME}END"),
        ('SELECT "t"."a", "t"."b" FROM "t"', 'SELECT "t"."b" AS "b" FROM "t" ORDER BY 1 DESC'),
    ],
)
def test_numbers_how_many_values_and_columns_of_a_mere_list_make_no_other_statement(one, other):
    assert statements.shape(one) == statements.shape(other)


def test_other_columns_make_another_statement():
    one = 'SELECT "t"."a" FROM "t" WHERE "t"."a" = %s'
    other = 'SELECT "t"."b" FROM "t" WHERE "t"."a" = %s'
    assert statements.shape(one) != statements.shape(other)


def test_a_choice_of_nothing_but_null_is_another_statement():
    assert statements.shape(f"CASE {NONE}END") != statements.shape(f"CASE {SOME}END")


ASKED = {
    "all": {"a", "b", "c"},
    "some": {"a", "b"},
    "alone": {"d"},
    "nothing": set(),
    **{f"again {number}": {"a", "c"} for number in range(5)},
}


def test_each_statement_is_asked_several_times_where_so_many_tests_ask_it_and_by_few():
    assert statements.cover(ASKED, {}) == ["all", "some", "alone", "again 4"]


def test_of_tests_that_ask_the_same_those_run_that_take_least():
    asked = {name: {"a", "b"} for name in ("cheap", "dear", "quick")} | {"little": {"a"}}
    assert statements.cover(asked, {"dear": 9.0, "cheap": 1.0}) == ["quick", "cheap"]


def test_a_test_that_later_ones_make_needless_is_left_out(monkeypatch):
    monkeypatch.setattr(statements, "TIMES", 1)
    asked = {"most": {"a", "b", "c", "d"}, "left": {"a", "b", "e"}, "right": {"c", "d", "f"}}
    assert statements.cover(asked, {}) == ["right", "left"]


def test_a_test_costs_what_all_its_parts_took(monkeypatch):
    monkeypatch.setattr(statements, "_seconds", statements.Counter())
    for seconds in (3.0, 1.0):
        conftest.pytest_runtest_logreport(SimpleNamespace(nodeid="a test", duration=seconds))
    known = statements._seconds
    assert statements.cost(known, "a test") - statements.cost(known, "another") == 4


def test_a_test_that_the_note_does_not_know_is_run(tmp_path, monkeypatch):
    note = tmp_path / "statements.json"
    note.write_text(json.dumps({"cover": ["all"], "known": ["all", "some"]}))
    monkeypatch.setenv("STATEMENTS_FROM", str(note))
    assert statements.needless() == {"some"}


def test_without_a_note_every_test_is_run(monkeypatch):
    monkeypatch.delenv("STATEMENTS_FROM", raising=False)
    assert statements.needless() == set()


@pytest.fixture
def noted(monkeypatch):
    """Note what is asked, apart from what the run itself notes."""
    monkeypatch.setattr(statements, "_asked", type(statements._asked)(set))
    monkeypatch.setattr(statements, "_now", ["this test"])
    monkeypatch.setattr(CursorWrapper, "_execute_with_wrappers", statements.execute_noted)
    return lambda: statements.of_worker()["this test"]


@pytest.mark.django_db
def test_what_a_test_asks_is_noted_and_a_refusal_is_something_else(noted):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 17")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("SELECT nothing")
    assert "SELECT 0" in noted()
    assert any(line.endswith("Error SELECT nothing") for line in noted())
