"""A filled-in table → the catalogue: first what would change, then all of it in short steps."""

import time
from datetime import date
from typing import IO

from ..models import Programme
from ..revisions.natural import TABLE_OF, Table
from ..tables import PAGE, Limits
from .comparing import Comparison
from .plan import Plan, Rights
from .record_comparing import RecordComparison
from .saving import Note, save_portion

AT_ONCE = 100  # programmes in one transaction, a third of a second of an idle processor
PAUSE_SECONDS = 0.15  # after each, because SQLite has no queue: whoever waits looks every 0.1 s
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
    transactions: nobody else waits for longer than one of them takes. Whoever changes one of the
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
    portions = [plan.edits[n : n + AT_ONCE] for n in range(0, len(plan.edits), AT_ONCE)]
    for number, edits in enumerate(portions):
        time.sleep(PAUSE_SECONDS if number else 0)
        if not save_portion(kind, edits, note, user):
            file.seek(0)
            rest = compare(file, day, limits, kind=kind, rights=rights)
            rest.written = number * AT_ONCE
            return rest, False
    return plan, True
