"""A CSV or XLSX file → its rows as plain cells, whichever program saved it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from .columns import BY_KEY, COLUMNS
from .tables import restored

MOST_BYTES = 2**29  # of an unpacked workbook: far more than any real one, far less than a bomb
DELIMITERS = ";,\t"

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPELLED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]+)\d+")

Cell = str | float | bool


class UnreadableError(Exception):
    """The file is not a table; the message tells the person what to do."""


@dataclass(frozen=True)
class Broken:
    """A cell without a value of its own: a formula or an error.

    Attributes:
        reason: a sentence for the person.
    """

    reason: str


FORMULA = Broken("здесь формула: вставьте вместо неё значение.")
ERROR = Broken("здесь ошибка вычисления: вставьте значение.")


def read(file: IO[bytes]) -> Iterator[tuple[int, list[Cell | Broken]]]:
    """Yield the rows of a file with their numbers, as a spreadsheet numbers them.

    Args:
        file: open for reading bytes, at its beginning; has to be seekable.

    Raises:
        UnreadableError: the file is neither CSV in UTF-8 nor XLSX.
    """
    is_workbook = file.read(4) == b"PK\x03\x04"
    file.seek(0)
    yield from read_xlsx(file) if is_workbook else read_csv(file)


# --- CSV ------------------------------------------------------------------------------------


def read_csv(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV, finding out what stands between its cells."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        delimiter = delimiter_of(text.readline())
        text.seek(0)
        for number, cells in enumerate(csv.reader(text, delimiter=delimiter, strict=True), 1):
            yield number, [restored(cell) for cell in cells]
    except UnicodeDecodeError:
        raise UnreadableError(
            "Файл не в кодировке UTF-8. Сохраните его из Excel как «CSV UTF-8» или как книгу XLSX."
        ) from None
    except csv.Error as error:
        raise UnreadableError(f"Файл не читается как CSV: {error}.") from None
    finally:
        text.detach()


def delimiter_of(line: str) -> str:
    """Return the delimiter with which the first line holds the most headings of ours."""
    known = {name.casefold() for column in COLUMNS for name in (column.key, column.heading)}

    def familiar(delimiter: str) -> int:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return sum(cell.strip().casefold() in known for cell in cells)

    return max(DELIMITERS, key=familiar)


# --- XLSX -----------------------------------------------------------------------------------


def read_xlsx(file: IO[bytes]) -> Iterator[tuple[int, list[Cell | Broken]]]:
    """Yield the rows of the first sheet of a workbook."""
    try:
        with ZipFile(file) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_BYTES:
                raise UnreadableError("Книга слишком велика: сохраните её как CSV.")
            strings = shared_strings(package)
            with package.open(first_sheet(package)) as sheet:
                yield from sheet_rows(sheet, strings)
    except (BadZipFile, KeyError, ParseError, DefusedXmlException, ValueError, IndexError):
        raise UnreadableError(
            "Файл не читается как книга XLSX. Откройте его и сохраните заново."
        ) from None


def first_sheet(package: ZipFile) -> str:
    """Return the name of the part that holds the first sheet."""
    sheets = elements(package, "xl/workbook.xml", f"{_MAIN}sheet")
    wanted = next(sheets).get(_ID)
    related = elements(package, "xl/_rels/workbook.xml.rels", None)
    target = next(each.get("Target") for each in related if each.get("Id") == wanted)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def shared_strings(package: ZipFile) -> list[str]:
    """Return the texts that cells refer to by number."""
    name = "xl/sharedStrings.xml"
    if name not in package.namelist():
        return []
    return [text_of(item) for item in elements(package, name, f"{_MAIN}si")]


def elements(package: ZipFile, name: str, tag: str | None) -> Iterator:
    """Yield the elements of a part as each is read to its end."""
    with package.open(name) as part:
        for _, element in iterparse(part):
            if tag is None or element.tag == tag:
                yield element
                element.clear()


def text_of(element) -> str:
    """Return the text of a cell or shared string, formatted or not, without reading aids."""
    runs = [element, *element.findall(f"{_MAIN}r")]
    text = "".join(part.text or "" for run in runs for part in run.findall(f"{_MAIN}t"))
    return _SPELLED.sub(lambda match: chr(int(match[1], 16)), text)


def sheet_rows(sheet: IO[bytes], strings: list[str]) -> Iterator[tuple[int, list]]:
    """Yield the rows of a sheet; cells that are not there are empty texts."""
    number = 0
    for _, element in iterparse(sheet):
        if element.tag != f"{_MAIN}row":
            continue
        number = int(element.get("r", number + 1))
        cells = {}
        for item in element.iterfind(f"{_MAIN}c"):
            match = _PLACE.fullmatch(item.get("r", ""))
            cells[place_of(match[1]) if match else len(cells)] = value_of(item, strings)
        yield number, [cells.get(place, "") for place in range(max(cells, default=-1) + 1)]
        element.clear()


def place_of(letters: str) -> int:
    """Return the place of a column from 0: A → 0, AA → 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def value_of(item, strings: list[str]) -> Cell | Broken:
    """Return what a cell holds; dates are numbers here, only their column knows better."""
    kind, text = item.get("t", "n"), item.findtext(f"{_MAIN}v") or ""
    value: Cell | Broken = text
    if item.find(f"{_MAIN}f") is not None:
        value = FORMULA
    elif kind == "e":
        value = ERROR
    elif kind == "b":
        value = text == "1"
    elif kind == "s":
        value = strings[int(text)]
    elif kind == "inlineStr":
        inline = item.find(f"{_MAIN}is")
        value = "" if inline is None else text_of(inline)
    elif kind == "n" and text:
        value = float(text)
    return value


def matched_headings(cells: Iterable[Cell | Broken]) -> list[str]:
    """Return the keys of the columns that the first row names, by heading or key; "" for blank."""
    by_name = {column.heading.casefold(): column.key for column in COLUMNS}
    by_name |= {key.casefold(): key for key in BY_KEY}
    names = [cell.strip() if isinstance(cell, str) else str(cell) for cell in cells]
    return [by_name.get(name.casefold(), name) for name in names]
