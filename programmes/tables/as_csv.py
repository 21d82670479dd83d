"""CSV as Russian spreadsheets open it: one row as a line, whole files, cells that never run."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

from ..words import FORMULA_STARTS
from .cells import Type
from .columns import COLUMNS, Column

SEMICOLON, CRLF = ";", "\r\n"
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
LINES_AT_ONCE = 1000

# a cell may be as long as its text; the module's own limit is 128 KB
csv.field_size_limit(2**30)

_STARTS = re.escape(FORMULA_STARTS)
_INNER_STARTS = re.escape(FORMULA_STARTS.translate(dict.fromkeys(map(ord, "\t\r\n"))))
# what another separator makes a cell of begins behind one, quotes or not
_RUNS = re.compile(f"(^(?='*[{_STARTS}])|[\n;,\t](?=['\"]*[{_INNER_STARTS}]))")
_GUARDED = re.compile(f"(^(?=''*[{_STARTS}])|[\n;,\t](?='['\"]*[{_INNER_STARTS}]))'")


@dataclass(frozen=True)
class Shape:
    """What a table holds of each row: which columns, in which order, with what between them.

    Attributes:
        columns: those that are written.
        delimiter: what stands between cells.
        whole: all columns that a row has.
    """

    columns: tuple[Column, ...] = tuple(COLUMNS)
    delimiter: str = SEMICOLON
    whole: tuple[Column, ...] = tuple(COLUMNS)

    @property
    def is_plain(self) -> bool:
        """Whether rows stand in it as they are kept ready."""
        return self.columns == self.whole and self.delimiter == SEMICOLON

    @property
    def positions(self) -> list[int]:
        """The places of the columns in a whole row."""
        return [self.whole.index(column) for column in self.columns]

    @property
    def pointed(self) -> frozenset[int]:
        """The places in a whole row of numbers with a point: beside a comma a comma parts cells."""
        if self.delimiter == SEMICOLON:
            return frozenset()
        return frozenset(n for n, each in enumerate(self.whole) if each.type is Type.NUMBER)


def safe(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula; ``restored`` gives it back.

    A text that begins like a formula gets one apostrophe, and so does one that already has
    apostrophes before such a beginning, so that the two can be told apart. The same goes for what
    stands behind a separator or a line break: opened with another separator than it was written
    with, a file has its cells elsewhere. Source: OWASP, «CSV Injection».
    """
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return _RUNS.sub(r"\1'", text)


def unescape(text: str) -> str:
    """Return the text that ``safe`` was given, without its apostrophes."""
    return _GUARDED.sub(r"\1", text) if "'" in text else text


def line(cells: Iterable[str], delimiter: str = SEMICOLON) -> str:
    """Return one row, of the plain shape if nothing else is said, without a line end."""
    return _written(map(safe, cells), delimiter)


def with_cells(row: str, cells: Mapping[int, str]) -> str:
    """Return a row of the plain shape that ``line`` made, with other cells at some places."""
    [kept] = csv.reader([row], delimiter=SEMICOLON, strict=True)
    for place, text in cells.items():
        kept[place] = safe(text)
    return _written(kept, SEMICOLON)


def _written(cells: Iterable[str], delimiter: str) -> str:
    written = io.StringIO(newline="")
    # the writer quotes a cell with a line break only if it ends its own lines with one
    writer = csv.writer(written, delimiter=delimiter, lineterminator=CRLF)
    writer.writerow(cells)
    return written.getvalue().removesuffix(CRLF)


def rows(lines: Iterable[bytes], columns: Sequence[Column] = ()) -> Iterator[list[str]]:
    """Yield the cells of rows of programmes that ``line`` made, encoded since.

    Args:
        lines: the rows.
        columns: which of ``COLUMNS`` are wanted, in their order; all cells when left out.
    """
    places = [COLUMNS.index(column) for column in columns]
    for whole in _read(lines):
        cells = [whole[place] for place in places] if places else whole
        yield [unescape(text) if "'" in text else text for text in cells]


def write_csv(file: IO[bytes], lines: Iterable[bytes], shape: Shape) -> None:
    """Write a file with headings: BOM, CRLF between rows, LF inside cells.

    Args:
        file: open for writing bytes.
        lines: rows of the plain shape, made by ``line`` and encoded.
        shape: what the file shall hold of them.
    """
    headings = line((column.heading for column in shape.columns), shape.delimiter)
    file.write(f"{BOM}{headings}{CRLF}".encode())
    lines = iter(lines)
    for some in iter(lambda: list(islice(lines, LINES_AT_ONCE)), []):
        file.write(_plain(some) if shape.is_plain else _shape(some, shape).encode())


def _plain(lines: list[bytes]) -> bytes:
    end = CRLF.encode()
    return end.join(lines) + end


def _shape(lines: list[bytes], shape: Shape) -> str:
    written, positions, pointed = io.StringIO(newline=""), shape.positions, shape.pointed
    writer = csv.writer(written, delimiter=shape.delimiter, lineterminator=CRLF)
    # the guards against formulas stay where they are: these rows go out again
    writer.writerows(
        [
            cells[place].replace(",", ".") if place in pointed else cells[place]
            for place in positions
        ]
        for cells in _read(lines)
    )
    return written.getvalue()


def _read(lines: Iterable[bytes]) -> Iterator[list[str]]:
    return csv.reader(map(bytes.decode, lines), delimiter=SEMICOLON, strict=True)
