"""Whoever guesses passwords has to wait: one person from one address, an address, one name."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from math import ceil

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from . import events, pacing

PAUSE = settings.AXES_COOLOFF_TIME
MAX_FAILURES_OF_ADDRESS = 100  # an office behind one address has many people

PERSON = (
    "Под этим именем с вашего адреса десять раз введён неверный пароль. Вход под ним отсюда "
    "приостановлен, повторите через\N{NO-BREAK SPACE}{wait}. Коллегам за тем же адресом "
    "это не мешает: под другими именами вход открыт."
)
ADDRESS = (
    "С вашего адреса сто раз введён неверный пароль, под разными именами. Вход отсюда "
    "приостановлен для всех, повторите через\N{NO-BREAK SPACE}{wait}. С других адресов вход открыт."
)
NAME = (
    "Под этим именем с разных адресов много раз введён неверный пароль, поэтому попытки "
    "принимаются по одной. Повторите через\N{NO-BREAK SPACE}{wait}. В браузере, с которого вы "
    "уже входили, ждать не нужно."
)


@dataclass(frozen=True)
class Lock:
    """Why a password is not even tried, and for how many seconds."""

    kind: str
    sentence: str
    seconds: int


class Handler(AxesDatabaseHandler):
    """What django-axes counts, with a limit of its own for each of the three ways to guess.

    A login resets what AXES_LOCKOUT_PARAMETERS names: this person's failures from this address,
    and nothing of what the address tried with other names.
    """

    def is_locked(self, request, credentials=None) -> bool:
        name = get_client_username(request, credentials) or ""
        request.lock = find_lock(request, name) or lock_of_name(request, name)
        return request.lock is not None

    def get_failures(self, request, credentials=None) -> int:
        """Return the limit where one is reached: axes compares with the one number it knows."""
        request.lock = find_lock(request, get_client_username(request, credentials) or "")
        return settings.AXES_FAILURE_LIMIT if request.lock else 0

    def user_login_failed(self, sender, credentials, request=None, **kwargs) -> None:
        name = get_client_username(request, credentials) or ""
        was_locked = request.axes_locked_out
        if not was_locked:
            pacing.note_failure(name)
            events.record("sign_in_failed", name=name, request=request)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request.axes_locked_out:
            events.record("locked_out", name=name, request=request, limit=request.lock.kind)


def find_lock(request: HttpRequest, name: str) -> Lock | None:
    """Return the lock of a person at this address, or of the whole address."""
    at_address = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address, attempt_time__gt=request.axes_attempt_time - PAUSE
    )
    limits = (
        ("person", PERSON, at_address.filter(username=name), settings.AXES_FAILURE_LIMIT),
        ("address", ADDRESS, at_address, MAX_FAILURES_OF_ADDRESS),
    )
    for kind, sentence, attempts, limit in limits:
        seconds = seconds_locked(attempts, limit, request.axes_attempt_time)
        if seconds:
            return Lock(kind, sentence, seconds)
    return None


def seconds_locked(attempts: QuerySet, limit: int, now) -> int:
    """Return how long the failures stay at the limit or above, 0 if they are below.

    Each row counts the failures of one name and browser, and is forgotten a pause after its last.
    """
    rows = list(
        attempts.order_by("attempt_time").values_list("failures_since_start", "attempt_time")
    )
    left = sum(failures for failures, _ in rows)
    for failures, last in rows:
        if left < limit:
            break
        left -= failures
        if left < limit:
            return ceil(min(max(last + PAUSE - now, timedelta(seconds=1)), PAUSE).total_seconds())
    return 0


def lock_of_name(request: HttpRequest, name: str) -> Lock | None:
    """Return the lock of a name that many addresses guess, if it is not this one's turn."""
    seconds = pacing.seconds_to_wait(request, name)
    return Lock("name", NAME, seconds) if seconds else None


def locked_out(request: HttpRequest, response=None, credentials=None) -> HttpResponse:
    """429: too many wrong passwords; says what is locked, for whom, and when to come back."""
    text = request.lock.sentence.format(wait=span(request.lock.seconds))
    answer = render(request, "lockout.html", {"text": text}, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(request.lock.seconds)
    add_never_cache_headers(answer)
    return answer


def span(seconds: int) -> str:
    """Return «40 с» or «15 мин», rounded up: never too early."""
    if seconds <= 90:
        return f"{seconds}\N{NO-BREAK SPACE}с"
    return f"{ceil(seconds / 60)}\N{NO-BREAK SPACE}мин"
