"""The events that answer a question, from one version of the catalogue: the same in all formats."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from http import HTTPStatus
from itertools import chain

from django.http import QueryDict
from django.utils.functional import cached_property
from pyroaring import BitMap

from portal.responses import Refusal

from ..catalogue import Listing, PageLink, ProgrammeFilter, Snapshot, current, page_links
from ..models import Event, Programme
from ..words import NOT_STATED, EntryKind, russian
from .entries import Entry, Known, Name, known_entries, read_entries
from .question import FACETS, CalendarParameters, CalendarQuestion, Month, Time

MAX_EVENTS = 1000  # of one file: a calendar that a telephone still reads in a moment
PAGE_SIZE = 50  # events on a page of the list
SPEAKING = ("country", "side", "audience", "kind", "operator", "place", "industry")
"""Facets whose values a title names without the facet."""
CLOSING = "последний день заявок"
BEGINNING = {EntryKind.EVENT: "событие", EntryKind.INTAKE: "открывается приём заявок"}
"""What a day means to whoever plans."""
MAX_DEADLINES = 20  # of those that stand beside a page


@dataclass(frozen=True)
class Deadline:
    """A day to be ready for: on which something begins, or applications end.

    Attributes:
        day: that day.
        title: of the event or the programme.
        url: the path of its page.
        meaning: what happens on that day.
    """

    day: date
    title: str
    url: str
    meaning: str


def ask_calendar(
    params: QueryDict, day: date, parameters: CalendarParameters, *, page_size: int = PAGE_SIZE
) -> "Calendar":
    """Return the calendar's answer to a query string, refused or not, as it is now.

    Args:
        params: the query string, as Django parses it.
        day: the day for which it is told what is over.
        parameters: what the format may be asked.
        page_size: how many events a page of the format has.
    """
    snapshot = current(day)
    question = CalendarQuestion.read(params, snapshot.sets, parameters)
    answer = Calendar(question, snapshot, page_size)
    if answer.question.refusals:
        return answer
    if "page" not in parameters.names:
        return answer if answer.count <= MAX_EVENTS else answer.refused([too_many()])
    if refusals := answer.listing.refusals:
        return answer.refused(refusals, HTTPStatus.NOT_FOUND)
    return answer


def too_many() -> Refusal:
    """Refuse what a file cannot hold."""
    most = russian.count_phrase(MAX_EVENTS, "событие", "события", "событий")
    why = "уточните месяц, страну или программы либо возьмите JSON или Atom, они приходят по частям"
    return Refusal("", f"В файл помещается {most}: {why}.")


class Calendar:
    """What the calendar answers a question; a refused one has no events.

    Args:
        question: what was asked of this snapshot.
        snapshot: the version, and the day for which it is told what is over.
        page_size: how many events a page has.
    """

    def __init__(self, question: CalendarQuestion, snapshot: Snapshot, page_size: int):
        self.question, self.snapshot, self.page_size = question, snapshot, page_size

    def refused(
        self, refusals: list[Refusal], status: HTTPStatus = HTTPStatus.BAD_REQUEST
    ) -> "Calendar":
        """Return the answer to the same question, refused for what only the events could tell."""
        question = replace(self.question, refusals=refusals, status=status)
        return Calendar(question, self.snapshot, self.page_size)

    # --- Which events -----------------------------------------------------------------------

    @cached_property
    def names(self) -> list[Name]:
        """The entries in their order: what comes by its day, what is behind the latest first."""
        if self.question.refusals:
            return []
        found = [each.name for each in self._known if self._fits(each)]
        is_forward = self.question.month or self.question.time == Time.UPCOMING
        return found if is_forward else found[::-1]

    @property
    def count(self) -> int:
        return len(self.names)

    def entries(self) -> list[Entry]:
        """Return all entries of the answer with what any format shows of them."""
        return read_entries(self.names)

    @cached_property
    def listing(self) -> Listing:
        """The asked page of the entries."""
        return Listing(self.names, self.page_size, {"page": self.question.page_number})

    @cached_property
    def page(self) -> list[Entry]:
        """The entries of the asked page."""
        return read_entries(self.listing.rows)

    @property
    def newest_page(self) -> list[Entry]:
        """The entries of the asked page when they stand in the order of their changes."""
        newest = sorted(self._changed, key=self._changed.get, reverse=True)
        page = {"page": self.question.page_number}
        return read_entries(Listing(newest, self.page_size, page).rows)

    @property
    def changed_at(self) -> datetime | None:
        """When what the public sees of any entry of the answer changed last."""
        return max(self._changed.values(), default=None)

    @cached_property
    def _changed(self) -> dict[Name, datetime]:
        asked = {*self.names}
        return {each.name: each.entry.updated_at for each in self._known if each.name in asked}

    @property
    def pages(self) -> list[PageLink]:
        """The links to the pages of the list, each with the whole question."""
        last = self.listing.paginator.num_pages
        return page_links(self.question.page_number, last, self._page_query)

    def _page_query(self, number: int) -> str:
        return self.question.query(page=[str(number)])

    @cached_property
    def undated_count(self) -> int:
        """How many events of the answer have no day at all: these no calendar program shows."""
        asked = {*self.names}
        undated = (each.name for each in self._known if not each.entry.is_in_calendars)
        return sum(name in asked for name in undated)

    def offered(self, name: str) -> set[str]:
        """Return the values of a facet, or of ``country``, that any event has."""
        if name == "country":
            return {*chain.from_iterable(each.countries for each in self._known)}
        programmes = BitMap.union(BitMap(), *(each.programmes for each in self._known))
        members = self.snapshot.sets.members[name].items()
        found = {value for value, pks in members if pks & programmes}
        if name == "industry":
            found = found.union(*(each.industries for each in self._known))
        return found

    @property
    def _known(self) -> list[Known]:
        return self.snapshot.part(known_entries)

    def _fits(self, known: Known, *, in_any_month: bool = False) -> bool:
        """Tell whether an entry answers the question.

        One whose source names industries is of those, any other of those of its programmes.

        Args:
            known: the entry.
            in_any_month: whether the month is left out of the question.
        """
        question, sets = self.question, self.snapshot.sets
        is_past = known.entry.is_over_on(self.snapshot.day)
        countries, industries = question.values("country"), question.values("industry")
        if (
            (question.month and not in_any_month and not known.is_in(question.month))
            or (question.time != Time.ALL and is_past != (question.time == Time.PAST))
            or (countries and known.countries.isdisjoint(countries))
        ):
            return False
        programmes = known.programmes & self._programmes
        if industries and known.industries:
            return bool(programmes) and not known.industries.isdisjoint(industries)
        if industries:
            programmes = programmes & sets.chosen("industry", industries)
        return bool(programmes)

    @cached_property
    def _programmes(self) -> BitMap:
        """The published programmes that the question is about, whatever their industry."""
        question, sets = self.question, self.snapshot.sets
        found = sets.everything
        for name in FACETS:
            if name != "industry" and (values := question.values(name)):
                found = found & sets.chosen(name, values)
        if named := question.values("programme"):
            found = found & BitMap(sets.pk_of[slug] for slug in named)
        return found

    # --- Beside the events ------------------------------------------------------------------

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """The last days for applications, of events and of programmes, the nearest first."""
        if self.question.refusals:
            return []
        own = [each for each in self._known if self._fits(each)]
        days = [(each.entry.applications_until, each.name, CLOSING) for each in own]
        nearest = sorted(each for each in days if each[0] and self._is_asked(each[0]))
        if self.question.time != Time.UPCOMING and not self.question.month:
            nearest.reverse()
        return named_days(nearest[:MAX_DEADLINES])

    def nearest(self, count: int) -> list[Deadline]:
        """Return the next days on which something begins or applications end, the first of all."""
        days = []
        for each in self._known:
            entry = each.entry
            if not entry.is_cancelled and self._fits(each):
                days.append((entry.begins or entry.ends, each.name, BEGINNING[entry.entry_kind]))
                days.append((entry.applications_until, each.name, CLOSING))
        today = self.snapshot.day
        return named_days(sorted(each for each in days if each[0] and each[0] >= today)[:count])

    @property
    def days_of_applications(self) -> list[Deadline]:
        """The last days for applications, and the days on which intakes of the page open."""
        opening = [each for each in self.page if each.entry_kind == EntryKind.INTAKE]
        return self.deadlines + [
            Deadline(each.begins, each.title, each.get_absolute_url(), BEGINNING[each.entry_kind])
            for each in opening
            if each.begins
        ]

    def _is_asked(self, deadline: date) -> bool:
        month, today = self.question.month, self.snapshot.day
        if month and not month.first <= deadline <= month.last:
            return False
        is_over = deadline < today
        return self.question.time == Time.ALL or is_over == (self.question.time == Time.PAST)

    @property
    def in_words(self) -> str:
        """«Предстоящие события: Китай» or «События, март 2026 года»: what was asked."""
        question = self.question
        if question.month:
            title = f"События, {russian.lower_first(question.month.title)}"
        elif question.time == Time.ALL:
            title = "События"
        else:
            title = f"{Time(question.time).label} события"
        named = [
            condition(name, value, self.snapshot.sets.options[name][value])
            for name in ("country", *FACETS)
            for value in question.values(name)
        ]
        if chosen := len(question.values("programme")):
            named.append(russian.programmes_counted(chosen))
        return f"{title}: {', '.join(named)}" if named else title

    @property
    def known_until(self) -> date | None:
        """The last day that any source names."""
        return self._latest(lambda known: known.entry.last_day)

    @property
    def is_beyond(self) -> bool:
        """Whether nothing is asked but what lies behind the last day that any source names."""
        month, until = self.question.month, self.known_until
        return bool(until) and (month.first > until if month else self.question.time != Time.PAST)

    @cached_property
    def around(self) -> list[Month]:
        """The nearest months before and after the asked one in which the question has events."""
        month = self.question.month
        if not month:
            return []
        fitting = [each for each in self._known if self._fits(each, in_any_month=True)]
        spans = [(*(each.days or ()), each.entry.applications_until) for each in fitting]
        days = [*filter(None, chain.from_iterable(spans))]
        before = max((day for day in days if day < month.first), default=None)
        after = min((day for day in days if day > month.last), default=None)
        return [*filter(None, (Month.of(day) for day in (before, after) if day))]

    @property
    def told_on(self) -> date | None:
        """When the newest source of an event was published."""
        return self._latest(lambda known: known.told_on)

    def _latest(self, day: Callable[[Known], date | None]) -> date | None:
        return max(filter(None, map(day, self._known)), default=None)


def named_days(days: list[tuple[date, Name, str]]) -> list[Deadline]:
    """Return days with the titles and addresses of what they are of.

    Args:
        days: each with the name of the entry and what it means.
    """
    models = {EntryKind.EVENT: Event, EntryKind.INTAKE: Programme}
    records = {
        kind: model.objects.in_bulk([pk for _, (of, pk), _ in days if of == kind])
        for kind, model in models.items()
    }
    of = [(day, records[kind][pk], meaning) for day, (kind, pk), meaning in days]
    return [
        Deadline(day, each.title, each.get_absolute_url(), meaning) for day, each, meaning in of
    ]


def condition(name: str, value: str, words: str) -> str:
    """Return a value as a title has it: alone where it speaks for itself, else with its facet."""
    if name in SPEAKING and value != NOT_STATED:
        return words
    label = russian.lower_first(ProgrammeFilter.label(name))
    return f"{label}{russian.NBSP}— {russian.lower_first(words)}"
