"""A filled-in table → the catalogue: first what would change, then all of it in short steps."""

import time
from datetime import date
from typing import IO

from django.db import connection

from ..models import Programme
from ..revisions.natural import TABLE_OF, Table
from ..tables import PAGE, Limits
from .comparing import Comparison
from .plan import Plan, Rights
from .record_comparing import RecordComparison
from .saving import Note, save_portion

HELD_SECONDS = 1.0  # by one transaction: as long as somebody else may have to wait for it
FIRST, FEWEST, AT_ONCE = 25, 5, 200  # programmes or events in it
PAUSE_SECONDS = 0.15  # between two, where there is no queue: on SQLite who waits looks every 0.1 s
EVERYTHING = Rights()


def compare(
    file: IO[bytes],
    day: date,
    limits: Limits = PAGE,
    *,
    kind: Table = TABLE_OF[Programme],
    rights: Rights = EVERYTHING,
) -> Plan:
    """Say what a file would do, without doing it.

    Args:
        file: CSV or XLSX as exported, or filled in by an editor; open for reading bytes.
        day: today; nothing can have been checked later.
        limits: how much reading the file may cost.
        kind: of what the rows are: programmes, one kind of their parts, or events.
        rights: what whoever brings the file may do.

    Raises:
        UnreadableError: the file is not a table of that kind.
    """
    if kind.model is Programme:
        return Comparison(file, day, limits, rights).plan
    return RecordComparison(kind, file, limits, rights).plan


def apply(
    file: IO[bytes],
    day: date,
    digest: str | None = None,
    limits: Limits = PAGE,
    note: Note = lambda edits: None,
    *,
    user=None,
    kind: Table = TABLE_OF[Programme],
    rights: Rights = EVERYTHING,
) -> tuple[Plan, bool]:
    """Do what a file says; with a single refusal nothing is done.

    The file is read and compared before anything is held, and a long one is written in several
    transactions, each as large as the one before says that it may be on this machine, now: nobody
    else waits for longer than one of them takes. Whoever changes one of the
    records in between stops the rest, which is then compared anew.

    Args:
        file, day, limits, kind, rights: as for ``compare``.
        digest: of the plan that was confirmed; with another one nothing is done.
        note: writes down what was done, in the transaction of the changes.
        user: who brings the file, for the revisions; None for a command.

    Returns:
        The plan, and whether it was carried out; if not, what there is left to do.

    Raises:
        UnreadableError: the file is not a table of that kind.
    """
    plan = compare(file, day, limits, kind=kind, rights=rights)
    if plan.refusals or digest not in (None, plan.digest):
        return plan, False
    written, size = 0, min(FIRST, AT_ONCE)
    while written < len(plan.edits):
        if written and not connection.features.has_select_for_update:
            time.sleep(PAUSE_SECONDS)
        portion, began = plan.edits[written : written + size], time.monotonic()
        if not save_portion(kind, portion, note, user):
            file.seek(0)
            rest = compare(file, day, limits, kind=kind, rights=rights)
            rest.written = written
            return rest, False
        written += size
        size = fitting(size, time.monotonic() - began)
    return plan, True


def fitting(size: int, seconds: float) -> int:
    """Return how many records the next transaction may take.

    Args:
        size: how many the last one took.
        seconds: how long it held them.
    """
    wanted = min(2 * size, int(size * HELD_SECONDS / max(seconds, 0.001)))
    return min(AT_ONCE, max(FEWEST, wanted))
