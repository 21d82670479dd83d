"""python -m tests.benchmarks alerts: ten thousand who follow something, and fifty changes."""

import datetime
import logging
import resource
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from portal.mail import outbox
from portal.mail.models import Letter
from programmes.alerts import sending
from programmes.alerts.following import Following
from programmes.alerts.models import Alert, pack
from programmes.models import Audience, Change, Programme
from programmes.words import Follows, Kind, Rhythm
from tests import smtp
from tests.benchmarks.generate import generate

SUBSCRIBERS, CHANGES, PROGRAMMES = 10_000, 50, 1000


def main() -> None:
    """Print the processor time and the memory of writing and of sending letters."""
    call_command("migrate", verbosity=0, skip_checks=True)
    generate(PROGRAMMES)
    happen()
    subscribe()
    measured("written", sending.post_due)
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
        measured("sent", outbox.send_waiting)
        sys.stdout.write(f"arrived: {len(server.letters)}\n")


def happen() -> None:
    """Let changes lie two hours behind: what was published before is old, fifty are not."""
    now = timezone.now()
    Change.objects.update(begun_at=now - datetime.timedelta(days=9))
    for programme in Programme.objects.published().order_by("pk")[:CHANGES]:
        programme.cost_note = f"{programme.cost_note} Изменено."
        programme.save()
    since = now - datetime.timedelta(minutes=1)
    Change.objects.filter(begun_at__gt=since).update(begun_at=now - datetime.timedelta(hours=2))


def subscribe() -> None:
    """Let a half follow all, the others one of hundreds of questions."""
    now, day = timezone.now(), timezone.localdate()
    kinds, audiences = Kind.values, Audience.objects.public().values_list("slug", flat=True)
    slugs = Programme.objects.published().values_list("slug", flat=True)
    queries = [f"kind={kind}" for kind in kinds]
    queries += [f"audience={one}&kind={kind}" for one in audiences for kind in kinds]
    queries += [f"programme={slug}" for slug in slugs]
    known = {
        query: pack(Following.renewed(Follows.PROGRAMMES, query, day).known())
        for query in ["", *queries]
    }
    asked = [
        "" if number % 2 else queries[number // 2 % len(queries)] for number in range(SUBSCRIBERS)
    ]
    alerts = [
        Alert(
            email=f"v{number}@portal.example",
            follows=Follows.PROGRAMMES,
            query=query,
            rhythm=Rhythm.DAILY,
            asked_at=now,
            confirmed_at=now,
            told_until=now - datetime.timedelta(days=3),
            told_on=day - datetime.timedelta(days=3),
            known=known[query],
        )
        for number, query in enumerate(asked)
    ]
    for alert in alerts:
        alert.sign = alert.signed()
    Alert.objects.bulk_create(alerts, batch_size=1000)
    sys.stdout.write(f"{SUBSCRIBERS} alerts, {len(queries) + 1} questions, {CHANGES} changes\n")


def measured(name: str, work) -> None:
    """Print what some work took of the processor, and the most memory so far."""
    before, began = time.process_time(), time.monotonic()
    work()
    spent, passed = time.process_time() - before, time.monotonic() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{name}: {spent:.1f} s of processor, {passed:.1f} s, at most {most:.0f} MB; "
        f"{Letter.objects.count()} letters\n"
    )
