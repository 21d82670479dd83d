"""Which programmes a change concerns, and which of their fields and relations."""

from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from typing import Any

from django.db.models import Model

from ..models import READ_FROM_MANY, READ_FROM_ONE, Programme


@cache
def relations() -> dict[type[Model], list[str]]:
    """Return the lookups from a programme to all that it is read with, by their models."""
    found = {}
    for lookup in (*READ_FROM_ONE, *READ_FROM_MANY):
        parts = lookup.split("__")
        for path in accumulate(parts, "{}__{}".format):
            model = Programme
            for name in path.split("__"):
                model = model._meta.get_field(name).related_model
            if path not in found.setdefault(model, []):
                found[model].append(path)
    return found


def moved_by(names: Iterable[str]) -> frozenset[str]:
    """Return under which names a change of some fields of a programme is read."""
    fields = [Programme._meta.get_field(name) for name in names]
    return frozenset(name for each in fields for name in (each.name, each.attname))


def stored_values(programme: Programme) -> dict[str, Any] | None:
    """Return the columns of a programme as they are stored; None of one that is not."""
    return Programme._base_manager.filter(pk=programme.pk).order_by().values().first()


def changed_fields(programme: Programme, stored: dict[str, Any] | None) -> frozenset[str] | None:
    """Return the fields of a saved programme that were others before; None of a new one."""
    if stored is None:
        return None
    fields = Programme._meta.concrete_fields
    changed = [each for each in fields if stored[each.attname] != getattr(programme, each.attname)]
    return moved_by(each.name for each in changed)


def relations_to(model: type[Model]) -> frozenset[str]:
    """Return the relations of a programme along which it reads a changed record of a model."""
    return frozenset(lookup.partition("__")[0] for lookup in relations().get(model, ()))


def moved_along(saved: Model) -> frozenset[str] | None:
    """Return what a saved record changed of the programmes that read it; None for anything."""
    if isinstance(saved, Programme):
        return changed_fields(saved, saved.stored)
    return relations_to(type(saved))


def programmes_naming(record: Model) -> list[int]:
    """Return the primary keys of the programmes that are read with a record, as it is stored."""
    if record.pk is None:
        return []
    if isinstance(record, Programme):
        return [record.pk]
    if type(record) not in relations():
        return []
    # each way by itself: of all of them at once a database reads every programme
    first, *others = (
        Programme.objects.filter(**{path: record.pk}).order_by().values_list("pk", flat=True)
        for path in relations()[type(record)]
    )
    return sorted(first.union(*others) if others else first.distinct())
