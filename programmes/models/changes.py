"""The public log: what changed of a programme in the eyes of the public, old and new."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from ..words import About, Severity, State, plain_beginning, upper_first
from .fields import LineField
from .programme import Programme

MERGED_FOR = timedelta(hours=1)
"""How long a change may be merged with the next one of its field; afterwards it is settled."""
STATE, PAGE = "state", "page"
"""Fields of the log beside those of the record: its way to the public, and what has no name."""
FACTS = "facts"
"""Facts are told by their question, as the page groups them: «facts.cost»."""

SEVERITIES = {
    Severity.PUBLICATION: {STATE},
    Severity.MONEY: {"cost", "cost_note", "benefits"},
    Severity.DEADLINE: {"intake_opens", "intake_closes", "events"},
    Severity.INTAKE: {"intake", "application"},
    Severity.ELIGIBILITY: {"audiences", "eligibility", "requirements"},
    Severity.CONTACT: {"contacts", "operator"},
}
"""Whose change is one of terms; any other field is told in other words, and no more."""
TERMS = "terms"
"""A question for every severity but that of words."""
ADDRESSED = (State.PUBLISHED, State.ARCHIVED)
OTHER_LABELS = {
    STATE: "Публикация",
    PAGE: "Другое на странице",
    "in_base_document": "Есть в базовом документе",
    "slug": "Адрес страницы",
}


def severity_of(field: str) -> Severity:
    """Return what a change of a field means; of facts, what their question is about."""
    about = field.removeprefix(f"{FACTS}.")
    found = (severity for severity, fields in SEVERITIES.items() if about in fields)
    return next(found, Severity.WORDS)


def field_label(field: str) -> str:
    """Return a field in Russian: as the desk calls it; facts by the question they answer."""
    if field in OTHER_LABELS:
        return OTHER_LABELS[field]
    name, _, about = field.partition(".")
    known = Programme._meta.get_field(name)
    if about:
        return f"Факты: «{About(about).label}»"
    if known.auto_created and not known.concrete:
        return upper_first(str(known.related_model._meta.verbose_name_plural))
    return upper_first(str(known.verbose_name))


class ChangeQuerySet(models.QuerySet):
    """The words in which the log is asked."""

    def since(self, moment: datetime):
        """Keep what was changed at a moment or later."""
        return self.filter(moment__gte=moment)

    def settled(self, now: datetime):
        """Keep what no further change of the same field can be merged with any more."""
        return self.filter(begun_at__lte=now - MERGED_FOR)

    def of_severity(self, severity: str):
        """Keep the changes of one severity; of ``TERMS`` all but those of words."""
        terms = [each for each in Severity if each.is_of_terms]
        return self.filter(severity__in=terms if severity == TERMS else [severity])


class Change(models.Model):
    """One field of a programme as the public read it before and reads it since; never deleted.

    It outlives the programme, and tells by what name the public knew it.
    """

    programme = models.ForeignKey(
        Programme,
        on_delete=models.SET_NULL,
        null=True,
        related_name="changes",
        verbose_name="программа",
        db_index=False,
    )
    title = models.CharField("название", max_length=160, editable=False)
    field = models.CharField("поле", max_length=40, editable=False)
    severity = models.CharField("что это значит", max_length=12, choices=Severity, editable=False)
    old = models.TextField("было", blank=True, editable=False)
    new = models.TextField("стало", blank=True, editable=False)
    before = models.CharField("отпечаток прежнего", max_length=24, blank=True, editable=False)
    begun_at = models.DateTimeField("начато", editable=False)
    moment = models.DateTimeField("когда", editable=False)
    note = LineField(
        "примечание редакции",
        max_length=300,
        blank=True,
        validators=[plain_beginning],
        help_text="Посетители прочтут его рядом с изменением: почему так стало, откуда известно.",
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "изменение"
        verbose_name_plural = "изменения"
        ordering = ["-moment", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values),
                name="change_severity_known",
                violation_error_message="Такого значения изменения нет.",
            ),
        ]
        indexes = [
            models.Index(fields=["-moment", "-id"], name="change_newest"),
            models.Index(fields=["severity", "-moment", "-id"], name="change_of_severity"),
            models.Index(fields=["programme", "-moment", "-id"], name="change_of_programme"),
        ]

    def __str__(self):
        return f"{self.title}: {self.label}"

    @property
    def label(self) -> str:
        """What changed, in Russian."""
        return field_label(self.field)

    @property
    def is_of_terms(self) -> bool:
        """Whether it changes what somebody gets or must do."""
        return Severity(self.severity).is_of_terms

    is_public = True
    """Every change is: its note is written by whoever may put something before the public."""

    @property
    def is_addressed(self) -> bool:
        """Whether the programme has an address that tells of it, or of what became of it."""
        return self.programme is not None and self.programme.state in ADDRESSED
