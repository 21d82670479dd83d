"""python -m tests.benchmarks memory [QUESTIONS]: what different questions make a process keep."""

import gc
import random
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from programmes.catalogue import today
from programmes.catalogue.snapshot import current
from programmes.models import Organisation, Programme
from programmes.words.choices import Cost, Format, IntakeStatus, Kind

SEED = 2026
STEPS = 10
KINDS = (
    ("/programmes/", 10),
    ("/programmes/?q=", 4),
    ("/api/v1/programmes", 3),
    ("/suggest/?q=", 2),
    ("/programmes/…/", 1),
)
"""What is asked, and how often among twenty."""


def main(questions: str = "20000") -> None:
    """Ask so many different questions and print the megabytes it holds after each tenth."""
    choose, client = (
        random.Random(SEED),
        Client(headers={"accept-encoding": "br", "host": urlsplit(settings.PORTAL_URL).netloc}),
    )
    ask = questioner(choose)
    for step in range(STEPS):
        for _ in range(int(questions) // STEPS):
            client.get(ask()).close()
        gc.collect()
        done = (step + 1) * int(questions) // STEPS
        own, mapped = resident()
        sys.stdout.write(f"{done:6} questions: {own} MB of its own, {mapped} MB of files\n")
        sys.stdout.flush()


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
            return kind + "+".join(choose.sample(words, 2))[:60]
        return f"{kind}?{question()}"

    return ask


def resident() -> tuple[int, int]:
    """Return the megabytes of memory that are this process's own, and those of files it maps.

    The files are the programs, the vectors of words and on SQLite the database: all processes of
    the machine share them, and the system takes them back where memory is short.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    kilobytes = {
        name: (line.split() or [""])[0] for name, _, line in (each.partition(":") for each in lines)
    }
    return int(kilobytes["RssAnon"]) // 1024, int(kilobytes["RssFile"]) // 1024
