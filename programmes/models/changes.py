"""What became of a programme in the eyes of the public: one record for each field that moved."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from ..words import Severity, State, plain_beginning
from .fields import LineField
from .programme import Programme

STATE, PAGE = "state", "page"
"""What can move beside a column of the exports: the programme's way to the public, and what its
page shows that no column holds."""
SEVERITIES = {
    Severity.MONEY: ("cost", "cost_note", "benefits"),
    Severity.DEADLINE: ("intake_opens", "intake_closes", "since"),
    Severity.INTAKE: ("intake", "application", STATE),
    Severity.ELIGIBILITY: (
        *("audience", "place", "industry", "stage", "format"),
        *("country", "eligibility", "requirements"),
    ),
    Severity.CONTACT: ("operator", "contacts"),
}
"""What a change of a field means to a reader; a field that is not here has changed in its words."""


class ChangeQuerySet(models.QuerySet):
    """The rules of the log as words."""

    def public(self):
        """Keep the changes of programmes that the public sees, or is told to be in the archive."""
        return self.filter(programme__state__in=(State.PUBLISHED, State.ARCHIVED))

    def since(self, moment: datetime):
        """Keep what was changed at a moment or after it."""
        return self.filter(moment__gte=moment)

    def of_severity(self, severity: Severity):
        """Keep the changes of one severity."""
        if severity in SEVERITIES:
            return self.filter(field__in=SEVERITIES[severity])
        return self.exclude(field__in=[name for names in SEVERITIES.values() for name in names])


class Change(models.Model):
    """A field of a programme as the public saw it before and sees it now, written by upkeep."""

    programme = models.ForeignKey(
        Programme,
        on_delete=models.CASCADE,
        related_name="changes",
        verbose_name="программа",
        db_index=False,
    )
    field = models.CharField("поле", max_length=32, editable=False)
    old = models.TextField("было", blank=True, editable=False)
    new = models.TextField("стало", blank=True, editable=False)
    moment = models.DateTimeField("когда", editable=False)
    note = LineField(
        "пояснение редакции",
        max_length=300,
        blank=True,
        validators=[plain_beginning],
        help_text="Его увидят посетители рядом с изменением: «Новая редакция правил фонда».",
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "изменение"
        verbose_name_plural = "изменения"
        ordering = ["-moment", "-pk"]
        indexes = [
            models.Index(fields=["-moment", "-id"], name="change_newest"),
            models.Index(fields=["programme", "-moment"], name="change_of_programme"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(field=""), name="change_field_filled"),
        ]

    def __str__(self):
        return f"{self.programme_id}: {self.field}"

    @property
    def severity(self) -> Severity:
        """What the change means to a reader."""
        found = (severity for severity, names in SEVERITIES.items() if self.field in names)
        return next(found, Severity.WORDS)
