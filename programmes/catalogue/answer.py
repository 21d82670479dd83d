"""Catalogue: the one door; understands a question or refuses it, answers alike in each format."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from http import HTTPStatus
from itertools import islice
from urllib.parse import quote_plus

from django.http import QueryDict
from pyroaring import BitMap

from portal.responses import without_blanks, without_unreadable

from ..models import Programme
from ..search import Matches, Understanding, match, nearest, understand
from .filters import ProgrammeFilter, Refusal, Sort
from .paging import PageLink, no_such_page, page_links
from .phrases import condition_in_words, question_in_words
from .sets import FacetIndex, Version
from .snapshot import Snapshot, current

PAGE_SIZE = 20
ROWS_AT_ONCE = 500  # how many records an export reads with one set of queries


@dataclass(frozen=True)
class Option:
    """One value of a facet beside the list; ``toggled`` gives the question with it turned over."""

    value: str
    label: str
    count: int
    selected: bool
    toggled: Callable[[], str]

    @property
    def query(self) -> str:
        """The question with this value ticked or unticked: few pages link all of them."""
        return self.toggled()


@dataclass(frozen=True)
class Facet:
    """One facet beside the list, counted with its own choice left out."""

    name: str
    label: str
    single: bool
    options: list[Option]

    @property
    def chosen(self) -> int:
        return sum(option.selected for option in self.options)


@dataclass(frozen=True)
class Chip:
    """One condition of the question, and the question without it."""

    label: str
    value: str
    query: str
    count: int


class Catalogue:
    """The answer to one question.

    Args:
        params: the query string, as Django parses it.
        day: the day for which intake is reckoned.
        paged: whether the format is given page by page (HTML, JSON, Atom) or whole.
        page_size: how many programmes a page has; as many as a page for people when left out.

    Attributes:
        is_renamed: whether the question names records by codes that they had before.
        refusals: what was not understood; when there is anything, there are no rows.
        is_past_the_end: whether the question is sound and only the page is not there.
    """

    def __init__(self, params: QueryDict, day: date, *, paged: bool = True, page_size: int = 0):
        self.day, self.page_size = day, page_size or PAGE_SIZE
        self.snapshot: Snapshot = current(day)
        self.version: Version = self.snapshot.version
        self.index: FacetIndex = self.snapshot.sets
        asked = without_blanks(params)
        renewed = renamed(asked, self.index.former)
        self.is_renamed = asked != renewed
        self.params = ProgrammeFilter.canonical(renewed, paged=paged)
        options = self.index.options
        self.refusals: list[Refusal] = ProgrammeFilter.refusals(self.params, options, paged)
        self.is_past_the_end = not self.refusals and self.page_number > self.page_count
        if self.is_past_the_end:
            sentence = no_such_page(self.page_number, self.page_count)
            self.refusals = [Refusal("page", sentence)]
            del self.selected, self.choices, self._conditions

    # --- The question -----------------------------------------------------------------------

    @property
    def words(self) -> str:
        """The words as typed; of a refused question, without the characters nobody could read."""
        return without_unreadable(self._single("q"))

    @cached_property
    def choices(self) -> dict[str, list[str]]:
        """The chosen values of each facet that was asked for; none in a refused question."""
        if self.refusals:
            return {}
        asked = {name: {*self.params.get(name, ())} for name in ProgrammeFilter.facets()}
        return {
            name: [value for value in self.index.options[name] if value in values]
            for name, values in asked.items()
            if values
        }

    @property
    def sort(self) -> str:
        """The order of the list: by relevance only where there are words."""
        return self._single("sort") or self.default_sort

    @property
    def literal(self) -> bool:
        """Whether the words are searched exactly as typed."""
        return bool(self._single("literal"))

    @property
    def page_number(self) -> int:
        return int(self._single("page") or 1)

    def _single(self, name: str) -> str:
        return self.params.get(name, [""])[0]

    @property
    def status(self) -> HTTPStatus:
        """The status of the answer in every format: a sound question may ask for a missing page."""
        if self.is_past_the_end:
            return HTTPStatus.NOT_FOUND
        return HTTPStatus.BAD_REQUEST if self.refusals else HTTPStatus.OK

    @property
    def understood_query(self) -> str:
        """What is left of a refused question without the parameters that were refused."""
        refused = {refusal.parameter for refusal in self.refusals}
        return self.query(**{name: [] for name in refused})

    @property
    def query_with_page(self) -> str:
        """The whole question as a clean query string: where an address with blanks leads."""
        return self.query(page=self.params.get("page", []))

    def query(self, **changes: list[str]) -> str:
        """Return the question as a clean query string, without a page, with some values changed.

        Args:
            changes: the new values of parameters; an empty list drops the parameter.
        """
        changed = {**self.params, "page": [], **changes}
        params = ProgrammeFilter.canonical(changed, paged=True)
        known = [name for name in ProgrammeFilter.parameters() if name in params]
        return "&".join(f"{name}={quoted(value)}" for name in known for value in params[name])

    @property
    def literal_query(self) -> str:
        """The same question with its words searched exactly as typed."""
        return self.query(literal=["1"])

    @property
    def default_sort(self) -> str:
        """The order of a list whose question names none."""
        return ProgrammeFilter.default_sort(self.params)

    # --- The answer -------------------------------------------------------------------------

    @cached_property
    def understanding(self) -> Understanding | None:
        """How the words were read; None where there are no words."""
        if not self.words or self.refusals:
            return None
        return understand(self.words, self.snapshot.reader, literal=self.literal)

    @property
    def lemmas(self) -> frozenset[str]:
        """The dictionary forms to mark in titles and excerpts; none where there are no words."""
        return self.understanding.lemmas if self.understanding else frozenset()

    @cached_property
    def matches(self) -> Matches | None:
        """The programmes that match the words, best first; None where there are no words."""
        if self.understanding is None:
            return None
        return match(self.understanding.groups, self.snapshot.vocabulary)

    def _selected(self, without: str = "") -> BitMap:
        """Return the programmes of the question with one of its conditions left out."""
        kept = [found for name, found in self._conditions.items() if name != without]
        return BitMap.intersection(self.index.everything, *kept)

    @cached_property
    def _conditions(self) -> dict[str, BitMap]:
        """The programmes that meet each condition of the question by itself."""
        found = {name: self.index.chosen(name, values) for name, values in self.choices.items()}
        return found if self.matches is None else {**found, "q": BitMap(self.matches.ids)}

    @cached_property
    def selected(self) -> BitMap:
        """The primary keys of the answer, as a set."""
        return BitMap() if self.refusals else self._selected()

    @cached_property
    def pks(self) -> list[int]:
        """The primary keys of the answer in its order."""
        return list(self._ordered())

    @property
    def page_pks(self) -> list[int]:
        """The primary keys of the asked page in its order."""
        start = (self.page_number - 1) * self.page_size
        return list(islice(self._ordered(), start, start + self.page_size))

    def _ordered(self) -> Iterator[int]:
        if self.refusals:
            return iter(())
        if self.sort != "relevance":
            return self.index.ordered(self.sort, self.selected)
        found = self.matches.ids if self.matches else ()
        return (pk for pk in found if pk in self.selected)

    @property
    def count(self) -> int:
        return len(self.selected)

    @property
    def page_count(self) -> int:
        return max(1, -(-self.count // self.page_size))

    @property
    def pages(self) -> list[PageLink]:
        """The first, the last and the pages around the asked one; a gap where some are left out."""
        return page_links(
            self.page_number, self.page_count, lambda number: self.query(page=[str(number)])
        )

    @cached_property
    def page(self) -> list[Programme]:
        """The programmes of the asked page, ready for cards."""
        return in_order(Programme.objects.for_cards(), self.page_pks)

    def rows(self) -> Iterator[Programme]:
        """Yield all programmes of the answer as on cards, reading a bounded number at a time."""
        for start in range(0, len(self.pks), ROWS_AT_ONCE):
            chunk = self.pks[start : start + ROWS_AT_ONCE]
            yield from in_order(Programme.objects.for_cards(), chunk)

    # --- What stands around the list --------------------------------------------------------

    @cached_property
    def facets(self) -> list[Facet]:
        """All facets with their counts; values that lead nowhere show 0 or are left out."""
        return [self._facet(name, facet) for name, facet in ProgrammeFilter.facets().items()]

    def _facet(self, name, facet) -> Facet:
        chosen = self.choices.get(name, [])
        base = self._selected(without=name) if chosen else self.selected
        options = []
        for value, label in self.index.options[name].items():
            members = self.index.members[name].get(value)
            if members is None and value not in chosen:
                continue
            selected = value in chosen
            options.append(
                Option(
                    value=value,
                    label=label,
                    count=base.intersection_cardinality(members) if members else 0,
                    selected=selected,
                    toggled=partial(self._toggled, name, value, single=facet.single),
                )
            )
        return Facet(name, facet.label, facet.single, options)

    def _toggled(self, name: str, value: str, *, single: bool) -> str:
        chosen = self.choices.get(name, [])
        if value in chosen:
            return self.query(**{name: [v for v in chosen if v != value]})
        return self.query(**{name: [value] if single else [*chosen, value]})

    @cached_property
    def chips(self) -> list[Chip]:
        """Every condition of the question with what is left when it is dropped."""
        chips = []
        if self.words:
            without = self.query(q=[])
            left = len(self._selected(without="q"))
            chips.append(Chip(ProgrammeFilter.label("q"), self.words, without, left))
        for name, values in self.choices.items():
            for value in values:
                rest = [v for v in values if v != value]
                left = self._selected(without=name)
                if rest:
                    left = left & self.index.chosen(name, rest)
                label = ProgrammeFilter.label(name)
                query = self.query(**{name: rest})
                chips.append(Chip(label, self.index.options[name][value], query, len(left)))
        return chips

    @property
    def ways_out(self) -> list[dict]:
        """For an empty answer: the conditions to drop, the ones that give most first.

        A condition is a whole parameter: with two audiences ticked, dropping one of them cannot
        give more than the two together.
        """
        ways = [self._way(name, {name: []}, self._selected(without=name)) for name in self.asked]
        return sorted((w for w in ways if w["count"]), key=lambda w: -w["count"])

    @property
    def kept_alone(self) -> list[dict]:
        """For an answer that stays empty whichever condition is dropped: each one by itself."""
        ways = []
        for name in self.asked:
            others = {other: [] for other in self.asked if other != name}
            alone = self.choices.get(name)
            found = self.index.chosen(name, alone) if alone else BitMap(self.matches.ids)
            ways.append(self._way(name, others, found))
        return sorted((w for w in ways if w["count"]), key=lambda w: -w["count"])

    @property
    def asked(self) -> list[str]:
        """The names of the conditions of the question."""
        return [*(["q"] if self.words else []), *self.choices]

    def _way(self, name: str, changes: dict[str, list[str]], found: BitMap) -> dict:
        values = self.choices.get(name, [self.words])
        label = condition_in_words(name, values, self.index.options.get(name, {}))
        return {"label": label, "query": self.query(**changes), "count": len(found)}

    @property
    def nearest(self) -> list[tuple[str, str]]:
        """For words the catalogue does not know: its words like them, each with its question."""
        unknown = self.understanding.unknown if self.understanding else ()
        words = [near for word in unknown for near in nearest(word, self.snapshot.vocabulary)]
        return [(word, self.query(q=[word])) for word in dict.fromkeys(words)]

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The orders that make sense for this question."""
        return [order for order in Sort.ORDERS if self.words or order[0] != "relevance"]

    @property
    def in_words(self) -> str:
        """The question as a Russian phrase: «Программы для экспортёров по запросу „заём“»."""
        index = self.index
        return question_in_words(self.words, self.choices, index.options, index.genitives)


@lru_cache(maxsize=4096)
def quoted(value: str) -> str:
    """Return a value as a query string has it; a page says the same ones again and again."""
    return quote_plus(value)


def renamed(params: dict[str, list[str]], former: dict[str, dict[str, str]]) -> dict:
    """Return the parameters with the codes that records had before as those they have now."""
    return {
        name: [former.get(name, {}).get(value, value) for value in values]
        for name, values in params.items()
    }


def in_order(programmes, pks: list[int]) -> list[Programme]:
    """Fetch programmes by primary key, in the order of the keys."""
    by_pk = programmes.in_bulk(pks)
    return [by_pk[pk] for pk in pks if pk in by_pk]
