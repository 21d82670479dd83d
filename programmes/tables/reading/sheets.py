"""An XLSX → its sheets and their rows as plain cells: what a spreadsheet shows in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ...words import russian
from ..cells import Broken, Cell
from .budget import Budget, UnreadableError
from .packages import Package
from .workbook_parts import DATE, PLAIN, TOO_LONG, Book, SharedTexts, Styles, Texts, is_true

MAX_ROW, MAX_COLUMN = 2**20, 2**14  # where every spreadsheet ends: XFD1048576
MAX_FILLED_COLUMNS = 256  # a table of programmes is nowhere as wide
EXCELS_ZERO, ZERO_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
"""A cell outside of them holds a number typed where a date belongs: 2026 shows as 18.07.1905."""

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,9})\$?(\d{1,12})", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


FORMULA = Broken("здесь формула: вставьте вместо неё значение.")
ERROR = Broken("здесь ошибка вычисления: вставьте значение.")
LOST = Broken("значение ячейки в книге не читается: введите его заново.")
NO_DATE = "число {:.15g} — не дата: напишите, например, 01.02.2026."
FORMATTED = Broken("число показано в особом виде (с %, ₽ или пробелами): запишите его текстом.")

Row = tuple[int, list[Cell]]


@dataclass(frozen=True)
class Sheet:
    """A sheet that somebody sees: its name on the tab and the part that holds it."""

    name: str
    part: str


class Workbook:
    """A workbook: what its sheets share, and those that are not hidden.

    Args:
        package: the parts of the file.
        part: the name of the one that lists the sheets.
        budget: of the whole file.

    Raises:
        UnreadableError: it is no workbook, or too much of one.
    """

    def __init__(self, package: Package, part: str, budget: Budget):
        self.package, self.budget = package, budget
        self._targets = package.relations(part)
        book = package.read(part, Book())
        self.sheets = [Sheet(name, self._targets.get(key, ("", ""))[1]) for name, key in book.seen]
        self.zero = ZERO_OF_1904 if book.is_1904 else EXCELS_ZERO
        self.texts = self._shared("sharedStrings", SharedTexts()).items
        self.formats = self._shared("styles", Styles()).formats

    def _shared(self, kind: str, handler):
        parts = [part for found, part in self._targets.values() if found == kind]
        return self.package.read(parts[0], handler) if parts else handler

    def number(self, text: str, style: str) -> float | datetime | Broken:
        """Return what a cell shows that holds a number in a style."""
        if not _NUMBER.fullmatch(text):
            return LOST
        known = style.isdecimal() and int(style) < len(self.formats)
        meaning = self.formats[int(style)] if known else PLAIN
        if meaning == DATE:
            return self.datetime_of(float(text))
        return float(text) if meaning == PLAIN else FORMATTED

    def datetime_of(self, days: float) -> datetime | Broken:
        """Return the date and time that this workbook counts in days, to the second."""
        try:
            since_zero = timedelta(seconds=round(days * 86_400))
            found = datetime.combine(self.zero, datetime.min.time()) + since_zero
        except OverflowError:
            return Broken(NO_DATE.format(days))
        if FIRST_DAY <= found.date() <= LAST_DAY:
            return found
        return Broken(NO_DATE.format(days))


class SheetReader(Texts):
    """Reads the rows of one sheet.

    Attributes:
        merged: a merged range that reaches lowest, and its last row; none: "" and 0.
    """

    def __init__(self, workbook: Workbook, sheet: Sheet):
        super().__init__()
        self.workbook, self.sheet = workbook, sheet
        self.merged: tuple[int, str] = (0, "")
        self._ready: list[Row] = []
        self._number, self._column, self._cells = 0, -1, {}
        self._kind, self._style, self._is_formula = "n", "0", False

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything, with their numbers.

        Raises:
            UnreadableError: the sheet is damaged, or has more than a table may have.
        """
        for _ in self.workbook.package.parse(self.sheet.part, self):
            yield from self._ready
            self._ready.clear()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        match name:
            case "row":
                number = attributes.get("r", str(self._number + 1))
                self._number = self._within(number, MAX_ROW)
                self._column, self._cells = -1, {}
            case "c":
                self._column = self._column_of(attributes.get("r"))
                self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
                self._is_formula = False
                self.take()
            case "f":
                self._is_formula = True
            case "mergeCell":
                reference = attributes.get("ref", "")
                last = _REFERENCE.fullmatch(reference.rpartition(":")[2])
                self.merged = max(self.merged, (int(last[2]) if last else 0, reference))

    def end(self, name: str) -> None:
        super().end(name)
        if name == "c":
            value = self._value(self.take())
            if value != "":
                self._cells[self._column] = value
        elif name == "row" and self._cells:
            last = max(self._cells)
            if last >= MAX_FILLED_COLUMNS:
                self._refuse(f"заполнена ячейка за столбцом {MAX_FILLED_COLUMNS}: уберите её.")
            self._ready.append((self._number, [self._cells.get(n, "") for n in range(last + 1)]))

    def refuse_length(self) -> None:
        """Refuse a text that is too long, and say where."""
        self._refuse(russian.lower_first(TOO_LONG))

    def _within(self, number: str, last: int) -> int:
        if number.isdecimal() and len(number) <= 8 and 1 <= int(number) <= last:
            return int(number)
        return self._refuse(f"ячейка стоит за краем листа: за XFD{MAX_ROW}.")

    def _column_of(self, reference: str | None) -> int:
        """Return the place of a column from 0: A → 0, AA → 26; the next one if it is not named."""
        place = self._column + 2
        if reference is not None:
            match = _REFERENCE.fullmatch(reference)
            self._within(match[2] if match else "", MAX_ROW)
            place = 0
            for letter in match[1].upper():
                place = place * 26 + ord(letter) - ord("A") + 1
        return self._within(str(place), MAX_COLUMN) - 1

    def _value(self, text: str) -> Cell:
        if self._is_formula:
            return FORMULA
        match self._kind:
            case "e":
                return ERROR
            case "b":
                return is_true(text)
            case "s":
                number = text.strip()
                known = number.isdecimal() and int(number) < len(self.workbook.texts)
                return self.workbook.texts[int(number)] if known else LOST
            case "n":
                return self.workbook.number(text.strip(), self._style) if text.strip() else ""
        return text

    def _refuse(self, sentence: str):
        raise UnreadableError(f"Лист «{self.sheet.name}», строка {self._number}: {sentence}")
