"""A comparison as a table for a spreadsheet: a question a row, a programme a column."""

import io
from collections.abc import Callable
from operator import itemgetter
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse

from portal.responses import Refusal, problem

from ...catalogue import today
from ...dossier import Cell, Comparison, compare
from ...models import Programme
from ...tables import Column, Shape, as_csv, as_xlsx
from ..caching import data_of
from ..chosen import MAX_COMPARED, Chosen, ChosenParameters
from .exports import FORM_CSV, FORM_XLSX, sent

UNKNOWN = "не указано"


@data_of(ChosenParameters())
def comparison_csv(request: HttpRequest) -> HttpResponse:
    """Return two to four programmes side by side as CSV."""
    return table_of(request, FORM_CSV.suffix, FORM_CSV.content_type, write_text)


@data_of(ChosenParameters())
def comparison_xlsx(request: HttpRequest) -> HttpResponse:
    """Return two to four programmes side by side as a workbook."""
    return table_of(request, FORM_XLSX.suffix, FORM_XLSX.content_type, write_workbook)


def table_of(
    request: HttpRequest, suffix: str, content_type: str, write: Callable
) -> FileResponse | HttpResponse:
    """Return the table of the programmes in an address, or say why there is none.

    Unlike the page, a table leaves nobody out without a word: what nobody sees nobody misses.
    """
    chosen = Chosen.read(request)
    sentences = [f"Программы «{slug}» в каталоге нет." for slug in chosen.missing]
    if not 2 <= len(chosen.slugs) <= MAX_COMPARED:
        sentences.append(f"Для сравнения назовите от двух до {MAX_COMPARED} программ.")
    if sentences:
        return problem(400, [Refusal("programme", sentence) for sentence in sentences])
    programmes = chosen.fetch(Programme.objects.for_reading())
    file = io.BytesIO()
    write(file, columns_of(programmes), rows_of(compare(programmes, today()), len(programmes)))
    file.seek(0)
    ending = f"-{today().isoformat()}.{suffix}"
    return sent(file, "comparison" + ending, "сравнение" + ending, content_type)


def columns_of(programmes: list[Programme]) -> tuple[Column, ...]:
    """Return a column for the questions and one for each programme; they read lists of cells."""
    headings = [("question", "Вопрос"), *((each.slug, each.title) for each in programmes)]
    return tuple(
        Column(key, heading, "", "", itemgetter(place))
        for place, (key, heading) in enumerate(headings)
    )


def rows_of(comparison: Comparison, count: int) -> list[list[str]]:
    """Return the rows of a table: the differences first, what nobody knows last."""
    known = [*comparison.different, *comparison.equal]
    unknown = [[label, *[UNKNOWN] * count] for label in comparison.unknown]
    return [[row.label, *map(text_of, row.cells)] for row in known] + unknown


def text_of(cell: Cell) -> str:
    """Return what a programme says in one row, with who says so."""
    if not cell.lines:
        return UNKNOWN
    told = "; ".join(cell.cited)
    return "\n".join([*cell.lines, *([f"({told})"] if told else [])])


def write_text(file: IO[bytes], columns: tuple[Column, ...], rows: list[list[str]]) -> None:
    """Write the table as CSV."""
    lines = (as_csv.line(row).encode() for row in rows)
    as_csv.write_csv(file, lines, Shape(columns, whole=columns))


def write_workbook(file: IO[bytes], columns: tuple[Column, ...], rows: list[list[str]]) -> None:
    """Write the table as a workbook."""
    with as_xlsx.open_workbook(file, "Сравнение") as package:
        as_xlsx.write_table(package, 1, columns, rows)
