"""iCalendar (RFC 5545): the events of an answer as calendar programs subscribe to them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID, uuid5

import icalendar
from django.conf import settings

from ..models import Event, redirects
from ..words import russian

FAMILY = UUID("b8c5b1de-0d4f-4a52-9c37-2f1f6f0e5a64")
"""Of all identifiers below. Never change it: calendars would take every event for a new one."""
PRODID = "-//industry-support-portal//calendar//RU"
ZONE = "Europe/Moscow"
REFRESH = timedelta(hours=12)  # after which a subscribed calendar asks again
LAST_DAY = date.max - timedelta(days=1)  # the exclusive end of a later one has no date
CONTROLS = dict.fromkeys([*range(9), *range(11, 32), 127])


def write_ics(events: Iterable[Event], title: str) -> bytes:
    """Return a calendar with the dated events; one without any date has no place in it.

    An event and its last day for applications are two entries. What no source names is not
    made up: without an end an event is of its first day, without a beginning of its last, and
    the entry says that it may be earlier.

    Args:
        events: from ``read_events``.
        title: what calendar programs call it.
    """
    events = list(events)
    calendar = icalendar.Calendar()
    calendar.add("PRODID", PRODID)
    calendar.add("VERSION", "2.0")
    # the library knows no type of it, and would write its commas and line ends as they are
    calendar.add("X-WR-CALNAME", icalendar.vText(plain(title)))
    calendar.add("X-WR-TIMEZONE", ZONE)
    calendar.add("REFRESH-INTERVAL", REFRESH, {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT12H")
    calendar.add_component(moscow())  # also what keeps an empty calendar a valid one
    first_codes = redirects.first_codes(Event, [event.pk for event in events])
    for event in events:
        for entry in entries(event, first_codes.get(event.pk, event.slug)):
            calendar.add_component(entry)
    return calendar.to_ical()


def entries(event: Event, code: str) -> Iterator[icalendar.Event]:
    """Yield the entries of an event: its days, its last day for applications.

    Args:
        event: from ``read_events``.
        code: the first code under which the public knew it: an identifier outlives a new one.
    """
    if event.begins:
        yield entry(event, f"event/{code}", event.title, event.begins, event.ends or event.begins)
    elif event.ends:
        title = f"{event.title}: не позднее этого дня"
        yield entry(event, f"event/{code}", title, event.ends, event.ends)
    if until := event.applications_until:
        title = f"{event.title}: последний день заявок"
        yield entry(event, f"deadline/{code}", title, until, until)


def entry(event: Event, name: str, title: str, first: date, last: date) -> icalendar.Event:
    """Return one entry of whole days.

    Args:
        name: tells the entry from all others for good.
        title: what the day is called.
        first, last: the days, both of the event; the end of iCalendar is the day after.
    """
    made = icalendar.Event()
    made.add("UID", str(uuid5(FAMILY, name)))
    made.add("DTSTAMP", event.updated_at)
    made.add("LAST-MODIFIED", event.updated_at)
    made.add("SEQUENCE", event.sequence)
    made.add("SUMMARY", plain(title))
    made.add("DTSTART", first)
    if last != first:
        made.add("DTEND", min(last, LAST_DAY) + timedelta(days=1))
    made.add("STATUS", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    made.add("TRANSP", "TRANSPARENT")  # to know of it does not keep anybody busy
    if event.where:
        made.add("LOCATION", plain(event.where))
    made.add("DESCRIPTION", plain(description(event)))
    made.add("URL", settings.PORTAL_URL + event.get_absolute_url())
    return made


def description(event: Event) -> str:
    """Return what a calendar program shows of an event: its days, its source, its page."""
    lines = [f"Когда: {event.date_words}."] if event.begins or event.ends else []
    if event.deadline_words:
        lines.append(f"Заявки до {event.deadline_words}.")
    if event.is_cancelled or event.is_moved:
        lines.append(f"{event.get_state_display()}.")
    if event.organiser:
        lines.append(f"Организатор: {event.organiser.short_name}.")
    if event.note:
        lines.append(event.note)
    published = event.source.published_on
    dated = f", {russian.day(published)}" if published else ""
    lines.append(f"Источник: {event.source.publisher}{dated}.")
    return "\n".join([*lines, settings.PORTAL_URL + event.get_absolute_url()])


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
