"""What the public reads of each programme, kept ready as a row: an export only has to copy it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from psycopg.adapt import Loader

from ..models import Programme, PublicRow
from . import as_csv, layout
from .cells import cell
from .columns import BY_KEY, COLUMNS

ROWS_AT_ONCE = 1000  # a few megabytes
DAYS = [BY_KEY["checked_on"], BY_KEY["updated_at"]]
KEPT = [column for column in COLUMNS if column not in (*DAYS, BY_KEY["url"])]
"""What is kept: all but what stands last, the days of check and change, which move without the
rest of the row, and the address, which the deployment decides."""


LAYOUT = layout.fingerprint(__name__)
"""Of all code that writes words into a row. Rows of another layout are not copied but made from the
record: slower, never wrong."""


def cells(programme: Programme) -> list[str]:
    """Return the cells that are kept of a programme fetched with ``for_reading``."""
    return [column.cell(programme) for column in KEPT]


def keep(rows: Mapping[int, Iterable[str]]) -> None:
    """Keep the rows of published programmes, in the caller's transaction.

    Args:
        rows: the cells of the columns that are ``KEPT``, by primary key.
    """
    keep_lines({pk: as_csv.line(row) for pk, row in rows.items()})


def keep_lines(lines: Mapping[int, str]) -> None:
    """Keep rows as they are written."""
    PublicRow.objects.bulk_create(
        [PublicRow(programme_id=pk, layout=LAYOUT, line=line) for pk, line in lines.items()],
        update_conflicts=True,
        unique_fields=["programme"],
        update_fields=["layout", "line"],
    )


def adjust(moved: Mapping[int, Mapping[str, str]]) -> None:
    """Keep single cells of rows anew, in the caller's transaction.

    Args:
        moved: cells by the primary key of the programme and the key of the column.
    """
    moved = {pk: texts for pk, texts in moved.items() if texts}
    rows = dict(PublicRow.objects.filter(pk__in=moved).values_list("pk", "line"))
    keep_lines({pk: as_csv.with_cells(line, places(moved[pk])) for pk, line in rows.items()})


def places(texts: Mapping[str, str]) -> dict[int, str]:
    """Return the texts of cells by the place of their column instead of its key."""
    return {KEPT.index(BY_KEY[key]): text for key, text in texts.items()}


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
        return {pk: line + dates(*moments) for pk, line, *moments in cursor.fetchall()}


READ_SQLITE = """
    SELECT programme.id, CAST(line AS BLOB), checked_on, updated_at
    FROM programmes_publicrow JOIN programmes_programme AS programme ON programme.id = programme_id
    WHERE layout = %s AND programme.id IN (SELECT value FROM json_each(%s))
"""
READ_POSTGRESQL = """
    SELECT programme.id, line, checked_on, updated_at
    FROM programmes_publicrow JOIN programmes_programme AS programme ON programme.id = programme_id
    WHERE layout = %s AND programme.id = ANY(%s::bigint[])
"""


def dates(checked_on: date | None, updated_at: datetime | None) -> bytes:
    """Return what follows a row that is kept: the days of check and change."""
    if updated_at and timezone.is_naive(updated_at):  # as SQLite has it
        updated_at = updated_at.replace(tzinfo=UTC)
    return "".join(f"{as_csv.SEMICOLON}{cell(day)}" for day in (checked_on, updated_at)).encode()


class Undecoded(Loader):
    """Leaves a text of PostgreSQL in UTF-8."""

    def load(self, data) -> bytes:
        return bytes(data)


def make_rows(pks: Iterable[int]) -> dict[int, bytes]:
    """Return rows made from the records, as if they had been kept."""
    published = Programme.objects.published().for_reading().in_bulk(list(pks))
    return {pk: made_row(each) for pk, each in published.items()}


def made_row(programme: Programme) -> bytes:
    """Return the row of a programme, fetched with ``for_reading``, without its address."""
    return as_csv.line(cells(programme)).encode() + dates(
        programme.checked_on, programme.updated_at
    )


def missing() -> int:
    """Return how many published programmes have no row of this release."""
    ready = PublicRow.objects.filter(layout=LAYOUT)
    return Programme.objects.published().exclude(pk__in=ready.values("pk")).count()
