"""Letters of alerts that are due: each day's once, whatever happens to whoever writes them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from portal.database import consistent_reading

from ..catalogue import current_version, today
from . import letters, subscribing
from .models import Alert
from .news import Followed
from .reporting import Reporter, Told

MAX_AT_ONCE = 100  # alerts that are read, told and written down together


@dataclass
class Outcome:
    """What became of a run."""

    posted: int = 0
    silent: int = 0
    forgotten: int = 0


def post_due(is_stopped: Callable[[], bool] = lambda: False) -> Outcome:
    """Post the letters of all alerts that are due; what has nothing to tell stays silent.

    What is told and what is remembered of it are written in one transaction: a run that is killed
    has told nothing that the next one would tell again, and lost nothing.

    Args:
        is_stopped: asked before each lot whether to end.
    """
    now, day = timezone.now(), today()
    outcome = Outcome(forgotten=subscribing.forget_unconfirmed())
    reporter, version, last = Reporter(now, day), None, 0
    while not is_stopped():
        with consistent_reading():
            if version != (version := current_version()):
                reporter = Reporter(now, day)  # what it has kept is of another state
            lot = list(Alert.objects.due(now).filter(pk__gt=last).order_by("pk")[:MAX_AT_ONCE])
            told = [(alert, reporter.tell(followed(alert))) for alert in lot]
        if not lot:
            break
        last = lot[-1].pk
        with transaction.atomic():
            record(told, reporter, outcome)
    return outcome


def followed(alert: Alert) -> Followed:
    """Return what an alert follows and was told."""
    return Followed(
        alert.follows,
        alert.query,
        bytes(alert.known),
        alert.told_until,
        alert.told_on,
        alert.is_terms_only,
    )


def record(told: list[tuple[Alert, Told]], reporter: Reporter, outcome: Outcome) -> None:
    """Post letters and write down what is known now, but of an alert that has changed since."""
    pks = [alert.pk for alert, _ in told]
    rows = Alert.objects.select_for_update().in_bulk(pks)
    moved = []
    for alert, news in told:
        row = rows.get(alert.pk)
        if row is None or followed(row) != followed(alert):
            continue  # ended, or told by another run, or wanted otherwise meanwhile
        if news.digest or news.end:
            path = subscribing.return_path(row)
            day = reporter.happenings.day
            letters.post_digest(row, news.digest, day, path, news.end)
            outcome.posted += 1
        else:
            outcome.silent += 1
        if news.end:
            row.delete()  # not its letter, which says so
            continue
        row.known = news.known
        row.told_until = max(row.told_until, reporter.happenings.told_until)
        row.told_on = reporter.happenings.day
        if row.query != news.query and is_followed_already(row, news.query):
            row.delete()  # by other codes it was the same question
            continue
        row.sign = row.signed()
        moved.append(row)
    Alert.objects.bulk_update(moved, ["query", "sign", "known", "told_until", "told_on"])


def is_followed_already(alert: Alert, query: str) -> bool:
    """Give an alert its question in today's codes; tell whether its mailbox follows that, too."""
    alert.query = query
    same = {"email": alert.email, "follows": alert.follows, "sign": alert.signed()}
    return Alert.objects.confirmed().filter(**same).exclude(pk=alert.pk).exists()
