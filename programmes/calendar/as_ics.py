"""iCalendar (RFC 5545): the entries of an answer as calendar programs subscribe to them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

import icalendar
from django.conf import settings

from ..models import Event, Programme, redirects
from ..words import EntryKind, russian
from .entries import Entry, Name
from .intakes import ProgrammeIntake

FAMILY = UUID("b8c5b1de-0d4f-4a52-9c37-2f1f6f0e5a64")
"""Of all identifiers below. Never change it: calendars would take every event for a new one."""
PRODID = "-//industry-support-portal//calendar//RU"
ZONE = "Europe/Moscow"
REFRESH = timedelta(hours=12)  # after which a subscribed calendar asks again
LAST_DAY = date.max - timedelta(days=1)  # the exclusive end of a later one has no date
OF_MODEL = {EntryKind.EVENT: Event, EntryKind.INTAKE: Programme}
CONTROLS = dict.fromkeys([*range(9), *range(11, 32), 127])


class Days(NamedTuple):
    """Days of an entry that calendar programs show.

    Attributes:
        name: tells them from the other days of the entry.
        title: what they are called.
        first, last: both of the entry.
        is_named: whether a source still names them.
    """

    name: str
    title: str
    first: date
    last: date
    is_named: bool = True


def write_ics(shown: Iterable[Entry], title: str) -> bytes:
    """Return a calendar with what has a day; an event without any has no place in it.

    An event and its last day for applications are two of its entries. What no source names is not
    made up: without an end an event is of its first day, without a beginning of its last, and
    the entry says that it may be earlier.

    Args:
        shown: from ``read_entries``.
        title: what calendar programs call it.
    """
    shown = list(shown)
    calendar = icalendar.Calendar()
    calendar.add("PRODID", PRODID)
    calendar.add("VERSION", "2.0")
    # the library knows no type of it, and would write its commas and line ends as they are
    calendar.add("X-WR-CALNAME", icalendar.vText(plain(title)))
    calendar.add("X-WR-TIMEZONE", ZONE)
    calendar.add("REFRESH-INTERVAL", REFRESH, {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT12H")
    calendar.add_component(moscow())  # also what keeps an empty calendar a valid one
    codes = first_codes(shown)
    for entry in shown:
        for component in entries(entry, codes[entry.entry_kind, entry.pk]):
            calendar.add_component(component)
    return calendar.to_ical()


def first_codes(shown: Iterable[Entry]) -> dict[Name, str]:
    """Return the first code under which the public knew each of some entries."""
    shown, found = list(shown), {}
    for kind, model in OF_MODEL.items():
        known = redirects.first_codes(model, [e.pk for e in shown if e.entry_kind == kind])
        found |= {(kind, pk): code for pk, code in known.items()}
    return {(e.entry_kind, e.pk): found.get((e.entry_kind, e.pk), e.slug) for e in shown}


def entries(entry: Entry, code: str) -> Iterator[icalendar.Event]:
    """Yield what calendar programs show of an entry: its days, its last day for applications.

    Args:
        entry: from ``read_entries``.
        code: the first code under which the public knew it: an identifier outlives a new one.
    """
    of_days = days_of_intake if entry.entry_kind == EntryKind.INTAKE else days_of_event
    for days in of_days(entry):
        yield whole_days(entry, code, days)


def days_of_intake(intake: ProgrammeIntake) -> Iterator[Days]:
    """Yield the day on which an intake opens and its last one."""
    if opens := intake.begins:
        yield Days("intake-opens", f"{intake.title}: открывается приём заявок", opens, opens)
    if until := intake.applications_until:
        yield Days("intake-closes", f"{intake.title}: последний день заявок", until, until)


def days_of_event(event: Event) -> Iterator[Days]:
    """Yield the days of an event and its last day for applications.

    Days that its source names no more stay, so that whoever put them down learns it.
    """
    if event.begins:
        yield Days("event", event.title, event.begins, event.ends or event.begins)
    elif event.ends:
        yield Days("event", f"{event.title}: не позднее этого дня", event.ends, event.ends)
    elif event.former_days:
        lost = f"{loss_of_days(event)}: {event.title}"
        yield Days("event", lost, *event.former_days, is_named=False)
    if until := event.applications_until:
        yield Days("deadline", f"{event.title}: последний день заявок", until, until)
    elif until := event.former_deadline:
        lost = f"Срок заявок больше не назван: {event.title}"
        yield Days("deadline", lost, until, until, is_named=False)


def loss_of_days(event: Event) -> str:
    """Return what became of the days of an event that has none any more."""
    if event.is_cancelled:
        return "Отменено"
    return "Перенесено, новый день не назван" if event.is_moved else "День больше не назван"


def whole_days(entry: Entry, code: str, days: Days) -> icalendar.Event:
    """Return one entry of whole days, as calendar programs take it.

    Args:
        entry: from ``read_entries``.
        code: tells it from all others for good.
        days: which of its days; the end of iCalendar is the day after.
    """
    made = icalendar.Event()
    made.add("UID", str(uuid5(FAMILY, f"{days.name}/{code}")))
    made.add("DTSTAMP", entry.updated_at)
    made.add("LAST-MODIFIED", entry.updated_at)
    made.add("SEQUENCE", entry.sequence)
    made.add("SUMMARY", plain(days.title))
    made.add("DTSTART", days.first)
    if days.last != days.first:
        made.add("DTEND", min(days.last, LAST_DAY) + timedelta(days=1))
    surely = "CONFIRMED" if days.is_named else "TENTATIVE"
    made.add("STATUS", "CANCELLED" if entry.is_cancelled else surely)
    made.add("TRANSP", "TRANSPARENT")  # to know of it does not keep anybody busy
    if entry.where:
        made.add("LOCATION", plain(entry.where))
    made.add("DESCRIPTION", plain(description(entry)))
    made.add("URL", settings.PORTAL_URL + entry.get_absolute_url())
    return made


def description(entry: Entry) -> str:
    """Return what a calendar program shows of an entry: its days, its source, its page."""
    is_intake = entry.entry_kind == EntryKind.INTAKE
    lines = [f"Приём заявок {entry.date_words}."] if is_intake else days_in_words(entry)
    if entry.organiser:
        who = "Оператор" if is_intake else "Организатор"
        lines.append(f"{who}: {entry.organiser.short_name}.")
    if entry.note:
        lines.append(entry.note)
    if source := entry.source:
        dated = f", {russian.day(source.published_on)}" if source.published_on else ""
        lines.append(f"Источник: {source.publisher}{dated}.")
    return "\n".join([*lines, settings.PORTAL_URL + entry.get_absolute_url()])


def days_in_words(event: Event) -> list[str]:
    """Return what is said of an event's days, and of those it had."""
    lines = [f"Когда: {event.date_words}."] if event.begins or event.ends else []
    if event.former_days:
        lines.append(f"Раньше назывался срок: {russian.calendar_days(*event.former_days)}.")
    if event.deadline_words:
        lines.append(f"Заявки до {event.deadline_words}.")
    if event.is_cancelled or event.is_moved:
        lines.append(f"{event.get_state_display()}.")
    return lines


def moscow() -> icalendar.Timezone:
    """Return the zone by which the days are meant: Moscow has kept one offset since 2014."""
    zone, standard = icalendar.Timezone(), icalendar.TimezoneStandard()
    zone.add("TZID", ZONE)
    standard["DTSTART"] = "20141026T020000"
    standard["TZOFFSETFROM"] = "+0400"
    standard["TZOFFSETTO"] = "+0300"
    standard["TZNAME"] = "MSK"
    zone.add_component(standard)
    return zone


def plain(text: str) -> str:
    """Return a text without the control characters that iCalendar cannot hold."""
    return text.translate(CONTROLS)
