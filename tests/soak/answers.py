"""Whether an answer is whole, by its format, and the text in which its numbers stand."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree

from tests.faults.load import is_page
from tests.soak.strands import Strand


class NotWholeError(Exception):
    """An answer is cut off, or not of one piece."""


@dataclass(frozen=True)
class Question:
    """An address, how its answer is read, and what that has to show.

    Attributes:
        path: what is asked.
        read: takes the body, returns its text.
        shows: the strands whose numbers all stand in it, each with the members meant.
        has_versions: whether two answers of one ETag are the same to the byte.
        others: statuses besides 200 that are right, too.
    """

    path: str
    read: Callable[[bytes], str]
    shows: tuple[tuple[Strand, tuple[int, ...] | None], ...] = ()
    has_versions: bool = True
    others: tuple[int, ...] = ()


def page(body: bytes) -> str:
    """Read a page for people."""
    if not is_page(body):
        raise NotWholeError(f"a page of {len(body)} bytes ends with {body[-40:]!r}")
    return body.decode()


def table(body: bytes) -> str:
    """Read a CSV: every row has every column, and the last one ends."""
    text = body.decode("utf-8-sig")
    rows_of(text)
    return text


def rows_of(text: str) -> list[list[str]]:
    """Return the rows of a CSV.

    Raises:
        NotWholeError: they are cut off, or of different widths.
    """
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    except csv.Error as error:
        raise NotWholeError(f"CSV: {error}") from None
    widths = {len(row) for row in rows}
    if len(widths) != 1 or not text.endswith("\r\n"):
        raise NotWholeError(f"a table of {len(rows)} rows has rows of {sorted(widths)} cells")
    return rows


def table_of(counts: tuple[int, ...]) -> Callable[[bytes], str]:
    """Return a reader of a CSV that has one of these numbers of rows."""

    def read(body: bytes) -> str:
        text = body.decode("utf-8-sig")
        found = len(rows_of(text)) - 1
        if found not in counts:
            raise NotWholeError(f"a table has {found} rows, not {counts}")
        return text

    return read


def workbook(body: bytes) -> str:
    """Read an XLSX: every part of it is there, and every part is XML to its end."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            parts = [package.read(name) for name in package.namelist() if name.endswith(".xml")]
    except zipfile.BadZipFile as error:
        raise NotWholeError(str(error)) from None
    return "\n".join(as_xml(part) for part in parts)


def json_text(body: bytes) -> str:
    """Read JSON."""
    try:
        found = json.loads(body)
    except ValueError as error:
        raise NotWholeError(f"JSON: {error}") from None
    return json.dumps(found, ensure_ascii=False)


def as_xml(body: bytes) -> str:
    """Read XML: a feed, the map of the site."""
    try:
        ElementTree.fromstring(body)  # noqa: S314 - our own server's
    except ElementTree.ParseError as error:
        raise NotWholeError(f"XML: {error}") from None
    return body.decode()


def calendar(body: bytes) -> str:
    """Read a calendar: it ends, and so does each of its entries."""
    text = body.decode().replace("\r\n ", "")
    lines = text.split("\r\n")
    opened, closed = lines.count("BEGIN:VEVENT"), lines.count("END:VEVENT")
    is_whole = lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    if not is_whole or opened != closed:
        raise NotWholeError(f"a calendar begins {opened} entries and ends {closed}")
    return text


def plain(body: bytes) -> str:
    """Read a text."""
    return body.decode()
