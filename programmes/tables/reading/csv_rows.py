"""A CSV → its rows, at a bounded cost: what stands between cells is found out, guards taken off."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import IO

from ...words import russian
from ..as_csv import unescape
from .budget import Budget, UnreadableError
from .kinds import UTF_16
from .sheets import MAX_FILLED_COLUMNS, MAX_ROW
from .workbook_parts import MAX_CELL_CHARACTERS, TOO_LONG

DELIMITERS = ";,\t"
MAX_ROW_CHARACTERS = 2**20
SAMPLE_CHARACTERS, SAMPLE_ROWS = 2**16, 20

_SEPARATOR = re.compile(r'"?sep=(.)"?[\r\n;,\t]*', re.IGNORECASE)


def csv_rows(
    file: IO[bytes], budget: Budget, is_heading: Callable[[str], bool]
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV with their numbers, as a spreadsheet numbers them.

    Args:
        file: open for reading bytes; has to be seekable.
        budget: of the whole file.
        is_heading: tells whether a text is a heading of ours: they show the delimiter.

    Raises:
        UnreadableError: it is no CSV in Unicode, or costs more than it may.
    """
    budget.spend(read_bytes=file.seek(0, io.SEEK_END))
    file.seek(0)
    encoding = "utf-16" if file.read(2) in UTF_16 else "utf-8-sig"
    file.seek(0)
    text, number = io.TextIOWrapper(file, encoding=encoding, newline=""), 0
    try:
        lines = Lines(text)
        reader = csv.reader(lines, delimiter=delimiter_of(text, is_heading), strict=True)
        for cells in reader:
            number += 1
            lines.row_characters = 0
            yield number, row_of(number, cells)
    except UnicodeError:
        raise UnreadableError(
            "Файл не в кодировке UTF-8. Сохраните его из Excel как «CSV UTF-8» или как книгу XLSX."
        ) from None
    except csv.Error:
        raise UnreadableError(
            f"Строка {number + 1}: файл не читается как CSV. Ячейку с кавычками целиком берут в "
            "кавычки, а её собственные удваивают."
        ) from None
    finally:
        text.detach()


class Lines:
    """The lines of a text, no row of which may be longer than a table needs.

    Attributes:
        row_characters: read since whoever uses them set it to 0.
    """

    def __init__(self, text: io.TextIOBase):
        self._text, self.row_characters = text, 0

    def __iter__(self):
        return self

    def __next__(self) -> str:
        line = self._text.readline(MAX_ROW_CHARACTERS + 1)
        self.row_characters += len(line)
        if self.row_characters > MAX_ROW_CHARACTERS:
            raise UnreadableError(
                "В файле слишком длинная строка: это не таблица, или не закрыта кавычка."
            )
        if not line:
            raise StopIteration
        return line


def delimiter_of(text: io.TextIOBase, is_heading: Callable[[str], bool]) -> str:
    """Return what stands between the cells; leaves the text where the rows begin.

    A first line ``sep=;`` says it, otherwise the delimiter with which most headings are found.
    """
    sample = text.read(SAMPLE_CHARACTERS)
    text.seek(0)
    if stated := _SEPARATOR.match(sample):
        text.readline()
        return stated[1]

    def headings(delimiter: str) -> int:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        return max(
            (sum(map(is_heading, row[:MAX_FILLED_COLUMNS])) for row in islice(rows, SAMPLE_ROWS)),
            default=0,
        )

    return max(DELIMITERS, key=headings)


def row_of(number: int, cells: list[str]) -> list[str]:
    """Return the cells of a row without empty ones at its end.

    Raises:
        UnreadableError: it stands too low, is too wide, or has a cell that is too long.
    """
    while cells and not cells[-1]:
        cells.pop()
    if number > MAX_ROW:
        raise UnreadableError(f"В файле больше {russian.number(MAX_ROW)} строк.")
    if len(cells) > MAX_FILLED_COLUMNS:
        raise UnreadableError(f"Строка {number}: ячеек больше {MAX_FILLED_COLUMNS}.")
    if max(map(len, cells), default=0) > MAX_CELL_CHARACTERS:
        raise UnreadableError(f"Строка {number}: {russian.lower_first(TOO_LONG)}")
    return [unescape(cell) for cell in cells]
