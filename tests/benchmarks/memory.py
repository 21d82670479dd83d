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
    """Ask so many different questions and print the resident megabytes after each tenth."""
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
        sys.stdout.write(f"{done:6} questions: {resident():.0f} MB\n")
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


def resident() -> float:
    """Return the megabytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20
