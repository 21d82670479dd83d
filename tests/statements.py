"""What the tests ask of the database: on PostgreSQL only those run that add something to it.

The run on SQLite notes the statements of each test, as they are apart from their values, and
writes down a few tests that ask them all (STATEMENTS_TO). The run on PostgreSQL takes these
(STATEMENTS_FROM), and without such a note every test that may use the database.
"""

import json
import os
import re
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import chain
from pathlib import Path

from django.db.backends.utils import CursorWrapper

BRANCH = r'WHEN \("\w+"\."\w+" = %s\) THEN '
VALUES = (
    (r"\d+", "0"),
    (r"(%s(?:, )?)+", "%s"),
    (r"\(%s\)(, \(%s\))+", "(%s)"),
    (r'("\w+"\."\w+" = %s)( OR \1)+', r"\1"),
    (rf"(?<=THEN %s )({BRANCH}(%s|NULL) )+|({BRANCH}NULL )+(?={BRANCH})", ""),
    (
        r'^SELECT (?:"\w+"\."\w+"(?: AS "\w+")?(?:, )?)+ FROM ("\w+")'
        r'(?: ORDER BY (?:(?:"\w+"\."\w+"|0) (?:ASC|DESC)(?:, )?)+)?(?: LIMIT 0)?$',
        r"SELECT FROM \1",
    ),
)
"""What tells two statements apart and means nothing: numbers, how many values there are, and which
columns of one table are listed in which order where nothing is joined, chosen or computed."""

TIMES = 2  # that a statement is asked of the other database, by different tests
SECONDS_OF_ANY = 0.2  # a test that hardly takes any does not come before one that asks much

_asked: defaultdict[str, set[str]] = defaultdict(set)
_seconds: Counter[str] = Counter()
_now = [""]
_execute = CursorWrapper._execute_with_wrappers


@lru_cache(maxsize=10_000)
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


def cover(asked: dict[str, set[str]], seconds: dict[str, float]) -> list[str]:
    """Return tests of which ``TIMES`` ask each statement, or all that do where they are fewer.

    First come those that ask most in a second; then those that the later ones have made needless
    are left out again, the dearest first.

    Args:
        asked: the statements of each test.
        seconds: what each test took.
    """
    askers = Counter(chain.from_iterable(asked.values()))
    needed = Counter({statement: min(TIMES, number) for statement, number in askers.items()})
    missing, left, chosen = needed.copy(), dict(asked), []
    while left := {name: rest for name, each in left.items() if (rest := each & missing.keys())}:
        best = max(left, key=lambda name: (len(left[name]) / cost(seconds, name), name))
        chosen.append(best)
        missing -= Counter(left.pop(best))  # what is asked often enough is in it no more
    spare = Counter(chain.from_iterable(asked[name] for name in chosen)) - needed
    for name in sorted(chosen, key=lambda name: (-cost(seconds, name), name)):
        if asked[name] <= spare.keys():
            chosen.remove(name)
            spare -= Counter(asked[name])
    return chosen


def cost(seconds: dict[str, float], name: str) -> float:
    """Return what a test costs the run: its own seconds, and those of any test at all."""
    return SECONDS_OF_ANY + seconds.get(name, 0.0)


def note() -> None:
    """Note from now on what is asked, if the run was told to write it down."""
    if "STATEMENTS_TO" in os.environ:
        CursorWrapper._execute_with_wrappers = execute_noted


def begin(name: str) -> None:
    """Ascribe what is asked from now on to a test."""
    _now[0] = name


def took(name: str, seconds: float) -> None:
    """Add what a part of a test took: setting up, the test itself, clearing up."""
    _seconds[name] += seconds


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
    chosen = {"cover": cover(_asked, _seconds), "known": sorted(_asked)}
    Path(os.environ["STATEMENTS_TO"]).write_text(json.dumps(chosen, ensure_ascii=False))


def needless() -> set[str]:
    """Return the tests of which the note says that others ask all that they ask."""
    if "STATEMENTS_FROM" not in os.environ:
        return set()
    chosen = json.loads(Path(os.environ["STATEMENTS_FROM"]).read_text())
    return set(chosen["known"]) - set(chosen["cover"])
