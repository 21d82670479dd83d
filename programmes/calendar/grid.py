"""A month as weeks of days, with the events and the last days for applications of each."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..models import Event
from ..words import EntryKind
from .answer import Deadline
from .entries import Entry
from .question import Month

MAX_OF_DAY = 4  # events named in the cell of one day


@dataclass(frozen=True)
class Bar:
    """An event on one day of a week.

    Attributes:
        event: which one.
        days: on how many days of the week it goes on, on the first of them; 0 on the others.
    """

    event: Event
    days: int


@dataclass(frozen=True)
class Day:
    """A day of the grid.

    Attributes:
        day: the date.
        is_inside: whether it belongs to the month; the first and the last week hold others, too.
        is_today: whether it is the day on which it is asked.
        bars: the events that go on that day, each in the same place on all days of a week; None
            where a place is free.
        more: how many others there are.
        deadlines: what takes applications until that day.
    """

    day: date
    is_inside: bool
    is_today: bool
    bars: list[Bar | None]
    more: int
    deadlines: list[Deadline]


def month_grid(
    month: Month, entries: Iterable[Entry], deadlines: Iterable[Deadline], today: date
) -> list[list[Day]]:
    """Return the weeks of a month, Monday first.

    Args:
        month: which one.
        entries: those that may go on in it, in their order; intakes have days of applications only.
        deadlines: the days of applications in it.
        today: the day on which it is asked.
    """
    events = [each for each in entries if each.entry_kind == EntryKind.EVENT]
    dated = [each for each in events if each.begins or each.ends]
    until = defaultdict(list)
    for deadline in deadlines:
        until[deadline.day].append(deadline)

    def cell(day: date, places: list[list[Bar | None]]) -> Day:
        shown = [place[day.weekday()] for place in places]
        more = sum(bar is not None for bar in shown[MAX_OF_DAY:])
        shown = shown[:MAX_OF_DAY]
        while shown and shown[-1] is None:
            shown.pop()
        is_inside = month.first <= day <= month.last
        return Day(day, is_inside, day == today, shown, more, until.get(day, []))

    weeks = calendar.Calendar().monthdatescalendar(month.first.year, month.first.month)
    placed = ((week, places_of(week, month, dated)) for week in weeks)
    return [[cell(day, places) for day in week] for week, places in placed]


def places_of(week: list[date], month: Month, events: list[Event]) -> list[list[Bar | None]]:
    """Return the places of a week, one below the other: for each its bars by the weekday.

    An event takes the first place that is free on all its days.
    """
    places: list[list[Bar | None]] = []
    for event in events:
        first = max(event.begins or event.ends, week[0], month.first)
        last = min(event.ends or event.begins, week[-1], month.last)
        days = range(first.weekday(), first.weekday() + (last - first).days + 1)
        if not days:
            continue
        free = (place for place in places if all(place[day] is None for day in days))
        place = next(free, None)
        if place is None:
            place = [None] * len(week)
            places.append(place)
        for day in days:
            place[day] = Bar(event, len(days) if day == days.start else 0)
    return places
