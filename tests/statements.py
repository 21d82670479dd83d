"""What the tests ask of the database: on PostgreSQL only those run that add something to it.

The run on SQLite notes the statements of each test, as they are apart from their values, and
writes down a few tests that ask them all (STATEMENTS_TO). The run on PostgreSQL takes these
(STATEMENTS_FROM), and without such a note every test that may use the database.
"""

import json
import os
import re
from collections import defaultdict
from pathlib import Path

from django.db.backends.utils import CursorWrapper

VALUES = ((r"\d+", "0"), (r"(%s(?:, )?)+", "%s"), (r"\(%s\)(, \(%s\))+", "(%s)"))
"""What tells two statements apart and means nothing: numbers, and how many values there are."""

TIMES = 2  # that a statement is asked of the other database, by different tests

_asked: defaultdict[str, set[str]] = defaultdict(set)
_now = [""]
_execute = CursorWrapper._execute_with_wrappers


def shape(sql: str) -> str:
    """Return a statement without what is only a number or one value more."""
    for pattern, same in VALUES:
        sql = re.sub(pattern, same, sql)
    return sql


def execute_noted(self, sql, params, many, executor):
    """Ask the database as Django does, and note what was asked; a refusal is another thing."""
    asked = _asked[_now[0]]
    try:
        answer = _execute(self, sql, params, many, executor)
    except Exception as error:
        asked.add(f"{type(error).__name__} {shape(sql)}")
        raise
    asked.add(shape(sql))
    return answer


def cover(asked: dict[str, set[str]]) -> list[str]:
    """Return tests that together ask whatever any test asks: the most telling ones first."""
    left, chosen = dict(asked), []
    while left:
        best = max(left, key=lambda name: (len(left[name]), name))
        new = left.pop(best)
        chosen.append(best)
        left = {name: rest for name, each in left.items() if (rest := each - new)}
    return chosen


def cover_again(asked: dict[str, set[str]]) -> list[str]:
    """Return tests of which ``TIMES`` ask each statement, with values of their own each."""
    left, chosen = dict(asked), []
    for _ in range(TIMES):
        taken = cover(left)
        chosen += taken
        left = {name: left[name] for name in left.keys() - taken}
    return chosen


def note() -> None:
    """Note from now on what is asked, if the run was told to write it down."""
    if "STATEMENTS_TO" in os.environ:
        CursorWrapper._execute_with_wrappers = execute_noted


def begin(name: str) -> None:
    """Ascribe what is asked from now on to a test."""
    _now[0] = name


def of_worker() -> dict[str, list[str]]:
    """Return what the tests of this process asked, as it goes to the process that leads."""
    return {name: sorted(each) for name, each in _asked.items() if name}


def gather(of_one: dict[str, list[str]]) -> None:
    """Add what the tests of a worker asked."""
    for name, each in of_one.items():
        _asked[name].update(each)


def write() -> None:
    """Write down the tests that ask everything, and all that were there, if told to."""
    if "STATEMENTS_TO" not in os.environ:
        return
    _asked.pop("", None)
    chosen = {"cover": cover_again(_asked), "known": sorted(_asked)}
    Path(os.environ["STATEMENTS_TO"]).write_text(json.dumps(chosen, ensure_ascii=False))


def needless() -> set[str]:
    """Return the tests of which the note says that others ask all that they ask."""
    if "STATEMENTS_FROM" not in os.environ:
        return set()
    chosen = json.loads(Path(os.environ["STATEMENTS_FROM"]).read_text())
    return set(chosen["known"]) - set(chosen["cover"])
