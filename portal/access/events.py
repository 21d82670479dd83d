"""Security events in the log: who, from where, what; names and addresses as keyed hashes."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from ..logs import MAX_PATH_CHARACTERS
from .addresses import client_address

log = logging.getLogger("portal.security")

DIGITS = 16  # of a keyed hash: enough to follow one person, too few to say anything else
ALARMING = {"locked_out", "refused", "code_refused", "sign_in_failed"}


def keyed_hash(kind: str, value: str) -> str:
    """Return a name or an address as only the holder of SECRET_KEY could test it."""
    digest = salted_hmac(f"portal.access.{kind}", value, algorithm="sha256")
    return digest.hexdigest()[:DIGITS]


def record(event: str, *, name: str = "", request: HttpRequest | None = None, **details) -> None:
    """Write one event down.

    Args:
        event: what happened, in one word.
        name: the user name it is about, as it was typed.
        request: where it happened; without one a command did it.
        details: what else is known; never anything that was typed.
    """
    fields = {"event": event}
    if name:
        fields["who"] = keyed_hash("name", name)
    if request:
        fields["address"] = keyed_hash("address", client_address(request) or "")
    level = logging.WARNING if event in ALARMING else logging.INFO
    log.log(level, event, extra={"fields": fields | details})


def note_refusals(get_response: Callable) -> Callable:
    """Middleware: writes down every right that was refused."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == HTTPStatus.FORBIDDEN:
            path = request.path[:MAX_PATH_CHARACTERS]
            name = request.user.get_username()
            record("refused", name=name, request=request, method=request.method[:10], path=path)
        return response

    return answer
