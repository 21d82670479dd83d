"""A file that somebody brings → the table of records in it, whichever program saved it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO

from ...words import name_key, russian
from ..columns import Column
from ..desk_columns import DESK_COLUMNS
from . import kinds
from .budget import PAGE, Budget, Limits, UnreadableError
from .csv_rows import csv_rows
from .packages import Package
from .sheets import Cell, Row, Sheet, SheetReader, Workbook

MAX_ROWS_ABOVE = 20  # titles that may stand above the headings
MAX_HEADING = 100  # characters


class Headings:
    """What may and what has to stand above the columns of a table.

    Args:
        columns: all that the table may have.
        key: the keys of those by which its records are known.
        plural, genitive: what the records are called: «программы», «программ».
    """

    def __init__(self, columns: Iterable[Column], key: tuple[str, ...], plural: str, genitive: str):
        self.columns, self.key, self.plural, self.genitive = tuple(columns), key, plural, genitive
        self.by_key = {column.key: column for column in self.columns}
        self.names = {each.heading: each.key for each in self.columns}
        self.names |= {key: key for key in self.by_key}
        self._key_of = {name_key(name): key for name, key in self.names.items()}

    def is_heading(self, text: str) -> bool:
        """Tell whether a text is one of the headings."""
        return name_key(text) in self._key_of

    def keys_of(self, cells: Iterable[Cell]) -> list[str]:
        """Return the keys of the columns that a row names; the beginnings of other texts."""
        texts = [cell[:MAX_HEADING].strip() if isinstance(cell, str) else "?" for cell in cells]
        return [self._key_of.get(name_key(text), text) for text in texts]

    @property
    def wanted(self) -> str:
        """«столбца «Код»»: the columns that no table can do without."""
        named = " и ".join(f"«{self.by_key[key].heading}»" for key in self.key)
        return f"{'столбца' if len(self.key) == 1 else 'столбцов'} {named}"


PROGRAMMES = Headings(DESK_COLUMNS, ("slug",), "программы", "программ")


@dataclass
class Table:
    """The table of records in a file.

    Attributes:
        place: the sheet in words, before those for a row; empty for a CSV.
        keys: of its columns in their order; "" for one without a heading.
        rows: those below the headings that hold anything, with their numbers.
    """

    place: str
    keys: list[str]
    rows: Iterator[Row]


def read_table(file: IO[bytes], limits: Limits = PAGE, headings: Headings = PROGRAMMES) -> Table:
    """Return the table of some kind of record in a file.

    Args:
        file: open for reading bytes, at its beginning; has to be seekable.
        limits: how much reading it may cost.
        headings: of that kind.

    Raises:
        UnreadableError: the file is neither CSV nor XLSX, or costs too much; also while the rows
            are read.
    """
    if sentence := kinds.refusal(file):
        raise UnreadableError(sentence)
    is_package = file.read(len(kinds.ZIP)) == kinds.ZIP
    file.seek(0)
    return (workbook_table if is_package else csv_table)(file, Budget(limits), headings)


def skip_blank(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows that hold anything."""
    return (row for row in rows if any(cell != "" for cell in row[1]))


def charge(rows: Iterable[Row], budget: Budget) -> Iterator[Row]:
    """Yield the rows of a table, charging each to the budget."""
    for number, cells in rows:
        texts = (cell for cell in cells if isinstance(cell, str))
        budget.spend(rows=1, characters=sum(map(len, texts)))
        yield number, cells


# --- Headings -------------------------------------------------------------------------------


def rows_to_headings(rows: Iterable[Row], headings: Headings) -> list[Row]:
    """Return the first rows, up to the one that names the columns by which records are known."""
    above = []
    for row in islice(rows, MAX_ROWS_ABOVE):
        above.append(row)
        if has_headings(above, headings):
            break
    return above


def has_headings(above: list[Row], headings: Headings) -> bool:
    """Tell whether the last of some rows is that of the headings."""
    return bool(above) and set(headings.key) <= set(headings.keys_of(above[-1][1]))


def refusal_of_sheet(place: str, above: list[Row], headings: Headings) -> str:
    """Return a sentence for a table whose first rows are not the headings of ours."""
    number, cells = above[0] if above else (1, [])
    unknown = unknown_column(f"{place}строка {number}", headings.keys_of(cells), headings)
    is_one = len(headings.key) == 1
    return (
        f"{unknown}В файле нет {headings.wanted}: по {'нему' if is_one else 'ним'} узнают "
        f"{headings.plural}. {'Он нужен' if is_one else 'Они нужны'} в одной из первых "
        f"{MAX_ROWS_ABOVE} строк."
    )


def unknown_column(place: str, keys: list[str], headings: Headings) -> str:
    """Return a sentence for the first column that the table does not have; empty if none."""
    for key in keys:
        if key and key not in headings.by_key:
            near = russian.perhaps(key, headings.names, "нужен ")
            return f"{russian.upper_first(place)}. Столбца «{key[:80]}» в каталоге нет.{near} "
    return ""


def headings_of(place: str, row: Row, headings: Headings) -> list[str]:
    """Return the keys of the columns of a row of headings.

    Raises:
        UnreadableError: one is unknown or stands twice.
    """
    keys, place = headings.keys_of(row[1]), f"{place}строка {row[0]}"
    if sentence := unknown_column(place, keys, headings):
        raise UnreadableError(sentence.strip())
    for key in filter(None, keys):
        if keys.count(key) > 1:
            heading = headings.by_key[key].heading
            raise UnreadableError(
                f"{russian.upper_first(place)}. Столбец «{heading}» стоит в файле дважды."
            )
    return keys


# --- Files ----------------------------------------------------------------------------------


def csv_table(file: IO[bytes], budget: Budget, headings: Headings) -> Table:
    """Return the table of a CSV."""
    every = csv_rows(file, budget, headings.is_heading)
    rows = skip_blank(every)
    above = rows_to_headings(rows, headings)
    try:
        if not has_headings(above, headings):
            raise UnreadableError(refusal_of_sheet("", above, headings))
        return Table("", headings_of("", above[-1], headings), charge(rows, budget))
    except UnreadableError:
        every.close()  # while the file is open: later it could not let go of it
        raise


def workbook_table(file: IO[bytes], budget: Budget, headings: Headings) -> Table:
    """Return the table of the only sheet of a workbook that has our headings."""
    package = Package(file, budget)
    parts = package.relations().values() if package.has("_rels/.rels") else ()
    book = next((part for kind, part in parts if kind == "officeDocument"), "xl/workbook.xml")
    if not package.has(book) or not book.endswith("workbook.xml"):
        raise UnreadableError(kinds.archive_refusal(package))
    workbook = Workbook(package, book, budget)
    first_rows = {
        sheet: rows_to_headings(skip_blank(SheetReader(workbook, sheet).rows()), headings)
        for sheet in workbook.sheets
    }
    found = [sheet for sheet, above in first_rows.items() if has_headings(above, headings)]
    if len(found) != 1:
        raise UnreadableError(which_sheet(found, first_rows, headings))
    place, row = place_of(found[0]), first_rows[found[0]][-1]
    rows = charge(rows_below(SheetReader(workbook, found[0]), row[0]), budget)
    return Table(place, headings_of(place, row, headings), rows)


def place_of(sheet: Sheet) -> str:
    """Return the beginning of a phrase that names a sheet."""
    return f"лист «{sheet.name}», "


def which_sheet(found: list[Sheet], first_rows: dict[Sheet, list[Row]], headings: Headings) -> str:
    """Return a sentence for a workbook that has not one table of ours but none or several."""
    if found:
        names = ", ".join(f"«{sheet.name}»" for sheet in found)
        return f"Таблица {headings.genitive} есть на нескольких листах: {names}. Оставьте одну."
    if not first_rows:
        return f"В книге нет листов, которые видны: покажите лист с таблицей {headings.genitive}."
    sheet, above = next(iter(first_rows.items()))
    return refusal_of_sheet(place_of(sheet), above, headings)


def rows_below(reader: SheetReader, number: int) -> Iterator[Row]:
    """Yield the rows below the headings, and refuse what is merged there.

    Of merged cells only the first has a value; the others would empty their fields.

    Raises:
        UnreadableError: cells are merged.
    """
    yield from (row for row in skip_blank(reader.rows()) if row[0] > number)
    last, merged = reader.merged
    if last > number:
        raise UnreadableError(
            f"Лист «{reader.sheet.name}»: ячейки {merged} объединены. Отмените объединение и "
            "заполните каждую."
        )
