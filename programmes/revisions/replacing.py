"""One record in the place of another: wherever that is named, and at its address."""

from collections import Counter

from django.db.models import F, Model

from ..derived import programmes_naming, refresh
from ..models import Event, Programme, PublicSlug, Source
from . import naming, review
from .models import MAX_LINE


def relations_to(record: Model) -> list:
    """Return all relations that lead to records of a kind, computed from the models."""
    return [each for each in type(record)._meta.related_objects if not each.hidden]


def uses_of(record: Model) -> dict[str, int]:
    """Return how many rows name a record, by what these are called."""
    found = Counter()
    for relation in relations_to(record):
        rows = relation.related_model._base_manager.filter(**{relation.field.name: record})
        found[str(relation.related_model._meta.verbose_name_plural)] += rows.count()
    return {name: count for name, count in found.items() if count}


def objection(old: Model, new: Model) -> str:
    """Return why one record cannot stand in the place of another; empty if it can."""
    if old.pk == new.pk:
        return "Это та же самая запись: выберите другую."
    if getattr(old, "side", None) != getattr(new, "side", None):
        return "Эти аудитории — разных сторон: компаний и учащихся не смешивают."
    if getattr(old, "is_base", False):
        return "Это базовый документ каталога: сначала снимите с него эту отметку."
    return ""


def replace(old: Model, new: Model, user) -> None:
    """Let all that names a record name another one, which takes over its address, and delete it.

    Args:
        old, new: of one kind, held by the transaction, without ``objection``.
        user: who does it, for the revisions of what changes by it.
    """
    programmes = set(programmes_naming(old))
    events = set(events_naming(old))
    comment = f"«{old}» заменено на «{new}»."[:MAX_LINE]
    with (
        refresh.refresh_once(),
        review.written_down(Programme, programmes, user, comment),
        review.written_down(Event, events, user, comment),
    ):
        for relation in relations_to(old):
            move(relation, old, new)
        Programme.objects.filter(pk__in=programmes).update(revision=F("revision") + 1)
        naming.rename(new, old.slug)
        review.give_up([old])
        known = PublicSlug.objects.filter(table=type(old)._meta.model_name, record=old.pk)
        known.update(record=new.pk)
        keep_address(old, new)
        old.delete()


def keep_address(old: Model, new: Model) -> None:
    """Let a source that stays name the address of the one that goes: it is found by that, too."""
    if isinstance(old, Source) and old.url and old.url not in (new.url, *new.note.split()):
        new.note = f"{new.note}\nДругой адрес: {old.url}".strip()
        new.save(update_fields=["note"])


def move(relation, old: Model, new: Model) -> None:
    """Let the rows of one relation name another record."""
    name = relation.field.name
    for row in relation.related_model._base_manager.filter(**{name: old}).order_by("pk"):
        if relation.field.many_to_many:
            getattr(row, name).add(new)
            getattr(row, name).remove(old)
        else:
            setattr(row, name, new)
            row.save(update_fields=[name])


def events_naming(record: Model) -> list[int]:
    """Return the primary keys of the events that name a record."""
    found: set[int] = set()
    for relation in relations_to(record):
        if relation.related_model is Event:
            rows = Event._base_manager.filter(**{relation.field.name: record})
            found.update(rows.values_list("pk", flat=True))
    return sorted(found)
