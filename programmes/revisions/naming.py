"""What open corrections name: such a record is not deleted, and takes its new code with it."""

from collections.abc import Iterator

from django.db.models import Model

from .contents import Content, parts_of
from .models import Revision
from .natural import TABLE_OF, Table


def places_of(content: Content, model: type[Model], target: type[Model]) -> Iterator[tuple]:
    """Yield the values and the field of all in a content that names records of a model.

    Args:
        content: of a record of ``model``.
        model: whose content it is.
        target: the model that is named.
    """
    holders: list[tuple[Table, list[Content]]] = [(TABLE_OF[model], [content])]
    holders += [(part, content.get(part.name, [])) for part in parts_of(model)]
    for table, values in holders:
        for name, relation in table.relations.items():
            if relation.related_model is target:
                yield from ((each, name) for each in values if each.get(name))


def corrections_naming(record: Model) -> list[Revision]:
    """Return the open corrections that name a record by its natural key, as it is stored."""
    key = getattr(record, TABLE_OF[type(record)].key[-1])
    return [
        revision
        for revision in Revision.objects.opened().iterator()
        if any(
            key in as_list(values[name])
            for values, name in places_of(revision.content, model_of(revision), type(record))
        )
    ]


def rename(record: Model, old: str) -> None:
    """Let open corrections name a record by its new code.

    Args:
        record: as it is stored now.
        old: the code that it had.
    """
    new = getattr(record, TABLE_OF[type(record)].key[-1])
    for revision in Revision.objects.opened().select_for_update():
        is_named = False
        for text in (revision.content, revision.base or {}):
            for values, name in places_of(text, model_of(revision), type(record)):
                renamed = [new if key == old else key for key in as_list(values[name])]
                is_named |= renamed != as_list(values[name])
                # as contents are written: sorted, and once, though the new code stood there already
                several = isinstance(values[name], list)
                values[name] = sorted({*renamed}) if several else renamed[0]
        if is_named:
            revision.save(update_fields=["content", "base"])


def model_of(revision: Revision) -> type[Model]:
    """Return the model whose record a revision is of."""
    return revision.content_type.model_class()


def as_list(value) -> list:
    """Return the keys that a relation holds, one or several."""
    return value if isinstance(value, list) else [value]
