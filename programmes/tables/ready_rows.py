"""What the public reads of each programme, kept ready as a row: an export only has to copy it."""

import json
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import connection
from django.urls import reverse
from psycopg.adapt import Loader

from ..models import Programme, PublicRow
from . import as_csv, layout
from .columns import COLUMNS, address

ROWS_AT_ONCE = 1000  # a few megabytes
KEPT = [column for column in COLUMNS if column.read is not address]
"""What is kept: all but the address, which the deployment decides and which stands last."""


LAYOUT = layout.fingerprint(__name__)
"""Of all code that writes words into a row. Rows of another layout are not copied but made from the
record: slower, never wrong."""


def cells(programme: Programme) -> dict[str, str]:
    """Return the cells that are kept of a programme fetched with ``for_reading``, by key."""
    return {column.key: column.cell(programme) for column in KEPT}


def keep(rows: dict[int, dict[str, str]]) -> None:
    """Keep the rows of published programmes, in the caller's transaction.

    Args:
        rows: ``cells`` by primary key.
    """
    PublicRow.objects.bulk_create(
        [
            PublicRow(programme_id=pk, layout=LAYOUT, line=as_csv.line(kept.values()))
            for pk, kept in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["programme"],
        update_fields=["layout", "line"],
    )


def forget(pks: Iterable[int]) -> None:
    """Drop the rows of programmes that are not public any more."""
    PublicRow.objects.filter(pk__in=list(pks)).delete()


def lines(pks: list[int]) -> Iterator[bytes]:
    """Yield the rows of published programmes in the order of their keys, some at a time."""
    before, after = reverse("programme", args=["SLUG"]).split("SLUG")
    before, after = f"{as_csv.SEMICOLON}{settings.PORTAL_URL}{before}".encode(), after.encode()
    end = as_csv.SEMICOLON.encode()
    for start in range(0, len(pks), ROWS_AT_ONCE):
        some = pks[start : start + ROWS_AT_ONCE]
        found = ready(some)
        found |= make_rows(set(some) - found.keys())  # asks nothing where nothing is missing
        for row in (found[pk] for pk in some if pk in found):
            yield row + before + row.partition(end)[0] + after


def ready(pks: list[int]) -> dict[int, bytes]:
    """Return the rows that are kept, as the bytes in which the database holds them.

    Decoding and encoding them again would take longer than all the rest.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(READ_SQLITE, [LAYOUT, json.dumps(pks)])
        else:
            cursor.adapters.register_loader("text", Undecoded)
            cursor.execute(READ_POSTGRESQL, [LAYOUT, pks])
        return dict(cursor.fetchall())


READ_SQLITE = """
    SELECT programme_id, CAST(line AS BLOB) FROM programmes_publicrow
    WHERE layout = %s AND programme_id IN (SELECT value FROM json_each(%s))
"""
READ_POSTGRESQL = """
    SELECT programme_id, line FROM programmes_publicrow
    WHERE layout = %s AND programme_id = ANY(%s::bigint[])
"""


class Undecoded(Loader):
    """Leaves a text of PostgreSQL in UTF-8."""

    def load(self, data) -> bytes:
        return bytes(data)


def make_rows(pks: Iterable[int]) -> dict[int, bytes]:
    """Return rows made from the records, as if they had been kept."""
    published = Programme.objects.published().for_reading().in_bulk(list(pks))
    return {pk: as_csv.line(cells(each).values()).encode() for pk, each in published.items()}


def missing() -> int:
    """Return how many published programmes have no row of this release."""
    ready = PublicRow.objects.filter(layout=LAYOUT)
    return Programme.objects.published().exclude(pk__in=ready.values("pk")).count()


def whole_line(programme: Programme) -> bytes:
    """Return the whole row of a programme in any state, fetched with ``for_reading``."""
    return as_csv.line(column.cell(programme) for column in COLUMNS).encode()
