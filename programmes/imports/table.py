"""A filled-in table → the catalogue: first what would change, then all of it in short steps."""

import time
from collections.abc import Callable
from datetime import date
from typing import IO

from django.db import IntegrityError

from ..derived import moved_by, refresh
from ..models import Programme
from ..revisions import review
from ..tables import PAGE, Limits
from .comparing import Comparison
from .plan import Edit, Plan

AT_ONCE = 100  # programmes in one transaction, a third of a second of an idle processor
BROUGHT = "Загружено таблицей."
PAUSE_SECONDS = 0.15  # after each, because SQLite has no queue: whoever waits looks every 0.1 s


def compare(file: IO[bytes], day: date, limits: Limits = PAGE) -> Plan:
    """Say what a file would do, without doing it.

    Args:
        file: CSV or XLSX as exported, or filled in by an editor; open for reading bytes.
        day: today; nothing can have been checked later.
        limits: how much reading the file may cost.

    Raises:
        UnreadableError: the file is not a table of programmes.
    """
    return Comparison(file, day, limits).plan


def apply(
    file: IO[bytes],
    day: date,
    digest: str | None = None,
    limits: Limits = PAGE,
    note: Callable[[list[Edit]], None] = lambda edits: None,
    *,
    user=None,
) -> tuple[Plan, bool]:
    """Do what a file says; with a single refusal nothing is done.

    The file is read and compared before anything is held, and a long one is written in several
    transactions: nobody else waits for longer than one of them takes. Whoever changes one of the
    programmes in between stops the rest, which is then compared anew.

    Args:
        file, day, limits: as for ``compare``.
        digest: of the plan that was confirmed; with another one nothing is done.
        note: writes down what was done, in the transaction of the changes.
        user: who brings the file, for the revisions; None for a command.

    Returns:
        The plan, and whether it was carried out; if not, what there is left to do.

    Raises:
        UnreadableError: the file is not a table of programmes.
    """
    plan = compare(file, day, limits)
    if plan.refusals or digest not in (None, plan.digest):
        return plan, False
    portions = [plan.edits[n : n + AT_ONCE] for n in range(0, len(plan.edits), AT_ONCE)]
    for number, edits in enumerate(portions):
        time.sleep(PAUSE_SECONDS if number else 0)
        if not save_with_note(edits, note, user):
            file.seek(0)
            rest = compare(file, day, limits)
            rest.written = number * AT_ONCE
            return rest, False
    return plan, True


def save_with_note(edits: list[Edit], note: Callable[[list[Edit]], None], user) -> bool:
    """Write some edits, the note and the revisions of them in one transaction; tell whether."""
    pks = {edit.programme.pk for edit in edits if not edit.is_new}
    try:
        with refresh.refresh_once(), review.written_down(Programme, pks, user, BROUGHT):
            if not save_changes(edits):
                return False
            note(edits)
            pks.update(edit.programme.pk for edit in edits)
    except IntegrityError:
        return False  # what a row names was deleted meanwhile
    return True


def save_changes(edits: list[Edit]) -> bool:
    """Write what changes, a few statements for all of it, unless somebody else changed it first.

    Returns:
        Whether it was written.
    """
    changed = {edit.programme.pk: edit for edit in edits if not edit.is_new}
    locked = Programme.objects.select_for_update().filter(pk__in=changed).order_by("pk")
    revisions = dict(locked.values_list("pk", "revision"))
    if revisions != {pk: edit.programme.revision for pk, edit in changed.items()}:
        return False
    records = [edit.programme for edit in changed.values()]
    for record in records:
        record.revision += 1
    names = {"revision"}.union(*(edit.fields for edit in changed.values()))
    Programme.objects.bulk_update(records, names, batch_size=AT_ONCE)
    Programme.objects.bulk_create(
        [edit.programme for edit in edits if edit.is_new], batch_size=AT_ONCE
    )
    for name in {name for edit in edits for name in edit.related}:
        save_relation(name, [edit for edit in edits if name in edit.related])
    for edit in edits:
        along = None if edit.is_new else moved_by([*edit.fields, *edit.related])
        refresh.touch([edit.programme.pk], along=along)
    return True


def save_relation(name: str, edits: list[Edit]) -> None:
    """Replace what programmes refer to by one of their relations."""
    relation = Programme._meta.get_field(name)
    through, target = relation.remote_field.through, relation.m2m_reverse_field_name()
    through.objects.filter(programme__in=[edit.programme for edit in edits]).delete()
    through.objects.bulk_create(
        [
            through(**{"programme": edit.programme, target: record})
            for edit in edits
            for record in edit.related[name]
        ],
        batch_size=AT_ONCE,
    )
