"""python -m tests.benchmarks.growth: everything at every size on both databases, and its growth."""

import argparse
import json
import shutil
from pathlib import Path

import psycopg

from tests.benchmarks import asking, ground, pages

QUESTIONS = 8_000
Figures = dict[str, float]


def main() -> None:
    """Measure pages, files, memory and changes, and print them as they grow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[25, 1000, 10_000])
    parser.add_argument("--seconds", type=int, default=6, help="for each figure")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is needed (Debian: apt install wrk)")
    rows: list[pages.Row] = []
    found: dict[str, dict[int, Figures]] = {}
    with ground.databases() as makers:
        for size in sorted(options.sizes):
            for engine, maker in makers.items():
                url = maker(f"growth{size}")
                ground.run("fill", size, url=url)
                more, figures = measure(f"{size:,} {engine}", url, size, options.seconds)
                rows += more
                found.setdefault(engine, {})[size] = figures
                if size == pages.REFERENCE_AT and engine == "SQLite":
                    flat = Path(url.removeprefix("sqlite:///"))
                    rows += pages.of_datasette(flat, options.seconds)
    show(rows, found)


def measure(name: str, url: str, size: int, seconds: int) -> tuple[list[pages.Row], Figures]:
    """Return the lines of all pages of one database, and all its figures by name.

    Changes come last, because they leave the database another one than it was.
    """
    rows, figures = pages.of_the_portal(name, url, size, seconds, server_of(url))
    figures |= json.loads(ground.run("memory", QUESTIONS, url=url))
    figures |= json.loads(ground.run("changes", url=url))
    return rows, figures


def server_of(url: str) -> int | None:
    """Return the process of the database's server; None where it has none."""
    if url.startswith("sqlite"):
        return None
    with psycopg.connect(url) as connection:
        return asking.server_of(connection)


def show(rows: list[pages.Row], found: dict[str, dict[int, Figures]]) -> None:
    """Print the pages one by one, then every figure with its growth from size to size."""
    ground.table("Pages: two workers, eight visitors, milliseconds", pages.HEAD, rows)
    columns = [(engine, size) for engine, by_size in found.items() for size in by_size]
    names = dict.fromkeys(name for each in found.values() for one in each.values() for name in one)
    head = ["figure", *(f"{size:,} {engine}" for engine, size in columns)]
    lines = [
        [name, *(cell(name, found[engine], size) for engine, size in columns)] for name in names
    ]
    title = "Milliseconds of processor, the database's among them; × what it was a size before"
    ground.table(title, head, lines)


def cell(name: str, by_size: dict[int, Figures], size: int) -> str:
    """Return a figure and how many times that of the size before it is."""
    figure = by_size[size].get(name)
    if figure is None:
        return "—"
    text = f"{figure:,.{2 if figure < 10 else 0}f}"
    smaller = [each for each in by_size if each < size]
    before = by_size[max(smaller)].get(name) if smaller else None
    return f"{text} (× {figure / before:.1f})" if before else text


if __name__ == "__main__":
    main()
