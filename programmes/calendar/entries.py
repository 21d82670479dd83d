"""What stands in the calendar, events and dated intakes: how it is looked for, how it is read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch
from pyroaring import BitMap

from ..catalogue import Snapshot
from ..models import Event, IntakeNumber, Programme
from ..words import EntryKind, Intake, State
from .intakes import ProgrammeIntake, numbered, read_intakes
from .question import Month

Entry = Event | ProgrammeIntake
"""Both are read alike."""
Name = tuple[EntryKind, int]
"""What tells an entry from all others: its kind and its primary key."""


@dataclass(frozen=True)
class Known:
    """An entry as the calendar looks for it.

    Attributes:
        entry: with its days and its state alone.
        programmes: the published programmes that it belongs to.
        industries, countries: the codes of its own ones.
        told_on: when its source was published, if that is known.
    """

    entry: Entry
    programmes: BitMap
    industries: frozenset[str]
    countries: frozenset[str]
    told_on: date | None = None

    @property
    def name(self) -> Name:
        """What tells it from all others."""
        return self.entry.entry_kind, self.entry.pk

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last known day of the entry itself; those it had if it has none."""
        first, last = self.entry.begins or self.entry.ends, self.entry.ends or self.entry.begins
        return (first, last) if first else self.entry.former_days

    def is_in(self, month: Month) -> bool:
        """Tell whether a day of the entry, or the last one for applications, lies in a month."""
        until = self.entry.applications_until or self.entry.former_deadline
        if until and month.first <= until <= month.last:
            return True
        return bool(self.days and self.days[0] <= month.last and self.days[1] >= month.first)

    @property
    def key(self) -> tuple:
        """What the entry is sorted by: those of an unknown day last."""
        entry = self.entry
        return entry.waited_for or date.max, entry.sort_key, entry.slug, entry.entry_kind


def known_entries(snapshot: Snapshot) -> list[Known]:
    """Return the public entries in the order of their days, as a part of a snapshot."""
    found = [*known_events(), *known_intakes(snapshot)]
    return sorted(found, key=lambda each: each.key)


def known_events() -> Iterable[Known]:
    """Yield the public events."""
    published = {"programme__state": State.PUBLISHED}
    programmes, industries = defaultdict(BitMap), defaultdict(set)
    for event, programme in Event.programmes.through.objects.filter(**published).values_list(
        "event_id", "programme_id"
    ):
        programmes[event].add(programme)
    for event, slug in Event.industries.through.objects.values_list("event_id", "industry__slug"):
        industries[event].add(slug)
    fields = ("slug", "sort_key", "begins", "ends", "applications_until", "state", "updated_at")
    kept = ("last_begins", "last_ends", "last_applications_until")
    read = Event.objects.public().only(*fields, *kept).order_by("pk")
    for each in read.annotate(country_code=F("country__slug"), told_on=F("source__published_on")):
        countries = frozenset(filter(None, [each.country_code]))
        own = frozenset(industries[each.pk])
        yield Known(each, programmes[each.pk], own, countries, each.told_on)


def known_intakes(snapshot: Snapshot) -> Iterable[Known]:
    """Yield the dated intakes; each is of the countries of its programme."""
    fields = ("slug", "sort_key", "intake_opens", "intake_closes", "updated_at")
    dated = list(with_dated_intakes().only(*fields).order_by("pk"))
    pks = BitMap(programme.pk for programme in dated)
    numbers, countries = IntakeNumber.objects.in_bulk(pks), defaultdict(set)
    for code, members in snapshot.sets.members["country"].items():
        for pk in members & pks:
            countries[pk].add(code)
    for programme in dated:
        intake = numbered(programme, numbers.get(programme.pk))
        own = frozenset(countries[programme.pk])
        yield Known(intake, BitMap([programme.pk]), frozenset(), own)


def with_dated_intakes():
    """Return the published programmes whose intake has a day, as a query."""
    return Programme.objects.published().filter(intake=Intake.DATED)


def one_event(slug: str) -> Event | None:
    """Return a public event with what any format shows of it; None where there is none."""
    pks = Event.objects.public().filter(slug=slug).values_list("pk", flat=True)
    return next(iter(read_events(list(pks))), None)


def read_entries(names: Iterable[Name]) -> list[Entry]:
    """Return public entries in a given order, with what any format shows of them."""
    names = list(names)
    pks = {kind: [pk for of, pk in names if of == kind] for kind in EntryKind}
    found = [*read_events(pks[EntryKind.EVENT]), *read_intakes(pks[EntryKind.INTAKE])]
    by_name = {(each.entry_kind, each.pk): each for each in found}
    return [by_name[name] for name in names if name in by_name]


def read_events(pks: list[int]) -> list[Event]:
    """Return public events in a given order, with what any format shows of them.

    Args:
        pks: their primary keys.
    """
    published = Prefetch("programmes", Programme.objects.published(), to_attr="shown_in")
    read = Event.objects.select_related("organiser", "country", "source")
    found = read.prefetch_related(published, "industries").in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]
