"""python -m tests.benchmarks search_steps: the milliseconds of each step of a search, as JSON."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from statistics import median
from urllib.parse import urlencode

from django.db import connection
from django.http import QueryDict

from programmes.catalogue import today
from programmes.catalogue.answer import ask, in_order
from programmes.catalogue.snapshot import Snapshot, current
from programmes.models import Programme
from programmes.search import alphabets, language
from programmes.search.matching import match
from programmes.search.question import understand
from programmes.search.suggest import suggestions
from tests.benchmarks import reference

REPEATS = 15
WARMING = 2
FIELDS = {
    "title": "A",
    "summary": "B",
    "description": "C",
    "benefits": "D",
    "eligibility": "D",
    "application": "D",
}
NAMES = ", ".join(FIELDS)
BOOSTS = {field: {"A": 1.0, "B": 0.4, "C": 0.2, "D": 0.1}[name] for field, name in FIELDS.items()}
"""As ``ts_rank`` counts the weights."""
DOCUMENT = " || ".join(
    f"setweight(to_tsvector('russian', {field}), '{weight}')" for field, weight in FIELDS.items()
)
RAW = {
    "sqlite": {
        "setup": [
            f"CREATE VIRTUAL TABLE raw_words USING fts5({NAMES})",
            f"INSERT INTO raw_words(rowid, {NAMES}) SELECT id, {NAMES} FROM programmes_programme",  # noqa: S608 - our own names
        ],
        "count": "SELECT count(*) FROM raw_words WHERE raw_words MATCH %s",
        "ranked": "SELECT rowid FROM raw_words WHERE raw_words MATCH %s"
        " ORDER BY bm25(raw_words) LIMIT 20",
    },
    "postgresql": {
        "setup": [
            f"CREATE TABLE raw_words AS SELECT id, {DOCUMENT} AS document"  # noqa: S608 - our own names
            " FROM programmes_programme",
            "CREATE INDEX raw_words_gin ON raw_words USING gin (document)",
            "ANALYZE raw_words",
        ],
        "count": "SELECT count(*) FROM raw_words WHERE document @@ plainto_tsquery('russian', %s)",
        "ranked": "SELECT id FROM raw_words, plainto_tsquery('russian', %s) AS query"
        " WHERE document @@ query ORDER BY ts_rank(document, query) DESC LIMIT 20",
    },
}


def main() -> None:
    """Print the figures of every kind of question on this database."""
    for statement in RAW[connection.vendor]["setup"]:
        rows(statement)
    snapshot = current(today())
    vocabulary = snapshot.vocabulary
    asked = questions(vocabulary.counts, len(vocabulary.programmes))
    figures = {kind: of_question(snapshot, *each) for kind, each in asked.items()}
    if reference.TANTIVY.exists():
        meant = [" ".join(words) for _, words in asked.values()]
        answers = reference.tantivy(documents(), meant, BOOSTS, all_words=True, laps=REPEATS)
        for kind, answer in zip(asked, answers, strict=True):
            figures[kind]["steps"]["tantivy"] = answer["ms"]
            figures[kind]["tantivy found"] = answer["count"]
    sys.stdout.write(json.dumps(figures))


def documents() -> Iterator[dict[str, str]]:
    """Yield the texts that the raw engines index, for one beside the database."""
    columns = ("slug", *FIELDS)
    for row in Programme.objects.order_by("pk").values_list(*columns).iterator():
        yield dict(zip(columns, row, strict=True))


def of_question(snapshot: Snapshot, typed: str, meant: list[str]) -> dict:
    """Return the median milliseconds of each step of a question, ours and raw.

    Args:
        typed: the question, maybe in need of repair.
        meant: the words of it, which are what the raw engines are asked.
    """
    laps = [lap(snapshot, typed, meant) for _ in range(WARMING + REPEATS)][WARMING:]
    steps = {step: median(each[step] for each in laps) for step in laps[0]}
    return {"asked": typed, "found": steps.pop("found"), "steps": steps}


def lap(snapshot: Snapshot, typed: str, meant: list[str]) -> dict[str, float]:
    """Measure every step of a question once."""
    index, vocabulary, steps = snapshot.sets, snapshot.vocabulary, {}
    vocabulary.asked.clear()  # as if nobody had asked the words before
    offers, reader = snapshot.offers, snapshot.reader
    timed(steps, "suggest", lambda: suggestions(typed[: 2 + len(typed) // 2], offers, reader))
    read = timed(steps, "understand", lambda: understand(typed, snapshot.reader))
    found = timed(steps, "match, rank", lambda: match(read.groups, vocabulary))
    timed(steps, "again", lambda: match(read.groups, vocabulary))
    timed(steps, "meaning", lambda: snapshot.meaning.similar(read.groups))
    timed(steps, "count", lambda: len(index.everything & found.programmes))
    answer = ask(QueryDict(urlencode({"q": typed})), today())
    steps["found"] = answer.count
    timed(steps, "facets", lambda: answer.facets)
    timed(steps, "first page", lambda: answer.page)
    raw, words = RAW[connection.vendor], in_raw(meant)
    timed(steps, "raw: count", lambda: rows(raw["count"], words))
    best = timed(steps, "raw: match, rank", lambda: rows(raw["ranked"], words))
    cards = Programme.objects.for_cards()
    timed(steps, "raw: first page", lambda: in_order(cards, [pk for (pk,) in best]))
    return steps


def in_raw(words: list[str]) -> str:
    """Return words as the engine is asked; FTS5 knows no forms and is asked by beginnings."""
    if connection.vendor == "postgresql":
        return " ".join(words)
    return " ".join(f"{word[:-1]}*" for word in words)


def questions(counts: Mapping[str, int], size: int) -> dict[str, tuple[str, list[str]]]:
    """Return each kind of question: as typed, and the words that are meant."""
    long = [lemma for lemma in counts if lemma.isalpha() and len(lemma) > 5]
    nouns = {lemma: counts[lemma] for lemma in long if language.is_russian(lemma)}

    def nearest(share: float, but: str = "") -> str:
        others = (lemma for lemma in nouns if lemma != but)
        return min(others, key=lambda lemma: (abs(nouns[lemma] - share * size), lemma))

    rare, frequent = nearest(0.0005), nearest(0.2)
    second = nearest(0.15, but=frequent)
    swapped = frequent[:3] + frequent[4] + frequent[3] + frequent[5:]
    return {
        "rare word": (rare, [rare]),
        "word in a fifth": (frequent, [frequent]),
        "two words": (f"{frequent} {second}", [frequent, second]),
        "misspelt word": (swapped, [frequent]),
        "wrong layout": (alphabets.from_russian_keys(frequent), [frequent]),
    }


def rows(statement: str, *values: str) -> list[tuple]:
    """Return what a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def timed(steps: dict[str, float], step: str, action: Callable):
    """Do something, note its milliseconds, return its result."""
    began = time.perf_counter()
    result = action()
    steps[step] = (time.perf_counter() - began) * 1000
    return result
