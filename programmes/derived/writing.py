"""Many records with values of their own, written by one statement that is told each in turn."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def update_each(records: Iterable[Model], names: Sequence[str]) -> None:
    """Write some fields of records of one model; Django's ``bulk_update`` takes ten times as long.

    Args:
        records: with the new values.
        names: of the fields.
    """
    records = list(records)
    if not records:
        return
    meta = records[0]._meta
    fields = [meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {columns} WHERE {quote(meta.pk.column)} = %s",  # noqa: S608 - names of the model only
            [[*prepared(each, fields), each.pk] for each in records],
        )


def insert_each(records: Iterable[Model]) -> None:
    """Write new records of one model, which do not learn their keys.

    Django's ``bulk_create`` gives PostgreSQL several rows as arrays, and psycopg quotes each sign
    of JSON in an array by itself: six times as long.
    """
    records = list(records)
    if not records:
        return
    meta = records[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join("%s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})",  # noqa: S608 - names of the model only
            [prepared(each, fields) for each in records],
        )


def prepared(record: Model, fields: Iterable[Field]) -> list[Any]:
    """Return the values of some fields as the database takes them."""
    return [field.get_db_prep_save(getattr(record, field.attname), connection) for field in fields]
