"""Pages and files of the portal: requests per second beside an empty page and Datasette."""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.benchmarks import asking, exports, ground, reference

PORT = 8500
SEED = 6
HOST = f"http://127.0.0.1:{PORT}"
REFERENCE_AT = 10_000
WARMING = 8  # questions of a kind before it is measured: what all share is read once
PER_SECOND = ("catalogue, uncached", "word and two filters, uncached")
WHOLE_FILES = ("/programmes.csv", "/programmes.xlsx")
HEAD = [
    "programmes",
    "page",
    "requests/s",
    "× floor",
    "CPU ms",
    "database",
    "median",
    "99 %",
    "queries",
    "bytes",
]
Row = list[object]


@contextmanager
def portal(url: str, **more: str) -> Iterator[int]:
    """Serve the portal on a database, as in production; give the process.

    Args:
        more: of its environment.
    """
    env = ground.environment(url, PORT=str(PORT), PORTAL_URL=HOST, **more)
    command = [sys.executable, "-m", "gunicorn", "--config", "portal/gunicorn.py"]
    with ground.started(command, f"{HOST}/healthz", env) as server:
        yield server


def of_the_portal(
    name: str, url: str, size: int, seconds: int, database: int | None
) -> tuple[list[Row], dict[str, float]]:
    """Measure all pages of the portal on one database.

    Args:
        database: the process of PostgreSQL's server, if there is one.

    Returns:
        A line for each page, and the milliseconds of processor of each by its name.
    """
    rows: list[Row] = []
    figures: dict[str, float] = {}
    with portal(url) as server:
        began = time.perf_counter()
        answer(f"{HOST}/programmes/")
        figures["first request of a worker"] = (time.perf_counter() - began) * 1000
        floor = None
        for page, addresses in pages(size).items():
            heavy = page.startswith("CSV")
            for address in addresses[-WARMING:]:
                answer(HOST + address)
            visitors = {"connections": 2 if heavy else asking.CONNECTIONS}
            speed = asking.wrk(HOST, addresses, seconds, server, database=database, **visitors)
            floor = floor or speed
            rows.append(row(name, page, addresses, speed, floor))
            figures[page] = speed.cpu + speed.database
            if page in PER_SECOND:
                figures[f"{page}: requests a second"] = speed.per_second
        for path in WHOLE_FILES:
            before = spent(server, database)
            exports.get(PORT, path, Path("/dev/null"))
            figures[f"whole {path}"] = (spent(server, database) - before) * 1000
    return rows, figures


def spent(*processes: int | None) -> float:
    """Return the seconds of processor of some processes together."""
    return sum(map(asking.processor_seconds, processes))


def pages(size: int) -> dict[str, list[str]]:
    """Return the addresses of each kind of page; many are all different, one is repeated."""
    choose = random.Random(SEED)
    words = asking.lists("/programmes/", asking.words_and_filters(choose))
    lists = asking.lists("/programmes/", asking.filters(choose))
    files = asking.lists("/programmes.csv", asking.words_and_filters(choose))
    second = "?page=2" if size >= REFERENCE_AT else ""  # a small catalogue fits the first
    return {
        "empty page (the floor)": ["/empty"],
        "home, repeated": ["/"],
        "catalogue, repeated": [lists[0]],
        "catalogue, uncached": lists[1:],
        "word and two filters, repeated": [words[0]],
        "word and two filters, uncached": words[1:],
        "suggestions": asking.lists("/suggest/", asking.beginnings(choose)),
        "programme, each once": asking.records(size, choose),
        "comparison of four": asking.lists("/compare/", asking.comparisons(size, choose)),
        "fit, uncached": asking.lists("/fit/", asking.replies(choose)),
        "operator, repeated": [f"/organisations/organisation-{n}/{second}" for n in range(1, 20)],
        "sources, repeated": ["/sources/"],
        "feed, uncached": asking.lists("/programmes.atom", asking.filters(choose)),
        "robots.txt, repeated": ["/robots.txt"],
        "readiness": ["/readyz"],
        "CSV of a question, uncached": files,
    }


def row(name: str, page: str, addresses: list[str], speed, floor) -> Row:
    """Return a line of the table; queries and bytes are those of one more request."""
    queries, size = answer(HOST + addresses[-1])
    failed = f" ({speed.failed} failed)" if speed.failed else ""
    share = speed.per_second / floor.per_second
    figures = [
        f"{speed.per_second:.{1 if speed.per_second < 10 else 0}f}{failed}",
        f"{share:.2f}",
        f"{speed.cpu:.1f}",
        f"{speed.database:.1f}",
    ]
    sys.stderr.write(f"{name}: {page}: {figures[0]}\n")
    return [name, page, *figures, f"{speed.median:.1f}", f"{speed.slow:.1f}", queries, size]


def answer(address: str) -> tuple[str, int]:
    """Ask once; return the number of queries, where the server counts them, and of bytes.

    A refusal on a busy machine is an answer, too: those that were measured are counted by wrk.
    """
    request = Request(address, headers={"X-Count-Queries": "1"})
    try:
        found = urlopen(request, timeout=asking.TIMEOUT)
    except HTTPError as error:
        found = error
    with found:
        return found.headers.get("X-Queries", ""), len(found.read())


def of_datasette(source: Path, seconds: int) -> list[Row]:
    """Measure Datasette's table page on a flat copy of a portal's database."""
    rows = []
    choose = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        flat = Path(folder, "flat.db")
        reference.flatten(source, flat)
        for suggest in (True, False):
            with reference.datasette(flat, PORT, suggest=suggest) as (host, server):
                name = "Datasette" if suggest else "Datasette, suggest_facets off"
                for words, page in ((False, "four facets"), (True, "four facets and a word")):
                    addresses = reference.questions("flat", choose, words=words)
                    speed = asking.wrk(host, addresses, max(seconds, 10), server)
                    rows.append(row(f"{REFERENCE_AT:,} {name}", page, addresses, speed, speed))
                    rows[-1][3] = ""
    return rows
