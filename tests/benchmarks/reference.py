"""What else one could serve the same programmes with: Datasette, and tantivy for the search."""

import json
import random
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks import asking, ground

PROGRAM = ground.ROOT / "var" / "datasette" / "bin" / "datasette"
"""`make bench` installs it."""
TANTIVY = ground.ROOT / "var" / "tantivy" / "bin" / "python"
"""The same."""
FACETS = ("kind", "stage", "operator", "cost")
# its facets are left out when they take too long: here they must be counted
LIMITS = ("facet_time_limit_ms", "60000", "sql_time_limit_ms", "60000")
FLAT = """
CREATE TABLE programmes AS
    SELECT slug, title, summary, description, kind, stage, cost, format, intake, benefits,
           eligibility, application, checked_on,
           (SELECT short_name FROM source.programmes_organisation WHERE id = operator_id)
               AS operator
    FROM source.programmes_programme;
CREATE VIRTUAL TABLE programmes_fts USING fts5(
    title, summary, description, benefits, eligibility, application, content='programmes');
INSERT INTO programmes_fts(programmes_fts) VALUES ('rebuild');
"""


def flatten(source: Path, target: Path) -> None:
    """Copy the programmes of a portal on SQLite into one table with indexes and full text."""
    with sqlite3.connect(target) as database:
        database.execute("ATTACH ? AS source", [str(source)])
        database.executescript(FLAT)
        for facet in FACETS:
            database.execute(f"CREATE INDEX by_{facet} ON programmes ({facet})")
    database.close()


@contextmanager
def datasette(database: Path, port: int, *, suggest: bool) -> Iterator[tuple[str, int]]:
    """Serve a flat copy; give the address and the process.

    Args:
        suggest: whether it looks for further facets at each request, as it does by itself.
    """
    settings = [*LIMITS, "suggest_facets", "on" if suggest else "off"]
    pairs = [("--setting", *pair) for pair in zip(settings[::2], settings[1::2], strict=True)]
    command = [PROGRAM, "serve", database, "--port", port]
    command = [str(part) for part in command] + [part for pair in pairs for part in pair]
    host = f"http://127.0.0.1:{port}"
    with ground.started(command, f"{host}/-/versions.json") as server:
        yield host, server


def questions(table: str, choose: random.Random, *, words: bool) -> list[str]:
    """Return different addresses of its table page, with four facets and a page of twenty."""
    fixed = [("_facet", facet) for facet in FACETS] + [("_size", "20")]
    found = []
    for _ in range(1000):
        asked = [("cost__not", choose.choice(asking.COSTS.split()))]
        asked += [("kind__not", choose.choice(asking.KINDS.split()))]
        if words:
            asked += [("_search", choose.choice(asking.WORDS.split()))]
        found.append(f"/{table}/programmes?{urlencode([*fixed, *asked])}")
    return found


def tantivy(
    documents: Iterable[dict[str, str]],
    questions: list[str],
    boosts: dict[str, float],
    *,
    all_words: bool,
    typos: bool = False,
    laps: int = 1,
) -> list[dict]:
    """Ask a dedicated engine; return for each question the codes found, their number, the ms.

    Args:
        documents: ``slug`` and the texts of each programme, under the names in ``boosts``.
        boosts: what a word counts for in each text.
        all_words: whether a programme needs all words of a question.
        typos: whether a letter of each word may differ.
        laps: how often each question is asked; the milliseconds are the median.
    """
    asked = {
        "questions": questions,
        "boosts": boosts,
        "all_words": all_words,
        "typos": typos,
        "laps": laps,
    }
    command = [TANTIVY, ground.ROOT / "tests" / "benchmarks" / "dedicated.py"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as engine:
        for line in chain([asked], documents):
            engine.stdin.write(json.dumps(line) + "\n")
        engine.stdin.close()
        return json.load(engine.stdout)
