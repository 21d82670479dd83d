"""python -m tests.benchmarks.search_quality: what a search finds, next to `russian`, to tantivy."""

import json

from tests.benchmarks import ground

HEADS = {
    "SQLite": "SQLite",
    "PostgreSQL": "PostgreSQL",
    "russian": "PostgreSQL's `russian`",
    "tantivy": "tantivy's stemmer",
    "tantivy, typos": "the same, a letter may differ",
}


def main() -> None:
    """Ask the real catalogue on both databases and print the shares side by side."""
    found = {}
    with ground.databases() as makers:
        for engine, maker in makers.items():
            url = maker("quality")
            ground.run("fill", url=url)
            answers = json.loads(ground.run("search_answers", url=url))
            found[engine] = answers["ours"]
            found |= {name: each for name, each in answers.items() if name != "ours"}
    names = [name for name in HEADS if name in found]
    repairs = {name: each.pop("false repairs", None) for name, each in found.items()}
    kinds = found["SQLite"]
    rows = [
        [kind, kinds[kind][0], *(f"{each(kind, found[name])}" for name in names)]
        for kind in kinds
        for each in [lambda kind, one: f"{one[kind][1]:.1%} · {one[kind][2]:.1%}"]
    ]
    shares = [f"{repairs[name][1]:.2%}" if repairs[name] else "repairs nothing" for name in names]
    rows.append(["correct words that were «repaired»", repairs["SQLite"][0], *shares])
    head = ["questions", "how many", *(HEADS[name] for name in names)]
    ground.table("Found first · in the first five", head, rows)


if __name__ == "__main__":
    main()
