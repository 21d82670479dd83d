"""The columns of a kind of record; but for programmes, computed from their models, both ways."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache, partial
from typing import Any

from django.db import models
from django.utils.text import capfirst

from ..models import Programme
from ..revisions.contents import Content, owner_of, stored, values_of, written_fields
from ..revisions.natural import TABLE_OF, Table, plain_value
from ..tables import (
    NO,
    PROGRAMMES,
    READ_AT_DESK,
    YES,
    Column,
    Headings,
    Known,
    RefusedError,
    Type,
)
from ..words import clean_text, name_key, one_item_a_line, russian

STAMP, DELETE = "stamp", "delete"
STAMP_BYTES = 4  # of a digest: enough to tell apart the states of one record
OWNERS_AT_ONCE = 200
_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]")
_NUMBER = re.compile(r"-?\d{1,20}([.,]\d{1,20})?", re.ASCII)

Row = Mapping[str, Any]
"""The values of a record as revisions have them, and beside them those that the portal fills in."""


@cache
def headings_for(table: Table) -> Headings:
    """Return what may stand above a table of some kind of record, and what has to."""
    model = table.model
    if model is Programme:
        return PROGRAMMES
    return Headings(
        columns_of(table), table.key, str(model._meta.verbose_name_plural), table.words[2]
    )


def columns_of(table: Table) -> Iterator[Column]:
    """Yield the columns of parts or events: whose a record is, its fields, what becomes of it."""
    for name in table.key[:-1]:
        owner = TABLE_OF[owner_of(table)]
        words = capfirst(owner.words[0])
        yield filled_in(name, f"Код {owner.words[1]}", "По нему узнают, чья запись.")
        yield filled_in("owner_title", words, "Для чтения: узнают по коду.")
        yield filled_in("owner_state", f"Состояние {owner.words[1]}", "Для чтения.")
    for name, field in written_fields(table).items():
        yield field_column(name, field)
    yield filled_in(STAMP, "Метка выгрузки", "По ней видно, что запись с тех пор изменили.")
    yield filled_in(DELETE, "Удалить", "«да» — удалить запись; иначе пусто.", Type.BOOLEAN)


def filled_in(name: str, heading: str, meaning: str, kind: Type = Type.TEXT) -> Column:
    """Return a column that no field of the record stands behind."""
    return Column(name, heading, meaning, "", partial(filled_value, name), kind, is_computed=True)


def filled_value(name: str, row: Row) -> Any:
    """Return one of the values of a row; nothing where it has none."""
    return row.get(name)


def field_column(name: str, field: models.Field) -> Column:
    """Return the column of a field."""
    return Column(
        name,
        capfirst(str(field.verbose_name)),
        str(field.help_text),
        "",
        partial(shown_value, name, field),
        type_of(field),
        take=partial(taken_value, name, field),
    )


def type_of(field: models.Field) -> Type:
    """Return what the column of a field holds."""
    match field:
        case models.ManyToManyField():
            return Type.NAMES
        case models.DateField():
            return Type.DATE
        case models.BooleanField():
            return Type.BOOLEAN
        case models.DecimalField() | models.IntegerField() if not field.choices:
            return Type.NUMBER
    return Type.LINES if one_item_a_line in field.validators else Type.TEXT


# --- Out ------------------------------------------------------------------------------------------


def shown_value(name: str, field: models.Field, row: Row) -> Any:
    """Return a value as its cell shows it: a choice by its label, a number with a comma."""
    value = row.get(name)
    if isinstance(field, models.DecimalField) and value is not None:
        return value.replace(".", ",")
    return next((str(label) for key, label in field.flatchoices or () if key == value), value)


def row_of(owner: models.Model | None, values: Content) -> Row:
    """Return the row of a record.

    Args:
        owner: of which it is a part; None for an event.
        values: as revisions have them; empty for a record that is not there yet.
    """
    row = {STAMP: stamp(values), **values}
    if owner is not None:
        row |= {"programme": owner.slug, "owner_title": owner.title}
        row["owner_state"] = owner.get_state_display()
    return row


def stamp(values: Content) -> str:
    """Return what tells apart two states of a record; a letter first, or it might be a number."""
    if not values:
        return ""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return f"v{hashlib.blake2b(text.encode(), digest_size=STAMP_BYTES).hexdigest()}"


def cells_of(table: Table, pks: list[int]) -> Iterator[list[str]]:
    """Yield the cells of the records that some owners have, in the order of the owners.

    Args:
        table: of the records.
        pks: of the programmes, or of the events.
    """
    columns = headings_for(table).columns
    for start in range(0, len(pks), OWNERS_AT_ONCE):
        for row in record_rows(table, pks[start : start + OWNERS_AT_ONCE]):
            yield [column.cell(row) for column in columns]


def record_rows(table: Table, pks: list[int]) -> Iterator[Row | Programme]:
    """Yield the rows of the records that some owners have; a programme is a row itself."""
    if table.model is Programme:
        programmes = Programme.objects.for_reading().prefetch_related(*READ_AT_DESK).in_bulk(pks)
        yield from (programmes[pk] for pk in pks if pk in programmes)
        return
    own = "pk" if len(table.key) == 1 else table.key[0]
    found: dict[int, list[Row]] = {pk: [] for pk in pks}
    for record in stored(table).filter(**{f"{own}__in": pks}).select_related(*table.key[:-1]):
        owner = None if own == "pk" else getattr(record, own)
        found[(owner or record).pk].append(row_of(owner, values_of(table, record)))
    for pk in pks:
        yield from found[pk]


# --- In -------------------------------------------------------------------------------------------


def taken_value(name: str, field: models.Field, text: str, known: Known) -> Any:
    """Return what a revision holds for the text of a cell.

    Raises:
        RefusedError: the field cannot hold it.
    """
    if not clean_text(text):
        return blank_value(field)
    if field.is_relation:
        return named(field, text.strip(), known)
    if field.choices:
        return choice_value(field, text)
    read = next((TAKEN[kind] for kind in TAKEN if isinstance(field, kind)), None)
    return read(text) if read else clean_text(plain_value(field.to_python(text)))


def blank_value(field: models.Field) -> Any:
    """Return what an empty cell means: nothing, or what a new record has."""
    if field.many_to_many:
        return []
    return None if field.null else plain_value(field.get_default())


def named(field: models.Field, text: str, known: Known) -> Any:
    """Return the natural keys of the records that a cell names; a part of the same record as is."""
    target = TABLE_OF[field.related_model]
    if len(target.key) > 1:
        return text
    if field.many_to_many:
        return sorted(record.slug for record in known.many(target.model, text))
    return known.one(target.model, text).slug


def choice_value(field: models.Field, text: str) -> Any:
    """Return the value of a choice by its label or by itself."""
    by_name = {
        name_key(str(word)): key for key, label in field.flatchoices for word in (label, key)
    }
    if name_key(text) not in by_name:
        labels = [str(label) for _, label in field.flatchoices]
        near = russian.perhaps(text, labels)
        every = f" Можно: {', '.join(f'«{label}»' for label in labels)}."
        raise RefusedError(f"«{text.strip()[:80]}» — такого нет.{near or every}")
    return by_name[name_key(text)]


def number_text(text: str) -> str:
    """Return a number with a point and without what people put between thousands."""
    bare = _SPACES.sub("", text).replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(bare):
        raise RefusedError(f"«{text.strip()[:80]}» — не число: напишите, например, 1000,5.")
    return bare.replace(",", ".")


def decimal(text: str) -> str:
    """Return a number as revisions have it."""
    return plain_value(Decimal(number_text(text)))


def integer(text: str) -> int:
    """Return a whole number."""
    bare = number_text(text)
    if "." in bare:
        raise RefusedError(f"«{text.strip()[:80]}» — не целое число.")
    return int(bare)


def truth(text: str) -> bool:
    """Return yes or no, as ``as_text`` writes them."""
    if text not in (YES, NO):
        raise RefusedError(f"«{text.strip()[:80]}» — напишите «да» или «нет».")
    return text == YES


def iso_day(text: str) -> str:
    """Return a date, which ``as_text`` has written as revisions do."""
    return text


TAKEN = {
    models.DecimalField: decimal,
    models.IntegerField: integer,
    models.BooleanField: truth,
    models.DateField: iso_day,
}
"""How the text of a cell is taken for a field of each class; of any other it is a text."""
