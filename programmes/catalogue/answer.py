"""Answer: the one door to the programmes; every format shows what it selects and counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from typing import NamedTuple

from django.http import QueryDict
from django.utils.functional import cached_property
from pyroaring import BitMap, FrozenBitMap

from ..models import Programme
from ..search import Matches, Understanding
from ..words import NOT_STATED, Amount, Nature, russian
from .filters import OF_FORMAT, BandFilter, FacetFilter, ProgrammeFilter, Refusal
from .paging import PageLink, page_links
from .phrases import condition_in_words
from .question import Question
from .searching import AskedWord, Search
from .sets import FacetIndex
from .snapshot import Snapshot, current

IMPLIED = {"nature": [Nature.SUPPORT]}
"""What a question without words is about unless it says otherwise: strategies and reforms are found
by words, by their names and by their facet."""
FINDING = {"q", "programme"}
UNTOLD = (NOT_STATED, Amount.NO_MONEY)
"""Values of a band that name no figure."""
NONE = FrozenBitMap()
ROWS_AT_ONCE = 500  # how many records an export reads with one set of queries


class Option(NamedTuple):
    """One value of a facet beside the list; ``toggled`` gives the question with one turned over."""

    value: str
    label: str
    count: int
    selected: bool
    toggled: Callable[[str], str]

    @property
    def query(self) -> str:
        """The question with this value ticked or unticked: few pages link all of them."""
        return self.toggled(self.value)


@dataclass(frozen=True)
class Facet:
    """One facet beside the list, counted with its own choice left out."""

    name: str
    label: str
    single: bool
    options: list[Option]
    is_offered: bool = True

    @cached_property
    def chosen(self) -> int:
        return sum(option.selected for option in self.options)


@dataclass(frozen=True)
class Chip:
    """One condition of the question, and the question without it."""

    label: str
    value: str
    query: str


def ask(
    params: QueryDict, day: date, *, of_format: tuple[str, ...] = OF_FORMAT, page_size: int = 0
) -> "Answer":
    """Return the answer to a query string, refused or not, from the catalogue as it is now.

    Args:
        params: the query string, as Django parses it.
        day: the day for which intake is reckoned.
        of_format: which of ``OF_FORMAT`` the format has; the page for people has all.
        page_size: how many programmes a page has; as many as the question says when left out.
    """
    snapshot = current(day)
    question = Question.read(params, snapshot.sets, of_format)
    size = page_size or question.page_size
    answer = Answer(question, snapshot, size)
    if not question.refusals and question.page_number > answer.page_count:
        return Answer(question.past_the_end(answer.page_count), snapshot, size)
    return answer


class Answer:
    """What the catalogue answers a question, from one version of it; a refused one has no rows.

    Args:
        question: what was asked of this snapshot.
        snapshot: the version, and the day for which intake is reckoned.
        page_size: how many programmes a page has.
    """

    def __init__(self, question: Question, snapshot: Snapshot, page_size: int):
        self.question, self.snapshot, self.page_size = question, snapshot, page_size
        self.index: FacetIndex = snapshot.sets

    def refused(self, refusals: list[Refusal]) -> "Answer":
        """Return the answer to the same question, refused for what only its page could tell."""
        return Answer(self.question.refused(refusals), self.snapshot, self.page_size)

    # --- Which programmes -------------------------------------------------------------------

    @cached_property
    def _search(self) -> Search | None:
        if not self.question.words or self.question.refusals:
            return None
        return Search(self.question, self.snapshot)

    @property
    def understanding(self) -> Understanding | None:
        """How the words were read; None where there are no words."""
        return self._search and self._search.understanding

    @property
    def lemmas(self) -> frozenset[str]:
        """The dictionary forms to mark in titles and excerpts; none where there are no words."""
        return self.understanding.lemmas if self.understanding else frozenset()

    @property
    def matches(self) -> Matches | None:
        """The programmes that match the words, best first; None where there are no words."""
        return self._search and self._search.matches

    @cached_property
    def similar(self) -> list[int]:
        """The primary keys of programmes like the words in meaning, never of the answer itself."""
        if self._search is None or self.question.page_number > 1:
            return []
        return self._search.similar(self._narrowed(without="q") - self.selected, self.count)

    @property
    def words_met(self) -> int:
        """How many words of the question had to be found."""
        return len(self.matches.met) if self.matches else 0

    @property
    def asked_words(self) -> list[AskedWord]:
        """Each word with what it finds alone, where no programme has all of them."""
        return self._search.words(self._narrowed(without="q")) if self._search else []

    def _selected(self, without: str = "") -> BitMap:
        """Return the programmes of the question with one of its conditions left out."""
        found = self._narrowed(without)
        if IMPLIED.keys() & self._conditions.keys() - {without} or self._searches(without):
            return found
        return self._implied(found)

    def _searches(self, without: str = "") -> bool:
        """Tell whether a question finds by words or names, one of its conditions left out."""
        return bool(FINDING & self._conditions.keys() - {without})

    def _narrowed(self, without: str) -> BitMap:
        """Return the programmes that meet all conditions but one, and none that goes unsaid."""
        kept = [found for name, found in self._conditions.items() if name != without]
        return BitMap.intersection(self.index.everything, *kept)

    def _implied(self, found: BitMap) -> BitMap:
        """Keep what a question without words is about when it does not say otherwise."""
        for name, values in IMPLIED.items():
            found = found & self.index.chosen(name, values)
        return found

    @cached_property
    def _conditions(self) -> dict[str, BitMap]:
        """The programmes that meet each condition of the question by itself."""
        choices = self.question.choices
        found = {name: self.index.chosen(name, values) for name, values in choices.items()}
        if self.question.chosen:
            found["programme"] = BitMap(self.question.chosen)
        return found if self.matches is None else {**found, "q": self.matches.programmes}

    @cached_property
    def selected(self) -> BitMap:
        """The primary keys of the answer, as a set."""
        return BitMap() if self.question.refusals else self._selected()

    @cached_property
    def pks(self) -> list[int]:
        """The primary keys of the answer in its order."""
        return list(self._ordered())

    @property
    def page_pks(self) -> list[int]:
        """The primary keys of the asked page in its order."""
        start = (self.question.page_number - 1) * self.page_size
        return list(islice(self._ordered(), start, start + self.page_size))

    def _ordered(self) -> Iterator[int]:
        if self.question.refusals:
            return iter(())
        if self.question.sort not in ("relevance", "chosen"):
            return self.index.ordered(self.question.sort, self.selected)
        matched = self.matches.best_first() if self.matches else ()
        found = matched if self.question.sort == "relevance" else self.question.chosen
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
            self.question.page_number,
            self.page_count,
            lambda number: self.question.query(page=[str(number)]),
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
        chosen = self.question.choices.get(name, [])
        if name in IMPLIED:
            base = self._narrowed(without=name)
        else:
            base = self._selected(without=name) if chosen else self.selected
        members = self.index.members[name]
        toggled = partial(self._toggled, name, single=facet.single)
        options = []
        for value, label in self.index.options[name].items():
            if value in members or value in chosen:
                count = base.intersection_cardinality(members.get(value, NONE))
                options.append(Option(value, label, count, value in chosen, toggled))
        return Facet(name, facet.label, facet.single, options, self._is_offered(facet, options))

    @staticmethod
    def _is_offered(facet: FacetFilter, options: list[Option]) -> bool:
        """Tell whether a facet says enough to be offered; a chosen one always stands there."""
        if not isinstance(facet, BandFilter) or any(option.selected for option in options):
            return len(options) > 1
        total = sum(option.count for option in options)
        told = sum(option.count for option in options if option.value not in UNTOLD)
        return total > 0 and told >= facet.SHOWN_FROM * total

    def _toggled(self, name: str, value: str, *, single: bool) -> str:
        chosen = self.question.choices.get(name, [])
        if value in chosen:
            return self.question.query(**{name: [v for v in chosen if v != value]})
        return self.question.query(**{name: [value] if single else [*chosen, value]})

    @cached_property
    def chips(self) -> list[Chip]:
        """Every condition of the question."""
        chips = []
        if self.question.words:
            without = self.question.query(q=[])
            chips.append(Chip(ProgrammeFilter.label("q"), self.question.words, without))
        if self.question.chosen:
            named = russian.programmes_counted(len(self.question.chosen))
            without = self.question.query(programme=[])
            chips.append(Chip(ProgrammeFilter.label("programme"), named, without))
        for name, values in self.question.choices.items():
            label, names = ProgrammeFilter.label(name), self.index.options[name]
            for value in values:
                without = self.question.query(**{name: [v for v in values if v != value]})
                chips.append(Chip(label, names[value], without))
        return chips

    @property
    def ways_out(self) -> list[dict]:
        """For an empty answer: the conditions to drop, the ones that give most first.

        A condition is a whole parameter: with two audiences ticked, dropping one of them cannot
        give more than the two together.
        """
        ways = [
            self._way(name, {name: []}, self._selected(without=name))
            for name in self.question.conditions
        ]
        return sorted((w for w in ways if w["count"]), key=lambda w: -w["count"])

    @property
    def kept_alone(self) -> list[dict]:
        """For an answer that stays empty whichever condition is dropped: each one by itself."""
        ways = []
        for name in self.question.conditions:
            others = {other: [] for other in self.question.conditions if other != name}
            found = self._conditions[name]
            if name not in FINDING | IMPLIED.keys():
                found = self._implied(found)
            ways.append(self._way(name, others, found))
        return sorted((w for w in ways if w["count"]), key=lambda w: -w["count"])

    def _way(self, name: str, changes: dict[str, list[str]], found: BitMap) -> dict:
        if name == "programme":
            values = [russian.programmes_counted(len(self.question.chosen))]
        else:
            values = self.question.choices.get(name, [self.question.words])
        label = condition_in_words(name, values, self.index.options.get(name, {}))
        return {"label": label, "query": self.question.query(**changes), "count": len(found)}

    @property
    def nearest(self) -> list[tuple[str, str]]:
        """For words the catalogue does not know: its words like them, each with its question."""
        return self._search.nearest if self._search else []


def in_order(programmes, pks: list[int]) -> list[Programme]:
    """Fetch programmes by primary key, in the order of the keys."""
    by_pk = programmes.in_bulk(pks)
    return [by_pk[pk] for pk in pks if pk in by_pk]
