"""The rules of the catalogue as words of queries; each has its twin on the record."""

from datetime import date, timedelta

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from ..words import CARD_MEASURES, NOT_STATED, SIZES, CheckInterval, Intake, IntakeStatus, State

SOON_DAYS = 14
"""How long before a check or the end of an intake the desk reminds of it."""

READ_FROM_ONE = ("operator",)
READ_FROM_MANY = (
    "audiences",
    "partners",
    "places",
    "industries",
    "countries",
    "contacts__source",
    "facts__source",
    "requirements__fact",
    "events",
    "events__organiser",
    "events__country",
    "events__industries",
    "events__source",
)
"""What a programme is read with: whoever shows a change of it has to follow these relations."""
READ_BY_PROGRAMS = ("facts__alternative_to",)
"""What the API's record of a programme is read with besides."""


def known_when() -> dict[str, Q | Exists]:
    """Return the fields that decide whether a visitor can act, and when each is known."""

    def any_of(relation: str) -> Exists:
        return Exists(
            apps.get_model("programmes", relation).objects.filter(programme=OuterRef("pk"))
        )

    return {
        "Кто может получить": ~Q(eligibility=""),
        "Что вы получите": ~Q(benefits=""),
        "Как подать заявку": ~Q(application=""),
        # that a subsidy pays a part says nothing of how much
        "Стоимость или размер поддержки": ~Q(cost_note="")
        | ~Q(cost=NOT_STATED) & ~Q(kind__in=SIZES),
        "Приём заявок": ~Q(intake=NOT_STATED),
        "Контакты": any_of("Contact") | (Q(operator__isnull=False) & ~Q(operator__site="")),
        "Оператор": Q(operator__isnull=False),
        "Место": any_of("Programme_places"),
        "Формат": ~Q(format=NOT_STATED),
        "С какого времени действует": Q(since__isnull=False),
        "Условия для проверки": any_of("Requirement"),
    }


class ProgrammeQuerySet(models.QuerySet):
    """The rules of the catalogue as words; the day is always passed in."""

    def published(self):
        """Keep what the public sees."""
        return self.filter(state=State.PUBLISHED)

    def archived(self):
        """Keep what the public saw once, and of which its address still says what became."""
        return self.filter(state=State.ARCHIVED)

    def with_intake_on(self, day: date):
        """Add ``intake_status`` for ``day``: the twin of ``Programme.intake_status_on``."""
        dated = Q(intake=Intake.DATED)
        return self.annotate(
            intake_status=Case(
                When(Q(intake=Intake.CONTINUOUS), then=Value(IntakeStatus.OPEN)),
                When(Q(intake=Intake.CLOSED), then=Value(IntakeStatus.CLOSED)),
                When(dated & Q(intake_opens__gt=day), then=Value(IntakeStatus.UPCOMING)),
                When(dated & Q(intake_closes__lt=day), then=Value(IntakeStatus.CLOSED)),
                When(dated, then=Value(IntakeStatus.OPEN)),
                default=Value(IntakeStatus.NOT_STATED),
                output_field=models.CharField(),
            )
        )

    def open_on(self, day: date):
        """Keep programmes that take applications on ``day``: the twin of ``is_open_on``."""
        return self.with_intake_on(day).filter(intake_status=IntakeStatus.OPEN)

    def due_for_check(self, day: date):
        """Keep what has to be compared with its sources by ``day``: twin of ``is_due_for_check``.

        Published entries alone: a draft misleads nobody, and is checked before it is published.
        """
        overdue = Q()
        for interval in CheckInterval.values:
            overdue |= Q(check_every=interval, checked_on__lte=day - timedelta(days=interval))
        return self.published().filter(overdue)

    def with_old_figures_on(self, day: date):
        """Keep what the public sees with a figure that is older than the entry's interval."""
        old = apps.get_model("programmes", "Fact").objects.old_on(day)
        return self.published().filter(Exists(old.filter(programme=OuterRef("pk")).order_by()))

    def closing_by(self, day: date):
        """Keep what the public sees with an intake that ends by ``day``, or has ended."""
        return self.published().filter(intake=Intake.DATED, intake_closes__lte=day)

    def with_known_count(self):
        """Add ``known_count``: how many of the fields that help a visitor to act are known."""
        ones = (Case(When(known, then=1), default=0) for known in known_when().values())
        return self.annotate(known_count=sum(ones, Value(0)))

    def for_cards(self):
        """Fetch what a card in a list shows.

        Adds ``figures``, the facts of which it shows one; ``has_contact``; and ``known_on``, the
        day of its newest statement.
        """
        facts, contacts = (
            apps.get_model("programmes", name).objects for name in ("Fact", "Contact")
        )
        dated = facts.filter(programme=OuterRef("pk")).annotate(
            day=Coalesce("as_of", "source__published_on")
        )
        newest = dated.filter(day__isnull=False).order_by("-day").values("day")[:1]
        figures = Prefetch("facts", facts.filter(measure__in=CARD_MEASURES), to_attr="figures")
        return (
            self.select_related("operator")
            .prefetch_related("audiences", figures)
            .annotate(
                has_contact=Exists(contacts.filter(programme=OuterRef("pk"))),
                known_on=Subquery(newest),
            )
        )

    def for_reading(self):
        """Fetch all that one programme's page or one exported row reads."""
        return self.select_related(*READ_FROM_ONE).prefetch_related(*READ_FROM_MANY)

    def whole(self):
        """Fetch all that one programme's record in the API reads as well."""
        return self.for_reading().prefetch_related(*READ_BY_PROGRAMS)
