"""What visitors wrote, in a table of its own; the catalogue never reads it."""

from secrets import randbelow

from django.db import models
from django.db.models import Q

from ..models import Fact, Programme, Source
from ..words import NBSP
from .kinds import OPEN, TOLD, Kind, Stage

HALF = 4  # digits; two of them are a number, from which nobody can tell how many there are
MAX_TEXT = {"wrong": 2000, "right": 6000, "where": 1000}
MAX_ANSWER = 3000


def new_number() -> str:
    """Return «4821-7365», which says nothing of when it was given."""
    return as_number(f"{randbelow(10 ** (2 * HALF)):0{2 * HALF}}")


def as_number(text: str) -> str:
    """Return a number in its one form, however people write it."""
    digits = "".join(filter(str.isdecimal, text))
    return f"{digits[:HALF]}-{digits[HALF:]}"


class Corrections(models.QuerySet):
    """Messages by how far the editors are."""

    def waiting(self) -> "Corrections":
        """Those that are new or in work."""
        return self.filter(state__in=OPEN)


class Correction(models.Model):
    """A message of a visitor: what is wrong or missing, what came of it.

    It remembers what was read (the title, the statement, the state of the page), because all of
    that may change before an editor comes to it.
    """

    number = models.CharField(
        "номер", max_length=2 * HALF + 1, unique=True, default=new_number, editable=False
    )
    kind = models.CharField("что это", max_length=16, choices=Kind.choices, default=Kind.MISTAKE)
    programme = models.ForeignKey(
        Programme,
        verbose_name="программа",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="corrections",
    )
    fact = models.ForeignKey(
        Fact,
        verbose_name="факт",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="corrections",
    )
    page = models.CharField("страница", max_length=200, blank=True)
    subject = models.CharField("о чём", max_length=300, blank=True)
    statement = models.TextField("утверждение на странице", blank=True)
    page_changed_at = models.DateTimeField("страница была от", null=True, blank=True)
    wrong = models.TextField("что неверно", blank=True, max_length=MAX_TEXT["wrong"])
    right = models.TextField("как правильно", blank=True, max_length=MAX_TEXT["right"])
    where = models.TextField("где это сказано", blank=True, max_length=MAX_TEXT["where"])
    email = models.EmailField("куда ответить", blank=True)
    state = models.CharField("состояние", max_length=16, choices=Stage.choices, default=Stage.NEW)
    answer = models.TextField(
        "ответ посетителю",
        blank=True,
        max_length=MAX_ANSWER,
        help_text="Его увидит посетитель: на странице с номером и, если оставил адрес, в письме.",
    )
    source = models.ForeignKey(
        Source,
        verbose_name="источник, который это подтверждает",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrections",
        help_text="Без него сообщение не принимают.",
    )
    duplicate_of = models.ForeignKey(
        "self",
        verbose_name="повторяет",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="duplicates",
    )
    note = models.TextField(
        "заметка редакции", blank=True, max_length=MAX_ANSWER, help_text="Посетитель её не видит."
    )
    written_at = models.DateTimeField("получено", editable=False)
    closed_at = models.DateTimeField("закрыто", null=True, blank=True, editable=False)
    sent_key = models.CharField("отправка", max_length=64, unique=True, editable=False)

    objects = Corrections.as_manager()

    class Meta:
        verbose_name = "сообщение посетителя"
        verbose_name_plural = "сообщения посетителей"
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["state", "written_at"], name="correction_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=Stage.ACCEPTED) | Q(source__isnull=False),
                name="correction_accepted_by_source",
                violation_error_message="Назовите источник, который это подтверждает.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at=None)
                | (~Q(state__in=OPEN) & Q(closed_at__isnull=False)),
                name="correction_closed_when",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(email=""), name="correction_forgets_address"
            ),
        ]

    def __str__(self):
        return f"№{NBSP}{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def state_words(self) -> str:
        """What has become of it, in the words for the visitor."""
        return TOLD[Stage(self.state)]

    @property
    def has_page_changed(self) -> bool:
        """Tell whether the programme's page is another one than the visitor has read."""
        return bool(self.programme) and self.programme.updated_at != self.page_changed_at
