"""A month as weeks of days, with the events and the last days for applications of each."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..models import Event
from .answer import Deadline
from .question import Month

MAX_OF_DAY = 4  # events named in the cell of one day


@dataclass(frozen=True)
class Day:
    """A day of the grid.

    Attributes:
        day: the date.
        is_inside: whether it belongs to the month; the first and the last week hold others, too.
        is_today: whether it is the day on which it is asked.
        events: as many of those that go on that day as fit.
        more: how many others there are.
        deadlines: what takes applications until that day.
    """

    day: date
    is_inside: bool
    is_today: bool
    events: list[Event]
    more: int
    deadlines: list[Deadline]


def month_grid(
    month: Month, events: Iterable[Event], deadlines: Iterable[Deadline], today: date
) -> list[list[Day]]:
    """Return the weeks of a month, Monday first.

    Args:
        month: which one.
        events: those that may go on in it, in their order.
        deadlines: the last days for applications in it.
        today: the day on which it is asked.
    """
    dated = [each for each in events if each.begins or each.ends]
    until = defaultdict(list)
    for deadline in deadlines:
        until[deadline.day].append(deadline)

    def cell(day: date) -> Day:
        going = [e for e in dated if (e.begins or e.ends) <= day <= (e.ends or e.begins)]
        more = max(0, len(going) - MAX_OF_DAY)
        is_inside = day.month == month.first.month
        shown = going[:MAX_OF_DAY] if is_inside else []
        return Day(day, is_inside, day == today, shown, more, until.get(day, []))

    weeks = calendar.Calendar().monthdatescalendar(month.first.year, month.first.month)
    return [[cell(day) for day in week] for week in weeks]
