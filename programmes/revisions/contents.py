"""The content of a record: all that its form holds, as values by natural keys, read and written.

It has the shape of a fixture: the fields of the record, then a list of records a kind of part. A
programme's parts are its facts, contacts and requirements; a reference record has none.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models

from .natural import TABLE_OF, TABLES, Table, held, plain_value

Content = dict
"""Values that JSON can hold, by field; of each kind of part a list of such dictionaries."""

MAX_PARTS = 80
"""Of one kind in one record; the fullest of today's has thirty."""

TENTATIVE = 2**52
"""What the numbers of parts begin with that are only tried out: no table will ever get there."""

GONE = "{} «{}» больше нет: выберите другую запись."
RESTS = "На утверждении «{}» держится условие: сначала выберите ему другое или уберите его."


def parts_of(model: type[models.Model]) -> list[Table]:
    """Return the tables whose records are parts of a record, in the order of their references."""
    return [table for table in TABLES if len(table.key) > 1 and owner_of(table) is model]


def owner_of(table: Table) -> type[models.Model]:
    """Return the model that the records of a table are parts of."""
    return table.relations[table.key[0]].related_model


def written_fields(table: Table) -> dict[str, models.Field]:
    """Return the fields that people write: neither the state of a record nor what it is part of."""
    outer = set(table.key[:-1])
    return {
        name: field for name, field in table.fields.items() if field.editable and name not in outer
    }


def content(record: models.Model) -> Content:
    """Return what a record holds, as it is stored."""
    return contents(type(record), [record.pk])[record.pk]


def contents(model: type[models.Model], pks: Iterable[int]) -> dict[int, Content]:
    """Return what some records hold, by primary key; what is not stored is left out."""
    pks = list(pks)
    found = {
        record.pk: values_of(TABLE_OF[model], record)
        for record in stored(TABLE_OF[model]).filter(pk__in=pks)
    }
    for table in parts_of(model):
        parts = defaultdict(list)
        owner = table.relations[table.key[0]]
        for part in stored(table).filter(**{f"{owner.name}__in": pks}):
            parts[getattr(part, owner.attname)].append(values_of(table, part))
        for pk, values in found.items():
            values[table.name] = parts[pk]
    return found


def stored(table: Table) -> models.QuerySet:
    """Return the records of a table with all that their values name."""
    one = [name for name, each in table.relations.items() if not each.many_to_many]
    many = [name for name, each in table.relations.items() if each.many_to_many]
    order = ["position", "pk"] if "position" in table.fields else ["pk"]
    return table.model._base_manager.select_related(*one).prefetch_related(*many).order_by(*order)


def values_of(table: Table, record: models.Model) -> Content:
    """Return the values of one record, without its parts."""
    return {name: plain_value(held(table, name, record)) for name in written_fields(table)}


# --- Writing --------------------------------------------------------------------------------------


def write(
    record: models.Model,
    wanted: Content,
    *,
    is_tentative: bool = False,
    is_checked: bool = False,
) -> None:
    """Bring a record and its parts to what a content says; what is so already is not saved.

    Args:
        record: as it is stored, held by the transaction; an event may be new.
        wanted: the content; a field that it does not name stays as it is.
        is_tentative: the transaction will be rolled back. Nothing is checked, and new parts get
            numbers above all others, the same ones whenever the same content is written.
        is_checked: what the models would say has been asked before the record was held.

    Raises:
        ValidationError: the models refuse it, or something that it names is gone.
    """
    asks = not (is_tentative or is_checked)
    save(TABLE_OF[type(record)], record, wanted, record, asks=asks)
    gone = []
    for table in parts_of(type(record)):
        parts = wanted.get(table.name, [])
        gone += make_parts(table, record, parts, is_tentative=is_tentative, asks=asks)
    delete(reversed(gone))  # a condition before the fact that it rests on


def write_parts(
    table: Table, owner: models.Model, wanted: list[Content], *, asks: bool = True
) -> None:
    """Bring the parts of one kind to what a content says: change, make, delete them.

    Args:
        table: of that kind.
        owner: whose parts they are.
        wanted: all that there shall be.
        asks: whether the models are asked if they refuse something.
    """
    delete(make_parts(table, owner, wanted, asks=asks))


def delete(parts: Iterable[models.Model]) -> None:
    """Delete parts of a record. Raises ``ValidationError``: another one rests on one of them."""
    for part in parts:
        try:
            part.delete()
        except models.RestrictedError:
            raise ValidationError(RESTS.format(part)) from None


def make_parts(
    table: Table,
    owner: models.Model,
    wanted: list[Content],
    *,
    is_tentative: bool = False,
    asks: bool = True,
) -> list[models.Model]:
    """Change and make the parts of one kind that a content has; return those that it has not.

    These are still there: what is made after them may have to let go of them first.

    Args:
        table, owner, wanted, asks: as for ``write_parts``.
        is_tentative: as for ``write``.
    """
    name = table.key[-1]
    present = {getattr(part, name): part for part in stored(table).filter(**{table.key[0]: owner})}
    named = {values[name] for values in wanted}
    gone = [part for key, part in present.items() if key not in named]
    for number, values in enumerate(wanted, start=1):
        part = present.get(values[name])
        if part is None:
            part = table.model(
                **{table.key[0]: owner, "pk": TENTATIVE + number if is_tentative else None}
            )
        later = {n: v for n, v in values.items() if is_of_own_kind(table, n)}
        first = {n: v for n, v in values.items() if n not in later}
        save(table, part, first, owner, asks=asks)
        present[values[name]] = part
    for values in wanted:  # a part may name another one that is made after it
        later = {n: v for n, v in values.items() if is_of_own_kind(table, n)}
        save(table, present[values[name]], later, owner, asks=asks)
    return gone


def is_of_own_kind(table: Table, name: str) -> bool:
    """Tell whether a field of a part names another part of the same kind."""
    return name in table.relations and table.relations[name].related_model is table.model


def save(
    table: Table,
    record: models.Model,
    wanted: Content,
    owner: models.Model,
    *,
    asks: bool,
) -> None:
    """Save the values of one record that are other ones than it holds."""
    is_new = record._state.adding
    now = {} if is_new else values_of(table, record)
    fields = written_fields(table)
    changed = {n: v for n, v in wanted.items() if n in fields and (n not in now or now[n] != v)}
    if not changed and not is_new:
        return
    many = {}
    for name, value in changed.items():
        if name not in table.relations:
            setattr(record, name, fields[name].to_python(value))
        elif fields[name].many_to_many:
            many[name] = named_records(fields[name], value or [], owner)
        else:
            found = named_records(fields[name], [] if value is None else [value], owner)
            setattr(record, name, found[0] if found else None)
    if asks:
        record.full_clean()
    if is_new or changed.keys() - many.keys():
        record.save()
    for name, related in many.items():
        getattr(record, name).set(related)


def named_records(field: models.Field, names: list[str], owner: models.Model) -> list[models.Model]:
    """Return the records that a relation names. Raises ``ValidationError``: one is gone."""
    target = TABLE_OF[field.related_model]
    key = target.key[-1]
    chosen = target.model._base_manager.filter(**{f"{key}__in": names})
    if len(target.key) > 1:  # a part names parts of the same record
        chosen = chosen.filter(**{target.key[0]: owner})
    found = {getattr(each, key): each for each in chosen}
    if missing := [name for name in names if name not in found]:
        sentences = [GONE.format(target.words[0], name) for name in missing]
        raise ValidationError({field.name: sentences})
    return [found[name] for name in names]
