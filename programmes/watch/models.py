"""What is known of each address outside, and whose turn it is to check them."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from .outcomes import Outcome, Reason

MAX_ADDRESS_CHARACTERS = 500
MAX_TITLE_CHARACTERS = 300


class Links(models.QuerySet):
    """Addresses by what is known of them."""

    def due(self, now: datetime) -> "Links":
        """Those that may be visited now, whoever has waited longest first."""
        return self.filter(due_at__lte=now).order_by("due_at", "pk")

    def failing(self) -> "Links":
        """Those of which public pages say that they do not open."""
        return self.filter(outcome=Outcome.FAILS)


class Link(models.Model):
    """One address that the public pages name, wherever they do."""

    address = models.CharField("адрес", max_length=MAX_ADDRESS_CHARACTERS, unique=True)
    outcome = models.CharField(
        "состояние", max_length=12, choices=Outcome, default=Outcome.UNCHECKED
    )
    reason = models.CharField("почему", max_length=16, choices=Reason, blank=True)
    status = models.PositiveSmallIntegerField("ответ сервера", null=True)
    tries = models.PositiveSmallIntegerField("неудач подряд", default=0)
    failing_since = models.DateTimeField("не открывается с", null=True)
    failed_at = models.DateTimeField("последняя неудача", null=True)
    worked_at = models.DateTimeField("открывалась", null=True)
    checked_at = models.DateTimeField("проверена", null=True)
    due_at = models.DateTimeField("следующая проверка", db_default=Now(), default=timezone.now)
    first_title = models.CharField("заголовок раньше", max_length=MAX_TITLE_CHARACTERS, blank=True)
    last_title = models.CharField("заголовок", max_length=MAX_TITLE_CHARACTERS, blank=True)
    final_address = models.CharField("куда привела", max_length=MAX_ADDRESS_CHARACTERS, blank=True)
    accepted_address = models.CharField(
        "принятый адрес", max_length=MAX_ADDRESS_CHARACTERS, blank=True
    )

    objects = Links.as_manager()

    class Meta:
        verbose_name = "ссылка"
        verbose_name_plural = "ссылки"
        ordering = ["address"]
        default_permissions = ("view", "recheck")
        indexes = [
            models.Index(fields=["due_at", "id"], name="link_due"),
            models.Index(fields=["outcome"], name="link_outcome"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.FAILS) | Q(failing_since__isnull=False),
                name="link_fails_since",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.WORKS) | Q(failing_since=None, tries=0, reason=""),
                name="link_works",
            ),
        ]

    def __str__(self):
        return self.address

    @property
    def shown_day(self) -> date | None:
        """The day since which public pages say that it does not open; None where they do not."""
        if self.outcome != Outcome.FAILS:
            return None
        return timezone.localtime(self.failing_since).date()


class Turn(models.Model):
    """Who checks addresses now: one at a time, on however many machines.

    No lock is held while somebody outside is waited for; whoever dies leaves a turn that ends by
    itself.
    """

    token = models.CharField("чья", max_length=32)
    until = models.DateTimeField("до")

    class Meta:
        verbose_name = "очередь проверки"
        verbose_name_plural = "очередь проверки"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="turn_single")]

    def __str__(self):
        return self.token
