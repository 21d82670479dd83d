"""One cell both ways: a value as the exports write it, and what any program wrote in one form."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone

from ..words import DatePrecision, clean_text, read_date, russian

JOINED_BY = "; "
"""How several names stand in one cell. Items of a list stand one a line instead."""
YES, NO = "да", "нет"
TRUTHS = {YES: YES, "true": YES, "истина": YES, "1": YES}
TRUTHS |= {NO: NO, "false": NO, "ложь": NO, "0": NO}

_PREPOSITION = re.compile(r"со?\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Broken:
    """A cell whose value cannot be taken as it is.

    Attributes:
        reason: a sentence for the person.
    """

    reason: str


Cell = str | float | bool | datetime | Broken
"""What a cell of a file can hold, whichever program wrote it."""


class RefusedError(Exception):
    """A cell that cannot be taken over; the message tells the person why."""


class Type(StrEnum):
    """What a column holds; the label is for the page about the data."""

    TEXT = "текст"
    NAMES = "названия через точку с запятой"
    LINES = "пункты, каждый с новой строки"
    NUMBER = "число"
    DATE = "дата"
    SINCE = "год, месяц или день словами"
    MOMENT = "дата и время по Москве"
    BOOLEAN = "да или нет"
    LINK = "адрес"

    @property
    def joint(self) -> str:
        """What stands between the values of a list in one cell."""
        return "\n" if self is Type.LINES else JOINED_BY


DATES = {
    Type.DATE: "— не дата: напишите, например, 2026-02-01 или 01.02.2026",
    Type.MOMENT: "— не дата со временем: напишите, например, 2026-02-01 09:30",
    Type.SINCE: "непонятно: напишите «с 2019 года», «с сентября 2025 года» или 2025-09-02",
}
"""The columns of dates, and what to say of a text that is none."""


def cell(value: Any, joint: str = JOINED_BY) -> str:
    """Return a column's value as text, as a spreadsheet reads it; nothing is an empty text."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case datetime():
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
        case list():
            return joint.join(map(str, value))
    return str(value)


def as_text(kind: Type, value: Cell) -> str:
    """Return a cell of a file in one form, whichever program wrote it.

    Raises:
        RefusedError: the cell does not hold what its column holds.
    """
    match value:
        case Broken():
            raise RefusedError(value.reason)
        case str():
            text = value.replace("\r\n", "\n").replace("\r", "\n")
        case bool():
            text = YES if value else NO
        case float():
            text = f"{value:.15g}"
        case datetime():
            text = value.isoformat(sep=" ")
    if kind in DATES:
        return date_text(kind, text) if clean_text(text) else ""
    if isinstance(value, datetime):
        raise RefusedError("здесь дата, а нужен текст: таблица могла сама сделать её из него.")
    if kind is Type.BOOLEAN:
        return TRUTHS.get(text.strip().casefold(), text)
    return text


def date_text(kind: Type, text: str) -> str:
    """Return a date as the exports write it, a time of day as far as it was written.

    Raises:
        RefusedError: it is none, or not a whole one; or a time where none belongs.
    """
    try:
        found = read_date(_PREPOSITION.sub("", text.strip()) if kind is Type.SINCE else text)
    except ValueError:
        found = None
    partial = found and kind is not Type.SINCE and found.precision != DatePrecision.DAY
    if not found or partial or (kind is Type.MOMENT and not found.time):
        raise RefusedError(f"«{text.strip()[:80]}» {DATES[kind]}.")
    if kind is Type.MOMENT:
        return f"{found.day.isoformat()} {found.time}"
    if found.time.strip("0:"):
        raise RefusedError(f"«{text.strip()[:80]}» — дата со временем: оставьте одну дату.")
    if kind is Type.SINCE:
        return russian.since(found.day, found.precision)
    return found.day.isoformat()
