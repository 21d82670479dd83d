"""The calendar: a question understood or refused, the events that answer it, their files."""

from . import as_ics
from .answer import MAX_EVENTS, Calendar, Deadline, ask_calendar
from .columns import EVENT_COLUMNS
from .entries import Entry, one_event, read_entries, read_events
from .grid import Bar, Day, month_grid
from .intakes import ProgrammeIntake, numbered
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
    "Entry",
    "Month",
    "ProgrammeIntake",
    "Time",
    "as_ics",
    "ask_calendar",
    "month_grid",
    "numbered",
    "one_event",
    "read_entries",
    "read_events",
    "usual_time",
]
