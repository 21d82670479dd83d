"""Which programmes a record concerns, and along which of their relations they read it."""

from functools import cache
from itertools import accumulate

from django.db.models import Model, Q

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


def relations_to(model: type[Model]) -> frozenset[str] | None:
    """Return the relations of a programme along which it reads a changed record of a model.

    Of another programme none is read; of itself anything may have changed, which is None.
    """
    if model is Programme:
        return None
    return frozenset(lookup.partition("__")[0] for lookup in relations().get(model, ()))


def programmes_naming(record: Model) -> list[int]:
    """Return the primary keys of the programmes that are read with a record, as it is stored."""
    if record.pk is None:
        return []
    if isinstance(record, Programme):
        return [record.pk]
    if type(record) not in relations():
        return []
    named = Q()
    for path in relations()[type(record)]:
        named |= Q(**{path: record.pk})
    found = Programme.objects.filter(named).order_by("pk").values_list("pk", flat=True)
    return list(found.distinct())
