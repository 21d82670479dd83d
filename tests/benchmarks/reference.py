"""Datasette over the same programmes: what else one could put a catalogue on the web with."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks import asking, ground

PROGRAM = ground.ROOT / "var" / "datasette" / "bin" / "datasette"
"""`make bench` installs it."""
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
