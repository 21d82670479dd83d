"""What a table changes is written: some records at once, unless somebody changed one of them."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F, Model, ProtectedError, RestrictedError

from ..derived import moved_by, refresh
from ..models import Event, Programme
from ..revisions import review
from ..revisions.contents import Content, contents, write, write_parts
from ..revisions.natural import Table
from ..words import State
from .plan import Edit, TextEdit

BROUGHT = "Загружено таблицей."
BATCH = 100  # rows in one statement
REFUSED = (IntegrityError, ProtectedError, RestrictedError, ValidationError)
"""What is raised when something that a row names was deleted, or came to be used, meanwhile."""

Note = Callable[[list[Edit | TextEdit]], None]
"""Writes down what was done, in the transaction of the changes."""


class OvertakenError(Exception):
    """Somebody has changed one of the records since they were compared."""


def save_portion(table: Table, edits: list[Edit | TextEdit], note: Note, user) -> bool:
    """Write some edits, their note and their revisions in one transaction.

    Args:
        table: of what kind the rows are.
        edits: what is to be done, each of another record.
        note: as above; of corrections there is none, nothing was changed by them.
        user: who brings the table; None for a command.

    Returns:
        Whether it was written: nothing is where one of the records was changed meanwhile.
    """
    try:
        with refresh.refresh_once():
            write_portion(table, edits, note, user)
    except (OvertakenError, *REFUSED):
        return False
    return True


def write_portion(table: Table, edits: list[Edit | TextEdit], note: Note, user) -> None:
    """Do so. Raises ``OvertakenError``, or what the database says of what is gone."""
    model = type(edits[0].record)
    stored = {edit.record.pk: edit for edit in edits if not edit.is_new}
    held = {each.pk: each for each in hold(model, stored)}
    now = contents(model, stored)
    if held.keys() != stored.keys() or any(
        edit.is_overtaken(held[pk], now[pk]) for pk, edit in stored.items()
    ):
        raise OvertakenError
    direct = [edit for edit in edits if not edit.is_apart]
    for edit in edits:
        if edit.is_apart:
            keep_apart(held[edit.record.pk], edit, now[edit.record.pk], user)
    before = {edit.record.pk: now[edit.record.pk] for edit in direct if not edit.is_new}
    if table.model is Programme:
        save_programmes(direct)
    elif model is Programme:
        save_parts(table, direct)
    else:
        save_events(direct)
    note(direct)
    made = {edit.record.pk: None for edit in direct if edit.is_new}
    review.write_down(model, before | made, user, BROUGHT)


def hold(model: type[Model], pks) -> list[Model]:
    """Return records as they are stored; nobody else changes them until the transaction ends."""
    found = model._base_manager.select_for_update().filter(pk__in=pks).order_by("pk")
    return list(found)


def keep_apart(record: Model, edit: Edit | TextEdit, now: Content, user) -> None:
    """Keep what a table says of a record that the public sees as a correction of its own.

    Raises:
        OvertakenError: the public sees it no longer, or somebody has begun a correction.
    """
    if not record.is_public or review.opened(record):
        raise OvertakenError
    review.keep(record, edit.text_over(now), user, now)


# --- Programmes -----------------------------------------------------------------------------------


def save_programmes(edits: list[Edit]) -> None:
    """Write what changes of programmes, a few statements for all of it."""
    records = [edit.record for edit in edits if not edit.is_new]
    for record in records:
        record.revision += 1
    names = {"revision"}.union(*(edit.fields for edit in edits if not edit.is_new))
    Programme.objects.bulk_update(records, names, batch_size=BATCH)
    Programme.objects.bulk_create([edit.record for edit in edits if edit.is_new], batch_size=BATCH)
    for name in {name for edit in edits for name in edit.related}:
        save_relation(name, [edit for edit in edits if name in edit.related])
    for edit in edits:
        along = None if edit.is_new else moved_by([*edit.fields, *edit.related])
        refresh.touch([edit.record.pk], along=along)


def save_relation(name: str, edits: list[Edit]) -> None:
    """Replace what programmes refer to by one of their relations."""
    relation = Programme._meta.get_field(name)
    through = relation.remote_field.through
    own, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    through.objects.filter(**{f"{own}__in": [edit.record for edit in edits]}).delete()
    through.objects.bulk_create(
        [
            through(**{own: edit.record, target: record})
            for edit in edits
            for record in edit.related[name]
        ],
        batch_size=BATCH,
    )


# --- Parts and events -----------------------------------------------------------------------------


def save_parts(table: Table, edits: list[TextEdit]) -> None:
    """Write the parts of programmes; forms that were opened earlier are refused."""
    for edit in edits:
        write_parts(table, edit.record, edit.text[table.name], asks=False)
    pks = [edit.record.pk for edit in edits]
    Programme.objects.filter(pk__in=pks).update(revision=F("revision") + 1)


def save_events(edits: list[TextEdit]) -> None:
    """Write events; who reads a programme under review is told that what it shows has changed."""
    outdate(edits)
    for edit in edits:
        if edit.text is None:
            review.give_up([edit.record])
            Event.objects.filter(pk=edit.record.pk).delete()  # the record keeps its number
        else:
            write(edit.record, edit.text, is_checked=True)
    outdate(edits)


def outdate(edits: list[TextEdit]) -> None:
    """Count a revision of the programmes under review that events belong to."""
    pks = [edit.record.pk for edit in edits if edit.record.pk]
    tied = Event.programmes.through.objects.filter(event__in=pks).values("programme")
    waiting = Programme.objects.filter(pk__in=tied, state=State.REVIEW)
    waiting.update(revision=F("revision") + 1)
