"""SECURITY.md against the tests: every row of the standard stands in it, every test is there."""

import re

import pytest

from tests.laws.test_traps import missing
from tests.laws.tree import ROOT, texts

# level 1 and 2 of OWASP ASVS 5.0.0 by chapter, and nine rows of level 3
ROWS = {1: 28, 2: 11, 3: 21, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 16,
        14: 10, 15: 14, 16: 17, 17: 7}  # fmt: skip
ROW = r"^\| ([\d., ]+) \| (.+) \| (.+) \|$"
# a row without a test says what it rests on instead
WITHOUT_TEST = ("Not applicable: ", "By design: ", "Documented: ", "Open: ")


def rows_of(text: str) -> dict[str, tuple[str, list[str]]]:
    """Return how each row of the table is met and which tests hold it, by its number."""
    found = {}
    for numbers, how, tests in re.findall(
        r"^\| ([\d., ]+) \| (.+) \| (.+) \|$", text, re.MULTILINE
    ):
        for number in numbers.split(", "):
            assert number not in found, f"{number} stands twice"
            found[number] = how, re.findall(r"`([\w/.]+::\w+)`", tests)
    return found


def table_violations(text: str, files: dict[str, str]) -> list[str]:
    """Return the rows that rest on nothing, and the tests that are named in vain."""
    rows = rows_of(text)
    bare = [
        number
        for number, (how, tests) in rows.items()
        if not tests and not how.startswith(WITHOUT_TEST)
    ]
    held = {number: tests for number, (_, tests) in rows.items() if tests}
    return bare + missing(held, files)


def test_every_row_of_the_standard_is_met_by_something_that_is_there():
    text = (ROOT / "SECURITY.md").read_text()
    assert table_violations(text, texts("tests/*.py")) == []


def test_no_row_of_the_standard_is_left_out():
    counted = dict.fromkeys(ROWS, 0)
    for number in rows_of((ROOT / "SECURITY.md").read_text()):
        counted[int(number.partition(".")[0])] += 1
    assert counted == ROWS


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("| 1.1.1 | Somehow. | — |", ["1.1.1"]),
        ("| 1.1.1 | By a test. | `test_x.py::test_gone` |", ["test_x.py::test_gone"]),
        ("| 1.1.1, 1.1.2 | Somehow. | — |", ["1.1.1", "1.1.2"]),
        ("| 1.1.1 | By a test. | `test_x.py::test_it` |", []),
        ("| 1.1.1 | Not applicable: no such thing. | — |", []),
    ],
)
def test_a_row_that_rests_on_nothing_is_found(row, found):
    assert table_violations(row, {"tests/test_x.py": "def test_it(): assert works()"}) == found
