"""A filled-in table → the catalogue: first what would change, then all of it or nothing."""

from collections.abc import Callable
from datetime import date
from typing import IO

from django.db import IntegrityError

from . import upkeep
from .budget import PAGE, Limits
from .comparing import Comparison
from .models import Programme
from .plan import Change, Plan

AT_ONCE = 200  # records in one statement


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
    note: Callable[[Plan], None] = lambda plan: None,
) -> tuple[Plan, bool]:
    """Do what a file says, in one transaction; with a single refusal nothing is done.

    The file is read and compared before the transaction begins, so that it keeps other writers
    waiting for no longer than the writing takes.

    Args:
        file, day, limits: as for ``compare``.
        digest: of the plan that was confirmed; with another one nothing is done.
        note: writes down what was done, in the same transaction.

    Returns:
        The plan, and whether it was carried out.

    Raises:
        UnreadableError: the file is not a table of programmes.
    """
    plan = compare(file, day, limits)
    if plan.refusals or digest not in (None, plan.digest):
        return plan, False
    try:
        with upkeep.batched():
            done = save(plan.changes)
            if done:
                note(plan)
    except IntegrityError:
        done = False  # what a row names was deleted meanwhile
    if done:
        return plan, True
    file.seek(0)
    return compare(file, day, limits), False


def save(changes: list[Change]) -> bool:
    """Write what changes, a few statements for all of it, unless somebody else changed it first.

    Returns:
        Whether it was written.
    """
    changed = {c.programme.pk: c for c in changes if not c.is_new}
    locked = Programme.objects.select_for_update().filter(pk__in=changed).order_by("pk")
    revisions = dict(locked.values_list("pk", "revision"))
    if revisions != {pk: change.programme.revision for pk, change in changed.items()}:
        return False
    records = [change.programme for change in changed.values()]
    for record in records:
        record.revision += 1
    names = {"revision"}.union(*(change.fields for change in changed.values()))
    Programme.objects.bulk_update(records, names, batch_size=AT_ONCE)
    Programme.objects.bulk_create([c.programme for c in changes if c.is_new], batch_size=AT_ONCE)
    for name in {name for change in changes for name in change.related}:
        save_relation(name, [change for change in changes if name in change.related])
    upkeep.touch([change.programme.pk for change in changes])
    return True


def save_relation(name: str, changes: list[Change]) -> None:
    """Replace what programmes refer to by one of their relations."""
    relation = Programme._meta.get_field(name)
    through, target = relation.remote_field.through, relation.m2m_reverse_field_name()
    through.objects.filter(programme__in=[change.programme for change in changes]).delete()
    through.objects.bulk_create(
        [
            through(**{"programme": change.programme, target: record})
            for change in changes
            for record in change.related[name]
        ],
        batch_size=AT_ONCE,
    )
