"""python -m tests.benchmarks memory [QUESTIONS]: what questions make a worker keep, as JSON."""

import json
import os
import random
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import local
from urllib.parse import quote

from programmes.catalogue import today
from programmes.catalogue.snapshot import current
from programmes.models import Organisation, Programme
from programmes.words.choices import Cost, Format, IntakeStatus, Kind
from tests.benchmarks import exports, pages

SEED = 2026
STEPS = 4
VISITORS = 8
KINDS = (
    ("/programmes/", 10),
    ("/programmes/?q=", 4),
    ("/api/v1/programmes", 3),
    ("/suggest/?q=", 2),
    ("/programmes/…/", 1),
)
"""What is asked, and how often among twenty."""


def main(questions: str = "8000") -> None:
    """Ask one worker so many different questions by eight visitors; print the megabytes it holds.

    The worker is as the unit of the deployment starts it.
    """
    address = questioner(random.Random(SEED))
    figures = {}
    own = {"WEB_CONCURRENCY": "1", "MALLOC_ARENA_MAX": "2"}
    with pages.portal(os.environ["DATABASE_URL"], **own) as server:
        [worker] = exports.children(server)
        figures["MB of an idle worker"] = resident(worker)[0]
        for step in range(1, STEPS + 1):
            ask_all([address() for _ in range(int(questions) // STEPS)])
            figures[f"MB after {int(questions) * step // STEPS:,} questions"] = resident(worker)[0]
        figures["MB of files mapped"] = resident(worker)[1]
        Programme.objects.published().order_by("pk").first().save()
        ask_all([address() for _ in range(int(questions) // STEPS)])
        figures["MB with the version before"] = resident(worker)[0]
    sys.stdout.write(json.dumps(figures))


def ask_all(addresses: Iterable[str]) -> None:
    """Ask the portal, as many at once as it has threads.

    Raises:
        SystemExit: the portal failed; what a small catalogue does not have is refused, with 400.
    """
    kept = local()

    def ask(address: str) -> None:
        if not hasattr(kept, "connection"):
            kept.connection = HTTPConnection("127.0.0.1", pages.PORT, timeout=60)
        kept.connection.request("GET", address, headers={"Accept-Encoding": "br"})
        answer = kept.connection.getresponse()
        answer.read()
        if answer.status >= 500:
            raise SystemExit(f"{address} answered {answer.status}")

    with ThreadPoolExecutor(VISITORS) as visitors:
        list(visitors.map(ask, addresses))


def questioner(choose: random.Random):
    """Return a function that makes up an address nobody asked for yet."""
    slugs = list(Programme.objects.published().order_by("pk").values_list("slug", flat=True))
    operators = list(Organisation.objects.order_by("pk").values_list("slug", flat=True))
    words = sorted(word for word in current(today()).vocabulary.ids if word.isalpha())
    values = {
        "kind": Kind.values,
        "cost": Cost.values,
        "format": Format.values,
        "intake": IntakeStatus.values,
        "operator": operators,
    }

    def question() -> str:
        asked = [
            f"{name}={value}"
            for name, known in values.items()
            for value in choose.sample(known, choose.randrange(min(4, len(known))))
        ]
        return "&".join(asked)

    def ask() -> str:
        [kind] = choose.choices([k for k, _ in KINDS], [often for _, often in KINDS])
        if kind.endswith("…/"):
            return kind.replace("…", choose.choice(slugs))
        if kind.endswith("q="):
            return kind + "+".join(map(quote, choose.sample(words, 2)))
        return f"{kind}?{question()}"

    return ask


def resident(process: int) -> tuple[int, int]:
    """Return the megabytes of memory that are a process's own, and those of files it maps.

    The files are the programs, the vectors of words and on SQLite the database: all processes of
    the machine share them, and the system takes them back where memory is short.
    """
    return tuple(exports.memory(process, field) // 1024 for field in ("RssAnon", "RssFile"))
