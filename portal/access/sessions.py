"""Sessions of one person: kept alive by work, listed, ended one by one or together."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time

from django.contrib import auth
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from . import events
from .models import BEGAN, BROWSER, CONFIRMED, SEEN, Session

TOUCH_EVERY_SECONDS = 60  # a page a second needs no write a second
CONFIRMED_FOR_SECONDS = 5 * 60
MAX_BROWSER_LENGTH = 300
# the first that fits: many browsers name several
BROWSERS = {
    "YaBrowser/": "Яндекс Браузер",
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class OwnSession:
    """One line of «Мои сеансы»; the number tells sessions apart and opens none."""

    number: str
    began: datetime
    seen: datetime
    browser: str
    is_this: bool


def note_beginning(sender, request: HttpRequest, user, **kwargs) -> None:
    """Receiver of ``user_logged_in``: note when the session began, and in which browser."""
    browser = request.headers.get("User-Agent", "")[:MAX_BROWSER_LENGTH]
    request.session.update({BEGAN: time(), SEEN: time(), BROWSER: browser})
    request.session.pop(CONFIRMED, None)
    events.record("signed_in", name=user.get_username(), request=request)


def note_end(sender, request: HttpRequest, user, **kwargs) -> None:
    """Receiver of ``user_logged_out``: write down who left."""
    if user:
        events.record("signed_out", name=user.get_username(), request=request)


def keep_alive(get_response: Callable) -> Callable:
    """Middleware: whoever works with a session does not lose it to the idle limit."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        # asking a session that the page did not need would make every page vary by the cookie
        in_use = session.accessed and auth.SESSION_KEY in session
        if in_use and session.get(SEEN, 0) < time() - TOUCH_EVERY_SECONDS:
            touch(session)
        return response

    return answer


def touch(session) -> None:
    """Move the end of a session; where that cannot be written, the page is worth more than it.

    The session may have been ended meanwhile, or the disk be full: both are no reason to refuse a
    page that is ready.
    """
    is_saved_anyway = session.modified
    session[SEEN] = time()
    if not is_saved_anyway:
        with suppress(UpdateError, DatabaseError):
            session.save()
        session.modified = False


# --- The password asked again ----------------------------------------------------------------


def confirm(request: HttpRequest) -> None:
    """Note that the person has just given the password again."""
    request.session[CONFIRMED] = time()


def is_confirmed(request: HttpRequest, *, by_signing_in: bool) -> bool:
    """Tell whether the password was given again within the last minutes.

    Args:
        request: a request of somebody signed in.
        by_signing_in: whether having signed in within these minutes is enough.
    """
    moments = [request.session.get(CONFIRMED, 0)]
    if by_signing_in:
        moments.append(request.session.get(BEGAN, 0))
    return max(moments) > time() - CONFIRMED_FOR_SECONDS


# --- All sessions of one person --------------------------------------------------------------


def own_sessions(request: HttpRequest) -> list[OwnSession]:
    """Return the live sessions of whoever asks, this one first, then the last used."""
    found = [describe(row, request) for row in live_sessions(request.user)]
    return sorted(found, key=lambda session: (not session.is_this, -session.seen.timestamp()))


def live_sessions(user):
    """Return the rows of a person's sessions that still open something."""
    return Session.objects.filter(user=user, expire_date__gt=datetime.fromtimestamp(time(), UTC))


def describe(row: Session, request: HttpRequest) -> OwnSession:
    """Return what the owner of a session may see of it."""
    data = row.get_decoded()
    began, seen = (datetime.fromtimestamp(data.get(name, 0), UTC) for name in (BEGAN, SEEN))
    is_this = row.session_key == request.session.session_key
    return OwnSession(number_of(row), began, seen, name_browser(data.get(BROWSER, "")), is_this)


def name_browser(agent: str) -> str:
    """Return «Firefox, Windows» for what a browser says of itself, and its own words if unknown."""
    known = [
        next((name for sign, name in names.items() if sign in agent), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, known)) or agent


def number_of(row: Session) -> str:
    """Return a name for a session that does not give its key away."""
    return salted_hmac("portal.access.session", row.session_key, algorithm="sha256").hexdigest()[
        :16
    ]


def end_session(request: HttpRequest, number: str) -> int:
    """End one of one's own sessions; return how many that were: 0 if it had ended already."""
    rows = [row for row in live_sessions(request.user) if number_of(row) == number]
    return end(rows, request.user, reason="owner", request=request)


def end_other_sessions(request: HttpRequest, reason: str) -> int:
    """End all of one's own sessions but this one; return how many that were."""
    rows = live_sessions(request.user).exclude(pk=request.session.session_key)
    return end(list(rows), request.user, reason=reason, request=request)


def end_all_sessions(user, reason: str) -> int:
    """End all sessions of a person; return how many that were."""
    return end(list(live_sessions(user)), user, reason=reason)


def end(rows: list[Session], user, *, reason: str, request: HttpRequest | None = None) -> int:
    """Delete sessions, so that their keys open nothing from now on, and write each down."""
    for row in rows:
        row.delete()
        events.record("session_ended", name=user.get_username(), request=request, reason=reason)
    return len(rows)


def end_when_barred(sender, instance, **kwargs) -> None:
    """Receiver of a user's ``post_save``: who may not come in any more is out at once."""
    if not (instance.is_active and instance.is_staff):
        end_all_sessions(instance, "barred")


def connect() -> None:
    """Hear who comes, goes and is barred."""
    user_logged_in.connect(note_beginning)
    user_logged_out.connect(note_end)
    post_save.connect(end_when_barred, sender=auth.get_user_model())
