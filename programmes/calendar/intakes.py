"""The dated intake of a programme as an entry of the calendar: it is read as an event is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from ..models import Fact, IntakeNumber, Programme, Source
from ..words import About, EntryKind, russian


@dataclass(frozen=True)
class ProgrammeIntake:
    """An intake with a day on which it opens, or closes, or both.

    Attributes:
        programme: a published one with such an intake; what a format shows of it, and its facts
            of the intake with their sources, are fetched with it.
        sequence: how often has changed what calendars say of it.
        updated_at: when that changed last.
    """

    programme: Programme
    sequence: int
    updated_at: datetime

    entry_kind = EntryKind.INTAKE
    ends = country = former_days = former_deadline = None
    state = place = where = note = ""
    is_cancelled = is_moved = False
    is_in_calendars = True

    @property
    def pk(self) -> int:
        return self.programme.pk

    @property
    def slug(self) -> str:
        return self.programme.slug

    @property
    def title(self) -> str:
        return self.programme.title

    @property
    def sort_key(self) -> str:
        return self.programme.sort_key

    @property
    def organiser(self):
        """Who takes the applications."""
        return self.programme.operator

    @property
    def industries(self):
        return self.programme.industries

    @property
    def shown_in(self) -> list[Programme]:
        return [self.programme]

    @property
    def begins(self) -> date | None:
        return self.programme.intake_opens

    @property
    def applications_until(self) -> date | None:
        return self.programme.intake_closes

    @property
    def last_day(self) -> date | None:
        """The day after which there is nothing more to wait for."""
        return self.applications_until or self.begins

    @property
    def waited_for(self) -> date | None:
        """The day under which it stands: the last one, for that is when one has to be ready."""
        return self.last_day

    def is_over_on(self, day: date) -> bool:
        """Tell whether the intake lies behind on ``day``."""
        return self.last_day < day

    @property
    def date_words(self) -> str:
        """«с 1 марта по 30 апреля 2027 года»: when applications are taken."""
        return russian.calendar_span(self.begins, self.applications_until)

    @property
    def deadline_words(self) -> str:
        """Empty: the dates say it already."""
        return ""

    @property
    def source(self) -> Source | None:
        """What says it; none where no fact is about the intake."""
        return self._fact and self._fact.source

    @property
    def locator(self) -> str:
        return self._fact.locator if self._fact else ""

    @property
    def _fact(self) -> Fact | None:
        facts = (fact for fact in self.programme.facts.all() if fact.about == About.INTAKE)
        return next(facts, None)

    def get_state_display(self) -> str:
        """Return what its source says of whether it takes place: nothing."""
        return ""

    def get_absolute_url(self) -> str:
        return self.programme.get_absolute_url()


def read_intakes(pks: Iterable[int]) -> list[ProgrammeIntake]:
    """Return dated intakes with what any format shows of them.

    Args:
        pks: the primary keys of published programmes with such an intake.
    """
    told = Fact.objects.filter(about=About.INTAKE).select_related("source")
    found = Programme.objects.filter(pk__in=pks).select_related("operator").order_by("pk")
    found = found.prefetch_related("industries", Prefetch("facts", told.order_by("position", "pk")))
    numbers = IntakeNumber.objects.in_bulk(pks)
    return [numbered(programme, numbers.get(programme.pk)) for programme in found]


def numbered(programme: Programme, number: IntakeNumber | None) -> ProgrammeIntake:
    """Return a programme's intake with its number; before there is one, as the first."""
    if number is None:
        return ProgrammeIntake(programme, 0, programme.updated_at)
    return ProgrammeIntake(programme, number.sequence, number.updated_at)
