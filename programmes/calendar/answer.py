"""The events that answer a question, from one version of the catalogue: the same in all formats."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from http import HTTPStatus

from django.db.models import F, Prefetch
from django.http import QueryDict
from django.utils.functional import cached_property
from pyroaring import BitMap

from portal.responses import Refusal

from ..catalogue import Listing, PageLink, ProgrammeFilter, Snapshot, current, page_links
from ..models import Event, Programme
from ..words import NOT_STATED, Intake, State, russian
from .question import FACETS, CalendarParameters, CalendarQuestion, Month, Time

MAX_EVENTS = 1000  # of one file: a calendar that a telephone still reads in a moment
PAGE_SIZE = 50  # events on a page of the list
SPEAKING = ("country", "side", "audience", "kind", "operator", "place", "industry")
"""Facets whose values a title names without the facet."""
MAX_DEADLINES = 20  # of those that stand beside a page


@dataclass(frozen=True)
class Known:
    """An event as the calendar looks for it.

    Attributes:
        event: with its dates, its state and the code of its country alone.
        programmes: the published programmes that it belongs to.
        industries: the codes of its own industries.
    """

    event: Event
    programmes: BitMap
    industries: frozenset[str]

    @property
    def first(self) -> date | None:
        """The first known day of the event itself."""
        return self.event.begins or self.event.ends

    @property
    def last(self) -> date | None:
        """The last known day of the event itself."""
        return self.event.ends or self.event.begins

    def is_in(self, month: Month) -> bool:
        """Tell whether a day of the event, or the last one for applications, lies in a month."""
        until = self.event.applications_until
        if until and month.first <= until <= month.last:
            return True
        return bool(self.first and self.first <= month.last and self.last >= month.first)

    @property
    def key(self) -> tuple:
        """What the event is sorted by: those of an unknown day last."""
        return self.event.waited_for or date.max, self.event.sort_key, self.event.slug


@dataclass(frozen=True)
class Deadline:
    """The last day for applications.

    Attributes:
        day: that day.
        title: of the event or the programme.
        url: the path of its page.
    """

    day: date
    title: str
    url: str


def known_events(snapshot: Snapshot) -> list[Known]:
    """Return the public events in the order of their days, as a part of a snapshot."""
    published = {"programme__state": State.PUBLISHED}
    programmes, industries = defaultdict(BitMap), defaultdict(set)
    for event, programme in Event.programmes.through.objects.filter(**published).values_list(
        "event_id", "programme_id"
    ):
        programmes[event].add(programme)
    for event, slug in Event.industries.through.objects.values_list("event_id", "industry__slug"):
        industries[event].add(slug)
    fields = ("slug", "sort_key", "begins", "ends", "applications_until", "state", "updated_at")
    read = Event.objects.public().only(*fields).order_by("pk")
    read = read.annotate(country_code=F("country__slug"), told_on=F("source__published_on"))
    found = [Known(each, programmes[each.pk], frozenset(industries[each.pk])) for each in read]
    return sorted(found, key=lambda each: each.key)


def dated_intakes(snapshot: Snapshot) -> list[tuple[int, date]]:
    """Return the published programmes with a last day of their intake, as a part of a snapshot."""
    dated = Programme.objects.published().filter(intake=Intake.DATED, intake_closes__isnull=False)
    return list(dated.order_by("pk").values_list("pk", "intake_closes"))


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
    return Refusal("", f"В файл помещается {most}: уточните месяц, страну или программы.")


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
    def pks(self) -> list[int]:
        """The events in their order: what comes by its day, what is behind the latest first."""
        if self.question.refusals:
            return []
        found = [each.event.pk for each in self._known if self._fits(each)]
        is_forward = self.question.month or self.question.time == Time.UPCOMING
        return found if is_forward else found[::-1]

    @property
    def count(self) -> int:
        return len(self.pks)

    def events(self) -> list[Event]:
        """Return all events of the answer with what any format shows of them."""
        return read_events(self.pks)

    @cached_property
    def listing(self) -> Listing:
        """The asked page of the events."""
        return Listing(self.pks, self.page_size, {"page": self.question.page_number})

    @cached_property
    def page(self) -> list[Event]:
        """The events of the asked page."""
        return read_events(self.listing.rows)

    @property
    def newest_page(self) -> list[Event]:
        """The events of the asked page when they stand in the order of their changes."""
        newest = sorted(self._changed, key=self._changed.get, reverse=True)
        page = {"page": self.question.page_number}
        return read_events(Listing(newest, self.page_size, page).rows)

    @property
    def changed_at(self) -> datetime | None:
        """When what the public sees of any event of the answer changed last."""
        return max(self._changed.values(), default=None)

    @cached_property
    def _changed(self) -> dict[int, datetime]:
        asked = {*self.pks}
        return {e.event.pk: e.event.updated_at for e in self._known if e.event.pk in asked}

    @property
    def pages(self) -> list[PageLink]:
        """The links to the pages of the list, each with the whole question."""
        last = self.listing.paginator.num_pages
        return page_links(self.question.page_number, last, self._page_query)

    def _page_query(self, number: int) -> str:
        return self.question.query(page=[str(number)])

    @cached_property
    def undated_count(self) -> int:
        """How many events of the answer have no date at all: these no calendar program shows."""
        asked = {*self.pks}
        return sum(e.event.pk in asked and not e.event.waited_for for e in self._known)

    def offered(self, name: str) -> set[str]:
        """Return the values of a facet, or of ``country``, that any event has."""
        if name == "country":
            return {each.event.country_code for each in self._known} - {None}
        programmes = BitMap.union(BitMap(), *(each.programmes for each in self._known))
        members = self.snapshot.sets.members[name].items()
        found = {value for value, pks in members if pks & programmes}
        if name == "industry":
            found = found.union(*(each.industries for each in self._known))
        return found

    @property
    def _known(self) -> list[Known]:
        return self.snapshot.part(known_events)

    def _fits(self, known: Known, *, in_any_month: bool = False) -> bool:
        """Tell whether an event answers the question.

        One whose source names industries is of those, any other of those of its programmes.

        Args:
            known: the event.
            in_any_month: whether the month is left out of the question.
        """
        question, sets = self.question, self.snapshot.sets
        is_past = known.event.is_over_on(self.snapshot.day)
        countries, industries = question.values("country"), question.values("industry")
        if (
            (question.month and not in_any_month and not known.is_in(question.month))
            or (question.time != Time.ALL and is_past != (question.time == Time.PAST))
            or (countries and known.event.country_code not in countries)
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
        own = [each.event for each in self._known if self._fits(each)]
        dated, asked = self.snapshot.part(dated_intakes), self._asked_programmes
        days = [(event.applications_until, "event", event.pk) for event in own]
        days += [(day, "programme", pk) for pk, day in dated if pk in asked]
        nearest = sorted(each for each in days if each[0] and self._is_asked(each[0]))
        if self.question.time != Time.UPCOMING and not self.question.month:
            nearest.reverse()
        nearest = nearest[:MAX_DEADLINES]
        models = {"event": Event, "programme": Programme}
        named = {
            kind: model.objects.in_bulk([pk for _, of, pk in nearest if of == kind])
            for kind, model in models.items()
        }
        return [
            Deadline(day, named[kind][pk].title, named[kind][pk].get_absolute_url())
            for day, kind, pk in nearest
        ]

    def _is_asked(self, deadline: date) -> bool:
        month, today = self.question.month, self.snapshot.day
        if month and not month.first <= deadline <= month.last:
            return False
        is_over = deadline < today
        return self.question.time == Time.ALL or is_over == (self.question.time == Time.PAST)

    @property
    def _asked_programmes(self) -> BitMap:
        found, sets = self._programmes, self.snapshot.sets
        for name in ("industry", "country"):
            if values := self.question.values(name):
                found = found & sets.chosen(name, values)
        return found

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
        return self._latest(lambda known: known.last or known.event.applications_until)

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
        days = [day for each in fitting for day in (each.first, each.last) if day]
        before = max((day for day in days if day < month.first), default=None)
        after = min((day for day in days if day > month.last), default=None)
        return [*filter(None, (Month.of(day) for day in (before, after) if day))]

    @property
    def told_on(self) -> date | None:
        """When the newest source of an event was published."""
        return self._latest(lambda known: known.event.told_on)

    def _latest(self, day: Callable[[Known], date | None]) -> date | None:
        return max(filter(None, map(day, self._known)), default=None)


def condition(name: str, value: str, words: str) -> str:
    """Return a value as a title has it: alone where it speaks for itself, else with its facet."""
    if name in SPEAKING and value != NOT_STATED:
        return words
    label = russian.lower_first(ProgrammeFilter.label(name))
    return f"{label}{russian.NBSP}— {russian.lower_first(words)}"


def one_event(slug: str) -> Event | None:
    """Return a public event with what any format shows of it; None where there is none."""
    pks = Event.objects.public().filter(slug=slug).values_list("pk", flat=True)
    return next(iter(read_events(list(pks))), None)


def read_events(pks: list[int]) -> list[Event]:
    """Return public events in a given order, with what any format shows of them.

    Args:
        pks: their primary keys.
    """
    published = Prefetch("programmes", Programme.objects.published(), to_attr="shown_in")
    read = Event.objects.select_related("organiser", "country", "source")
    found = read.prefetch_related(published, "industries").in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]
