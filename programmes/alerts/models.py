"""Who follows what by mail: an address, a question, and what was told last."""

import hashlib
import json
import zlib
from datetime import date, datetime, timedelta
from secrets import token_hex

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..words import Follows, Rhythm

FIRST_HOUR = 7  # in Moscow: letters of a day begin then, nobody is woken
CONFIRM_SECONDS = 2 * 24 * 60 * 60  # an address that nobody has confirmed is kept no longer


Known = dict[int | str, str]
"""What a question found: programmes by their primary keys, entries of the calendar by a key of
their kind and their own, with the line that was told of each."""


def new_number() -> str:
    """Return what tells an alert from all others, and nothing of anybody."""
    return token_hex(8)


def letter_day(now: datetime) -> date:
    """Return the day whose letters are sent at a moment: before ``FIRST_HOUR``, the last one."""
    return (timezone.localtime(now) - timedelta(hours=FIRST_HOUR)).date()


class Alerts(models.QuerySet):
    """Alerts by how far they are."""

    def confirmed(self) -> "Alerts":
        """Those whose address belongs to whoever has asked."""
        return self.exclude(confirmed_at=None)

    def due(self, now: datetime) -> "Alerts":
        """Those of whom something may be told now."""
        day = letter_day(now)
        week = timedelta(days=Rhythm.WEEKLY.days)
        daily = Q(rhythm=Rhythm.DAILY, told_on__lt=day)
        return self.confirmed().filter(daily | Q(rhythm=Rhythm.WEEKLY, told_on__lte=day - week))

    def expired(self, now: datetime) -> "Alerts":
        """Those that nobody has confirmed in time."""
        before = now - timedelta(seconds=CONFIRM_SECONDS)
        return self.filter(confirmed_at=None, asked_at__lte=before)


class Alert(models.Model):
    """A question that somebody follows by mail.

    The address stands in the alert alone, and goes with it. ``known`` is what the question found
    when something was told last, packed.
    """

    number = models.CharField("номер", max_length=16, unique=True, default=new_number)
    email = models.EmailField("адрес", db_index=True)
    follows = models.CharField("что", max_length=12, choices=Follows)
    query = models.TextField("вопрос", blank=True)
    sign = models.CharField("отпечаток вопроса", max_length=64, editable=False)
    rhythm = models.CharField("как часто", max_length=8, choices=Rhythm)
    is_terms_only = models.BooleanField("только важное", default=False)
    asked_at = models.DateTimeField("заказана")
    confirmed_at = models.DateTimeField("подтверждена", null=True, blank=True)
    told_until = models.DateTimeField("рассказано до", null=True, blank=True)
    told_on = models.DateField("рассказано", null=True, blank=True)
    known = models.BinaryField("известное")
    bounces = models.PositiveSmallIntegerField("вернулось писем", default=0)
    bounced_at = models.DateTimeField("вернулось", null=True, blank=True)

    objects = Alerts.as_manager()

    class Meta:
        verbose_name = "подписка"
        verbose_name_plural = "подписки"
        ordering = ["pk"]
        indexes = [models.Index(fields=["rhythm", "told_on", "id"], name="alert_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "follows", "sign"],
                condition=Q(confirmed_at__isnull=False),
                name="alert_confirmed_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, told_until=None, told_on=None)
                | Q(
                    confirmed_at__isnull=False,
                    told_until__isnull=False,
                    told_on__isnull=False,
                ),
                name="alert_told_once_confirmed",
            ),
        ]

    def __str__(self):
        return f"Подписка {self.number}"

    def save(self, *args, **kwargs):
        self.sign = self.signed()
        super().save(*args, **kwargs)

    def signed(self) -> str:
        """Return the fingerprint of the question: an index takes no text of any length."""
        return hashlib.sha256(self.query.encode()).hexdigest()


def pack(known: Known) -> bytes:
    """Return what is known as it is kept: the same for the same."""
    pairs = sorted(known.items())
    return zlib.compress(json.dumps(pairs, ensure_ascii=False, separators=(",", ":")).encode())


def unpack(content: bytes) -> Known:
    """Return what was kept."""
    return dict(json.loads(zlib.decompress(bytes(content)))) if content else {}
