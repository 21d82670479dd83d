"""Files of the catalogue's answer: built whole, then sent with their length."""

import csv
import io
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from http import HTTPStatus
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri

from .catalogue import Catalogue
from .columns import COLUMNS, Column, cell
from .models import Programme
from .publicity import data, today
from .validators import FORMULA_STARTS

IN_MEMORY = 2**20  # bytes of a file kept in memory; a larger one goes to a temporary file


@data
def programmes_csv(request: HttpRequest) -> HttpResponse:
    """All rows of the question as CSV for a spreadsheet."""
    catalogue = Catalogue(request.GET, today(), paged=False)
    if catalogue.refusals:
        return refusal(catalogue)
    return csv_response(catalogue.rows(), f"programmes-{catalogue.day.isoformat()}.csv")


def csv_response(rows: Iterable[Programme], name: str) -> FileResponse:
    """Return rows as a CSV file that is complete or not sent at all.

    Args:
        rows: programmes fetched with ``for_reading``.
        name: the file's name in ASCII; the Russian one is made from its date.
    """
    with ExitStack() as unless_complete:
        file = unless_complete.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        write_csv(file, rows, COLUMNS)
        file.seek(0)
        unless_complete.pop_all()  # from here on the response closes the file
    response = FileResponse(file, content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = attachment(name, name.replace("programmes", "программы"))
    return response


def write_csv(file: IO[bytes], rows: Iterable[Programme], columns: list[Column]) -> None:
    """Write CSV as Russian Excel opens it: BOM, semicolons, CRLF between rows.

    Args:
        file: a binary file open for writing.
        rows: programmes fetched with ``for_reading``.
        columns: the fields of a row, in order.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    for row in rows:
        writer.writerow([safe(cell(column.read(row))) for column in columns])
    text.flush()
    text.detach()


def safe(value: object) -> object:
    """Return a cell that no spreadsheet runs as a formula.

    Numbers go out untouched. A text that begins like a formula gets one apostrophe; the editors'
    forms refuse such beginnings, so no cell of real data is altered. Source: OWASP, «CSV
    Injection».
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text and text[0] in FORMULA_STARTS else text


def attachment(ascii_name: str, name: str) -> str:
    """Return Content-Disposition with both names: some clients read only the plain one."""
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{iri_to_uri(name)}"


def refusal(catalogue: Catalogue) -> HttpResponse:
    """Return the sentences of a refused question as plain text, as the page would say them."""
    sentences = "\n".join(refusal.sentence for refusal in catalogue.refusals)
    return HttpResponse(
        sentences + "\n",
        content_type="text/plain; charset=utf-8",
        status=HTTPStatus.BAD_REQUEST,
    )
