"""python -m tests.benchmarks.pages: requests per second beside an empty page and Datasette."""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from tests.benchmarks import asking, ground, reference

PORT = 8500
SEED = 6
HOST = f"http://127.0.0.1:{PORT}"
REFERENCE_AT = 10_000
HEAD = [
    "programmes",
    "page",
    "requests/s",
    "× floor",
    "CPU ms",
    "median",
    "99 %",
    "queries",
    "bytes",
]
Row = list[object]


def main() -> None:
    """Measure every page on every catalogue and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[25, 1000, 10_000])
    parser.add_argument("--seconds", type=int, default=6, help="for each figure")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is needed (Debian: apt install wrk)")
    rows = []
    with ground.databases() as makers:
        for size in options.sizes:
            for engine, maker in makers.items():
                url = maker(f"pages{size}")
                ground.run("fill", size, url=url)
                rows += of_the_portal(f"{size:,} {engine}", url, size, options.seconds)
                if size == REFERENCE_AT and engine == "SQLite":
                    rows += of_datasette(Path(url.removeprefix("sqlite:///")), options.seconds)
    ground.table("Pages: two workers, eight visitors, milliseconds", HEAD, rows)


@contextmanager
def portal(url: str) -> Iterator[int]:
    """Serve the portal on a database, as in production; give the process."""
    env = ground.environment(url, PORT=str(PORT), PORTAL_URL=HOST)
    command = [sys.executable, "-m", "gunicorn", "--config", "portal/gunicorn.py"]
    with ground.started(command, f"{HOST}/healthz", env) as server:
        yield server


def of_the_portal(name: str, url: str, size: int, seconds: int) -> list[Row]:
    """Measure all pages of the portal on one database."""
    rows: list[Row] = []
    with portal(url) as server:
        began = time.perf_counter()
        answer(f"{HOST}/programmes/")
        first = (time.perf_counter() - began) * 1000
        rows.append([name, "first request of a worker", "", "", "", f"{first:.0f}", "", "", ""])
        floor = asking.wrk(HOST, ["/empty"], seconds, server)
        rows.append(row(name, "empty page (the floor)", ["/empty"], floor, floor))
        for page, addresses in pages(size).items():
            heavy = page.startswith("CSV")
            speed = asking.wrk(HOST, addresses, seconds, server, 2 if heavy else asking.CONNECTIONS)
            rows.append(row(name, page, addresses, speed, floor))
    return rows


def pages(size: int) -> dict[str, list[str]]:
    """Return the addresses of each kind of page; many are all different, one is repeated."""
    choose = random.Random(SEED)
    words = asking.lists("/programmes/", asking.words_and_filters(choose))
    lists = asking.lists("/programmes/", asking.filters(choose))
    files = asking.lists("/programmes.csv", asking.words_and_filters(choose))
    second = "?page=2" if size >= REFERENCE_AT else ""  # a small catalogue fits the first
    return {
        "home, repeated": ["/"],
        "catalogue, repeated": [lists[0]],
        "catalogue, uncached": lists[1:],
        "word and two filters, repeated": [words[0]],
        "word and two filters, uncached": words[1:],
        "programme, each once": asking.records(size, choose),
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
    ]
    sys.stderr.write(f"{name}: {page}: {figures[0]}\n")
    return [name, page, *figures, f"{speed.median:.1f}", f"{speed.slow:.1f}", queries, size]


def answer(address: str) -> tuple[str, int]:
    """Ask once; return the number of queries, where the server counts them, and of bytes."""
    request = Request(address, headers={"X-Count-Queries": "1"})
    with urlopen(request, timeout=asking.TIMEOUT) as found:
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


if __name__ == "__main__":
    main()
