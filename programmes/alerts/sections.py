"""What a letter tells: items in sections, each cut to what a letter has room for."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from ..words import russian

MAX_LINES = 4  # of one item
MAX_LINE_CHARACTERS = 240


@dataclass(frozen=True)
class Item:
    """A programme or an event of which something is told.

    Attributes:
        title: what it is called.
        lines: what is told.
        url: its address; empty where there is none any more.
    """

    title: str
    lines: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True)
class Section:
    """What is told in the same sense.

    Attributes:
        heading: that sense.
        forms: how its items are counted: one, few, many.
        items: some of them, or all.
        count: how many there are.
    """

    heading: str
    forms: tuple[str, str, str]
    items: tuple[Item, ...]
    count: int

    @classmethod
    def of(cls, heading: str, forms: tuple[str, str, str], items: Iterator[Item], count: int = 0):
        """Return a section of items that are read one by one; ``count`` where that is more."""
        read = tuple(items)
        return cls(heading, forms, read, max(count, len(read)))


@dataclass(frozen=True)
class Digest:
    """What a letter tells.

    Attributes:
        summary: «1 новая программа, 3 программы изменились».
        about: the question in words.
        since: the day since which it happened, in words.
        sections: what is told, the most telling first.
        more: how many items did not fit.
        url: the page of the question; empty where it has none any more.
        more_url: the page that has all.
    """

    summary: str
    about: str
    since: str
    sections: tuple[Section, ...]
    more: int
    url: str
    more_url: str


def item(title: str, lines: list[str], path: str = "", *, of: int = 0) -> Item:
    """Return an item, its lines cut to what a letter has room for.

    Args:
        title: what it is called.
        lines: what is told.
        path: of its page.
        of: how many lines there are in all, if not all of them are given.
    """
    shown = [cut(line) for line in lines[:MAX_LINES]]
    if left := max(of, len(lines)) - len(shown):
        shown.append(f"и ещё {russian.count_phrase(left, 'изменение', 'изменения', 'изменений')}")
    return Item(title, tuple(shown), settings.PORTAL_URL + path if path else "")


def cut(line: str) -> str:
    """Return a line as long as a letter has room for."""
    return line if len(line) <= MAX_LINE_CHARACTERS else f"{line[: MAX_LINE_CHARACTERS - 1]}…"
