"""What happened in the catalogue until one moment: read once for all questions of a run."""

from datetime import date, datetime, timedelta

from django.utils.functional import cached_property

from ..models import MERGED_FOR, TERMS, Change, Event, Programme
from ..words import EventState, Intake, russian

NOTICE = timedelta(days=14)
"""How long before the last day for applications it is told of, once."""
MARGIN = timedelta(minutes=5)
"""A transaction may still be about to merge a change that has just settled."""
MAX_SPANS = 50  # of time, whose changes are kept while letters are written


class Happenings:
    """What changed, and what closes soon, up to one moment and day.

    Args:
        now: the moment of the run.
        day: the day on which questions are answered.
    """

    def __init__(self, now: datetime, day: date):
        self.day = day
        self.told_until = now - MARGIN - MERGED_FOR
        self._changes: dict[tuple[datetime, bool], list[tuple[int, int]]] = {}

    @cached_property
    def unsettled(self) -> set[int]:
        """The programmes of which a change may still be merged with another: told next time."""
        late = Change.objects.filter(begun_at__gt=self.told_until, programme__isnull=False)
        return set(late.values_list("programme_id", flat=True))

    def changes(self, since: datetime, *, of_terms: bool) -> list[tuple[int, int]]:
        """Return the settled changes begun after a moment, terms first, then the newest.

        Each is a pair: its primary key, that of its programme.
        """
        if (since, of_terms) not in self._changes:
            if len(self._changes) >= MAX_SPANS:
                self._changes.clear()
            self._changes[since, of_terms] = self._read_changes(since, of_terms=of_terms)
        return self._changes[since, of_terms]

    def _read_changes(self, since: datetime, *, of_terms: bool) -> list[tuple[int, int]]:
        span = {"begun_at__gt": since, "begun_at__lte": self.told_until}
        rows = Change.objects.filter(**span).order_by("-moment", "-pk")
        terms = list(rows.of_severity(TERMS).values_list("pk", "programme_id"))
        if of_terms:
            return terms
        seen = {pk for pk, _ in terms}
        others = rows.values_list("pk", "programme_id")
        return terms + [each for each in others if each[0] not in seen]

    @cached_property
    def closing_programmes(self) -> list[Programme]:
        """The published programmes whose intake closes soon, the next first."""
        dated = Programme.objects.published().filter(
            intake=Intake.DATED, intake_closes__range=self._near
        )
        return list(dated.order_by("intake_closes", "sort_key"))

    @cached_property
    def closing_events(self) -> list[tuple[Event, set[int]]]:
        """The events that take applications until soon, each with its programmes."""
        dated = Event.objects.public().filter(applications_until__range=self._near)
        dated = dated.exclude(state=EventState.CANCELLED).prefetch_related("programmes")
        ordered = dated.order_by("applications_until", "sort_key")
        return [(each, {of.pk for of in each.programmes.all()}) for each in ordered]

    @property
    def _near(self) -> tuple[date, date]:
        return self.day, self.day + NOTICE

    def last_day(self, day: date) -> str:
        """Return the sentence about a last day for applications."""
        left = (day - self.day).days
        days = russian.count_phrase(left, "день", "дня", "дней")
        ending = f"{russian.plural(left, 'остался', 'осталось', 'осталось')} {days}"
        return f"Заявки до {russian.day(day)}: {ending if left else 'это сегодня'}"
