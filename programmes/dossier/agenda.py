"""The events of a programme: those that are still to come, and those behind."""

from dataclasses import dataclass
from datetime import date

from ..models import Event, Programme


@dataclass(frozen=True)
class Agenda:
    """The events of a programme on a day.

    Attributes:
        coming: the next first, those of an unknown day last.
        past: the latest first.
    """

    coming: list[Event]
    past: list[Event]

    def __bool__(self) -> bool:
        return bool(self.coming or self.past)


def agenda(programme: Programme, day: date) -> Agenda:
    """Return the events of a programme as they stand on a day.

    Args:
        programme: fetched with ``for_reading``.
        day: the day for which it is told what is over.
    """
    events = sorted(programme.events.all(), key=next_day, reverse=True)
    past = [event for event in events if event.is_over_on(day)]
    coming = [event for event in reversed(events) if not event.is_over_on(day)]
    return Agenda(coming, past)


def next_day(event: Event) -> date:
    """Return the day that an event is waited for: the first that is known of it."""
    return event.waited_for or date.max
