"""Long lists in pages: which page was asked for, its rows, and the links to the others."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from portal.responses import Parameters, Refusal

from ..words import russian, typed_words
from .filters import is_page
from .objections import no_number, too_long


@dataclass(frozen=True)
class PageLink:
    """One page of the list, or a gap between two (``number`` 0)."""

    number: int
    query: str
    current: bool


@dataclass(frozen=True)
class PageParameters(Parameters):
    """A page of a list is all that may be asked for."""

    names: tuple[str, ...] = ("page",)

    def objection(self, name, values):
        found = super().objection(name, values)
        return found or ("" if is_page(values[0]) else no_number(values[0]))

    def canonical(self, params):
        numbers = [value.lstrip("0") for value in params.get("page", ())]
        return {"page": numbers} if numbers not in ([], ["1"]) else {}


@dataclass(frozen=True)
class WordsAndPage(PageParameters):
    """A page of a list that can be searched by words."""

    names: tuple[str, ...] = ("q", "page")

    def objection(self, name, values):
        if name != "q":
            return super().objection(name, values)
        found = Parameters.objection(self, name, values)
        return found or too_long(values[0])

    def canonical(self, params):
        words = [*filter(None, map(typed_words, params.get("q", ())))]
        return ({"q": words} if words else {}) | super().canonical(params)


class Listing:
    """One page of a long list.

    Args:
        rows: all of them, in their order: a query or a sequence with ``count``.
        size: how many rows a page has.
        params: the question of ``PageParameters`` or of ``WordsAndPage``.
    """

    def __init__(self, rows, size: int, params: QueryDict):
        self.words = typed_words(params.get("q", ""))
        self.paginator = Paginator(rows, size)
        self.number = int(params.get("page", 1))

    @property
    def count(self) -> int:
        """How many rows all pages have."""
        return self.paginator.count

    @property
    def refusals(self) -> list[Refusal]:
        """Say that there is no such page; empty when there is."""
        last = self.paginator.num_pages
        return [Refusal("page", no_such_page(self.number, last))] if self.number > last else []

    @cached_property
    def rows(self) -> list:
        return list(self.paginator.page(self.number).object_list)

    @property
    def pages(self) -> list[PageLink]:
        return page_links(self.number, self.paginator.num_pages, self._query)

    @property
    def query(self) -> str:
        """What the canonical address of the page ends with."""
        return self._query(self.number)

    def _query(self, number: int) -> str:
        words = urlencode({"q": self.words}) if self.words else ""
        return "&".join(filter(None, [words, page_query(number)]))

    def titled(self, title: str) -> str:
        """Return the title of the page: pages of one list do not share it."""
        return f"{title}, страница {self.number}" if self.number > 1 else title


class Joined:
    """Several lists as one, for instance the parts that an organisation has in programmes.

    Args:
        lists: a query for each name, in the order of the page.
    """

    def __init__(self, lists: dict[str, QuerySet]):
        self.lists = lists

    @cached_property
    def counts(self) -> dict[str, int]:
        """How long each of the lists is."""
        return {name: rows.count() for name, rows in self.lists.items()}

    def count(self) -> int:
        return sum(self.counts.values())

    def __getitem__(self, asked: slice) -> list[tuple[str, Model]]:
        """Return pairs of a list's name and a row."""
        found, before = [], 0
        for name, rows in self.lists.items():
            first, last = (max(0, place - before) for place in (asked.start, asked.stop))
            found += [(name, row) for row in rows[first:last]]
            before += self.counts[name]
        return found


def page_query(number: int) -> str:
    """Return the query string of a page where nothing else can be asked."""
    return f"page={number}" if number > 1 else ""


def page_links(number: int, last: int, query: Callable[[int], str]) -> list[PageLink]:
    """Return the first, the last and the pages around one; a gap where some are left out.

    Args:
        number: the page that is shown.
        last: the number of pages.
        query: returns the query string of a page.
    """
    near = range(number - 1, number + 2)
    links, before = [], 0
    for page in sorted({1, last, *(page for page in near if 1 <= page <= last)}):
        if page - before > 1:
            links.append(PageLink(0, "", current=False))
        links.append(PageLink(page, query(page), page == number))
        before = page
    return links


def no_such_page(number: int, last: int) -> str:
    """Return the sentence about a page past the end of a list."""
    pages = russian.count_phrase(last, "страница", "страницы", "страниц")
    return f"Страницы {russian.number(number)} нет: в этом списке {pages}."
