"""What the sheets of a workbook share: their names, texts, and what the styles of cells mean."""

import re

from ...words import russian
from .budget import UnreadableError
from .packages import DAMAGED, Handler

MAX_CELL_CHARACTERS = 100_000
MAX_SHEETS, MAX_STYLES = 100, 2**16
MAX_FORMAT_CHARACTERS = 255

PLAIN, DATE, SPECIAL = "plain", "date", "special"
"""How a number looks to people: as it is, as a date, in some other way."""

_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_BUILT_IN_PLAIN = {0, 1, 49}
_PLAIN_CODES = {"", "general", "standard", "0", "@"}
_SPELLED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OUTSIDE_DATES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_SURROGATES = range(0xD800, 0xE000)


class Book(Handler):
    """The sheets that are not hidden, and how days are counted.

    Attributes:
        seen: the name of each sheet and the id of its relation.
    """

    def __init__(self):
        self.seen: list[tuple[str, str]] = []
        self.is_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.is_1904 = is_true(attributes.get("date1904", ""))
        elif name == "sheet" and attributes.get("state", "visible") == "visible":
            keys = [value for key, value in attributes.items() if key.endswith(":id")]
            self.seen.append((attributes.get("name", ""), "".join(keys)))
            if len(self.seen) > MAX_SHEETS:
                raise UnreadableError(f"В книге больше {MAX_SHEETS} листов: оставьте один.")


class Styles(Handler):
    """What a number looks like, by the style of its cell."""

    def __init__(self):
        self.formats: list[str] = []
        self._codes: dict[str, str] = {}
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            number = attributes.get("numFmtId", "0")
            self.formats.append(look_of(number, self._codes.get(number)))
        if max(len(self.formats), len(self._codes)) > MAX_STYLES:
            raise UnreadableError(DAMAGED)

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False


class Texts(Handler):
    """Collects the text of an item, formatted or not, without reading aids."""

    def __init__(self):
        self._pieces: list[str] = []
        self._length, self._is_wanted, self._is_aid = 0, False, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "rPh":
            self._is_aid = True
        elif name in ("t", "v"):
            self._is_wanted = not self._is_aid

    def end(self, name: str) -> None:
        if name == "rPh":
            self._is_aid = False
        elif name in ("t", "v"):
            self._is_wanted = False

    def text(self, text: str) -> None:
        if self._is_wanted:
            self._length += len(text)
            if self._length > MAX_CELL_CHARACTERS:
                self.refuse_length()
            self._pieces.append(text)

    def refuse_length(self) -> None:
        """Refuse a text that is too long for a cell."""
        raise UnreadableError(TOO_LONG)

    def take(self) -> str:
        """Return the text since this was last asked for, with Excel's own escapes resolved."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return _SPELLED.sub(unescape, text) if "_x" in text else text


class SharedTexts(Texts):
    """The texts to which cells refer by number."""

    def __init__(self):
        super().__init__()
        self.items: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.items.append(self.take())


TOO_LONG = f"В одной ячейке больше {russian.number(MAX_CELL_CHARACTERS)} знаков."


def unescape(match: re.Match) -> str:
    """Return the character that Excel spells as ``_x001F_``; half a pair stays as it is spelled."""
    code = int(match[1], 16)
    return match[0] if code in _SURROGATES else chr(code)


def is_true(text: str) -> bool:
    """Tell whether XML says «true»."""
    return text.strip() in ("1", "true")


def look_of(number: str, code: str | None) -> str:
    """Return how a number looks in a format.

    Args:
        number: of the format; the lower ones are built in.
        code: of the format, unless it is built in.
    """
    if code is None:
        known = int(number) if number.isdecimal() and len(number) < 4 else 0
        if known in _BUILT_IN_DATES:
            return DATE
        return PLAIN if known in _BUILT_IN_PLAIN else SPECIAL
    if code.casefold() in _PLAIN_CODES:
        return PLAIN
    letters = _OUTSIDE_DATES.sub("", code[:MAX_FORMAT_CHARACTERS]).casefold()
    return DATE if set(letters) & set("dmyhs") else SPECIAL
