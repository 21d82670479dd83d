"""Public reading goes to replicas: one request, one connection, whatever the code asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from time import monotonic

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse

REPLICA = "replica"
AT_ONCE_SECONDS = 0.3
"""Who failed sooner had a connection that was broken: another replica may be asked."""

PIN_SECONDS = 60  # for which whoever saved reads what was saved, however late replicas are
READING = ("GET", "HEAD")


@contextmanager
def connected_to(alias: str) -> Iterator[None]:
    """Let everything in the block that speaks to the default database speak to another one.

    The connection itself is put in place, not a router beside it: models, transactions and raw
    cursors take whatever stands under the default name, so none of them can be forgotten.
    """
    usual = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[alias]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = usual


def read_from_replicas(get_response: Callable) -> Callable:
    """Middleware: public reading is answered by a replica, and by the primary where that fails.

    A request that a replica cannot answer is asked again from its beginning: it only reads. Where
    the primary cannot either, a replica is tried for a last time: the pool has given up by then
    what was silent.

    The desk and all that writes speaks to the primary alone; who has written is given a cookie,
    and reads from the primary, too, until replicas have surely followed.

    A response says by ``is_refused`` that its database was away or refused.
    """
    if REPLICA not in settings.DATABASES:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponse:
        if is_for_primary(request):
            response = get_response(request)
            if has_written(request, response):
                pin(response)
            return response
        began = monotonic()
        response = ask(request, REPLICA)
        if is_refused(response) and monotonic() - began < AT_ONCE_SECONDS:
            response = ask(request, REPLICA)
        for alias in (DEFAULT_DB_ALIAS, REPLICA):
            if is_refused(response):
                response = ask(request, alias)
        return response

    def ask(request: HttpRequest, alias: str) -> HttpResponse:
        request.read_from = alias
        with connected_to(alias):
            return get_response(request)

    return answer


def is_for_primary(request: HttpRequest) -> bool:
    """Tell whether a request writes, is of the desk, or is of somebody signed in or pinned.

    A session that has just begun, a replica does not know yet.
    """
    of_editors = {settings.SESSION_COOKIE_NAME, settings.PIN_COOKIE_NAME}
    is_editor = not of_editors.isdisjoint(request.COOKIES)
    return request.method not in READING or is_editor or is_of_desk(request)


def has_written(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether a request may have changed what its browser reads next.

    Either an editor's, or a visitor's form that was taken and leads to another page.
    """
    if request.method in READING:
        return False
    return is_of_desk(request) or response.status_code == HTTPStatus.FOUND


def is_of_desk(request: HttpRequest) -> bool:
    """Tell whether a request is an editor's at the desk."""
    return request.path.startswith(f"/{settings.ADMIN_PATH}")


def is_refused(response: HttpResponse) -> bool:
    """Tell whether the database could not give a response what it needed."""
    return getattr(response, "is_refused", False)


def pin(response: HttpResponse) -> None:
    """Let the browser that wrote read from the primary for a while."""
    response.set_cookie(
        settings.PIN_COOKIE_NAME,
        "1",
        max_age=PIN_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
