"""Guessing one name from many addresses: slowed down, never a way to lock its owner out."""

from math import ceil
from time import time

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django_otp.plugins.otp_totp.models import TOTPDevice

from .events import keyed_hash
from .models import Guessing

FREE_FAILURES = 20  # from all addresses together, before anybody has to wait
FAILURES_PER_DOUBLING = 5
MAX_PAUSE_SECONDS = 60
FORGET_AFTER_SECONDS = 60 * 60  # without a wrong password

COOKIE_SECONDS = 90 * 24 * 60 * 60
MAX_NAMES = 5  # of one browser
SALT = "portal.access.known_browser"


def seconds_to_wait(request: HttpRequest, name: str) -> int:
    """Take the turn of a password for this name; 0 if it is free, else the seconds until then.

    Neither a browser in which this person has signed in before has to wait, nor somebody whose
    phone is asked for a code anyway: guessing that password opens nothing, and a stranger who
    keeps guessing must not keep them out.
    """
    now = time()
    paced = Guessing.objects.filter(who=keyed_hash("name", name), failures__gte=FREE_FAILURES)
    row = paced.first()
    if not row or row.last_at < now - FORGET_AFTER_SECONDS:
        return 0
    if is_known_browser(request, name) or is_asked_for_code(name):
        return 0
    # whoever comes at the same moment finds the turn taken
    taken = paced.filter(next_at__lte=now).update(next_at=now + pause_after(row.failures))
    if taken:
        return 0
    row.refresh_from_db(fields=["next_at"])
    return max(1, ceil(row.next_at - now))


def pause_after(failures: int) -> int:
    """Return the seconds between two passwords after so many wrong ones."""
    doublings = (failures - FREE_FAILURES) // FAILURES_PER_DOUBLING
    return min(MAX_PAUSE_SECONDS, 2 ** min(doublings, 10))


def note_failure(name: str) -> None:
    """Count a wrong password, and forget the names that nobody guesses any more."""
    now = time()
    Guessing.objects.filter(last_at__lt=now - FORGET_AFTER_SECONDS).delete()
    Guessing.objects.update_or_create(
        who=keyed_hash("name", name),
        defaults={"failures": F("failures") + 1, "last_at": now},
        create_defaults={"failures": 1, "last_at": now, "next_at": 0.0},
    )


def is_asked_for_code(name: str) -> bool:
    """Tell whether the person has connected a phone, so that a password alone opens nothing."""
    return TOTPDevice.objects.filter(user__username=name, confirmed=True).exists()


# --- Browsers in which somebody has signed in ------------------------------------------------


def is_known_browser(request: HttpRequest, name: str) -> bool:
    """Tell whether this person has signed in with this browser, or is signed in with it now."""
    if request.user.is_authenticated and request.user.get_username() == name:
        return True
    return keyed_hash("known", name) in known_names(request)


def known_names(request: HttpRequest) -> list[str]:
    """Return the keyed hashes in the browser's cookie; none if it is missing, old or forged."""
    try:
        return signing.loads(
            request.COOKIES.get(settings.KNOWN_COOKIE_NAME, ""), salt=SALT, max_age=COOKIE_SECONDS
        )
    except signing.BadSignature:
        return []


def remember_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Let a browser prove later that the person who has just signed in used it."""
    own = keyed_hash("known", request.user.get_username())
    names = [own, *(name for name in known_names(request) if name != own)]
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        signing.dumps(names[:MAX_NAMES], salt=SALT),
        max_age=COOKIE_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )
