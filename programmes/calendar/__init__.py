"""The calendar: a question understood or refused, the events that answer it, their files."""

from . import as_ics
from .answer import MAX_EVENTS, Calendar, Deadline, ask_calendar, one_event, read_events
from .columns import EVENT_COLUMNS
from .grid import Bar, Day, month_grid
from .question import (
    FACETS,
    MONTH,
    OF_FILES,
    CalendarParameters,
    CalendarQuestion,
    Month,
    Time,
    usual_time,
)

__all__ = [
    "EVENT_COLUMNS",
    "FACETS",
    "MAX_EVENTS",
    "MONTH",
    "OF_FILES",
    "Bar",
    "Calendar",
    "CalendarParameters",
    "CalendarQuestion",
    "Day",
    "Deadline",
    "Month",
    "Time",
    "as_ics",
    "ask_calendar",
    "month_grid",
    "one_event",
    "read_events",
    "usual_time",
]
