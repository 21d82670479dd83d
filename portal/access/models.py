"""What the portal keeps about who comes: sessions, wrong passwords by name, what was sent."""

from contextlib import suppress
from time import time

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DatabaseError, models

from . import events

BEGAN, SEEN, CONFIRMED, BROWSER = "began", "seen", "confirmed", "browser"
"""What a session holds beside Django's own keys: moments in seconds since 1970, a browser."""


class SessionStore(DatabaseStore):
    """Django's sessions, whose rows know their owner and live no longer than both limits allow.

    Each save moves the end by the idle limit (SESSION_COOKIE_AGE), never beyond the longest life.
    """

    @classmethod
    def get_model_class(cls):
        return Session

    def load(self) -> dict:
        key = self.session_key
        data = super().load()
        if key and self.session_key is None:
            forget_expired(key)
        return data

    def get_session_cookie_age(self) -> int:
        left = self.get(BEGAN, time()) + settings.SESSION_MAX_SECONDS - time()
        return min(super().get_session_cookie_age(), int(left))

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.user_id = data.get(auth.SESSION_KEY)
        return row


class Session(AbstractBaseSession):
    """A session that knows its owner, so that all of one person's can be listed and ended."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )

    @classmethod
    def get_session_store_class(cls):
        return SessionStore


class Guessing(models.Model):
    """Wrong passwords for one name from all addresses, and when the next one is heard."""

    who = models.CharField("имя, хешем", max_length=64, unique=True)
    failures = models.PositiveIntegerField("ошибок подряд")
    last_at = models.FloatField("последняя ошибка, секунды Unix", db_index=True)
    next_at = models.FloatField("следующая попытка, секунды Unix")

    class Meta:
        verbose_name = "подбор пароля"
        verbose_name_plural = "подбор паролей"

    def __str__(self):
        return self.who


class Allowance(models.Model):
    """How often something was sent from one network address in the hour that has begun."""

    who = models.CharField("откуда, хешем", max_length=64, unique=True)
    used = models.PositiveIntegerField("отправлено")
    until = models.FloatField("до какого времени, секунды Unix", db_index=True)

    class Meta:
        verbose_name = "счёт отправленного"
        verbose_name_plural = "счета отправленного"

    def __str__(self):
        return self.who


def forget_expired(key: str) -> None:
    """Write down that a session ended by itself, and remove it."""
    row = Session.objects.select_related("user").filter(pk=key, user__isnull=False).first()
    if row:
        events.record("session_ended", name=row.user.get_username(), reason="limit")
        with suppress(DatabaseError):  # it opens nothing any more, whether it can be removed or not
            row.delete()
