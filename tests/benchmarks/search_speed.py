"""python -m tests.benchmarks.search_speed: a question's steps, next to FTS5, tsvector, tantivy."""

import argparse
import json

from tests.benchmarks import ground

OURS = ("understand", "match, rank", "count", "first page")
RAW = ("raw: match, rank", "raw: count", "raw: first page")
APART = {
    "facets": "facets",
    "again": "known words",
    "meaning": "by meaning",
    "suggest": "suggestions",
    "tantivy": "tantivy: match, rank, count",
}
HEAD = ["kind", "database", "question", "found", *OURS, *RAW, "ours ÷ raw", *APART.values()]


def main() -> None:
    """Measure on both databases and print them side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    options = parser.parse_args()
    found = {}
    with ground.databases() as makers:
        for engine, maker in makers.items():
            url = maker("speed")
            ground.run("fill", options.size, url=url)
            found[engine] = json.loads(ground.run("search_steps", url=url))
    kinds = next(iter(found.values()))
    rows = [line(kind, engine, each[kind]) for kind in kinds for engine, each in found.items()]
    ground.table(f"Search in {options.size:,} programmes, milliseconds", HEAD, rows)


def line(kind: str, engine: str, figures: dict) -> list[object]:
    """Return a line of the table.

    Facets stand apart, for the raw question counts none; so do matching words that somebody
    asked before in this version of the catalogue, suggestions for the first three letters, and a
    dedicated engine, which is to be compared with matching, ranking and counting alone.
    """
    steps = figures["steps"]
    ours, raw = ([steps[step] for step in each] for each in (OURS, RAW))
    texts = [f"{milliseconds:.2f}" for milliseconds in (*ours, *raw)]
    apart = [f"{steps[step]:.2f}" if step in steps else "—" for step in APART]
    ratio = f"{sum(ours) / sum(raw):.2f}"
    return [kind, engine, figures["asked"], int(figures["found"]), *texts, ratio, *apart]


if __name__ == "__main__":
    main()
