"""The check of a failover notices what it is there for: entries lost, doubled, made up, changed."""

import pytest

from tests.cluster.clients import Reader, Writer, text, violations


class Rows:
    """A connection whose every question has the same answer."""

    def __init__(self, *rows):
        self.rows = rows

    def execute(self, query):
        return self

    def fetchall(self):
        return self.rows


@pytest.fixture
def writer() -> Writer:
    """Three entries tried, the second with no word of what became of it."""
    return Writer("", tried=3, saved={1, 3})


@pytest.mark.parametrize("rows", [[(1, 1), (3, 1)], [(1, 1), (2, 1), (3, 1)]])
def test_an_entry_without_an_answer_may_be_there_or_not(writer, rows):
    assert violations(Rows(*rows), writer) == []


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([(1, 1)], ["3 was acknowledged and is lost"]),
        ([(1, 1), (3, 2)], ["3 is there 2 times"]),
        ([(1, 1), (3, 1), (4, 1)], ["4 was never written"]),
    ],
)
def test_an_entry_that_is_lost_doubled_or_made_up_is_found(writer, rows, found):
    assert violations(Rows(*rows), writer) == found


@pytest.mark.parametrize("row", [(2, text(1)), (4, text(4))])
def test_a_reader_notices_another_text_and_an_entry_of_nobody(writer, row):
    reader = Reader("", writer=writer)
    reader.ask(Rows((1, text(1)), row))
    assert reader.wrong == [f"{row[0]}: {row[1]}"]
