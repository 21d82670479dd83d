"""A clock that tests turn: days pass without waiting."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

NOON = datetime.fromisoformat("2027-02-01T12:00:00+03:00")


class Clock:
    """What time it is.

    Attributes:
        moment: now.
    """

    def __init__(self, moment: datetime):
        self.moment = moment

    def turn(self, *, days: int = 0, hours: int = 0, minutes: int = 0) -> None:
        """Let time pass."""
        self.moment += timedelta(days=days, hours=hours, minutes=minutes)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock(NOON)
    monkeypatch.setattr(timezone, "now", lambda: made.moment)
    return made
