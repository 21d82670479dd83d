"""When the database is away or refuses: 503 in time, for people and for programs."""

import logging
import sqlite3
import sys
import threading
from collections import defaultdict
from collections.abc import Callable
from http import HTTPStatus
from time import monotonic

import psycopg
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from psycopg_pool import PoolTimeout

from .. import logs
from ..database import REPLICA
from ..monitoring import schema_difference
from .problems import is_for_programs, problem

log = logging.getLogger(__name__)

RETRY_SECONDS = 3  # that the answer asks for
LOOK_SECONDS = 0.5  # between two looks at a database that was away
MAX_LOOK_SECONDS = 1.5  # then another request may look in place of one that has not come back
SPEAKS_FOR_ITSELF = ("/healthz", "/readyz", "/metrics")

# Only what says that the database cannot be reached or has no room: every other error is ours,
# and hiding it behind a 503 would hide an SQL injection as well.
AWAY = ("08", "57P")  # connection exceptions; the server is going down or coming up
# read-only, conflict, no room, lock held, statement too slow
REFUSES = ("25006", "40", "53", "55P03", "57014")
# the last is Django's own word for a connection that it has closed
UNREACHABLE = (psycopg.OperationalError, psycopg.InterfaceError, InterfaceError)
SQLITE_REFUSES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
# an unknown column or table, by PostgreSQL's code or in SQLite's words
MISFITS = ("42703", "42P01", "no such column", "no such table", "table ")
PRIMARY = 0xFF  # SQLite's detailed codes hold the plain one in their last byte


def give_connection_back(get_response: Callable) -> Callable:
    """Middleware: gives the connection back to the pool before the answer is written.

    Otherwise a slow reader of one answer would keep it from everybody else.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if connection.settings_dict["OPTIONS"].get("pool"):
            connection.close()
        return response

    return answer


class Outage:
    """Whether this process knows the database to be away.

    Without it every request would wait for the pool's timeout, and the threads that wait would
    keep the health check and the cached pages waiting, too.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._try_at = 0.0  # 0: not away
        self._heard = 0.0  # when the database served somebody last

    def heard(self) -> None:
        """Note that the database has just served somebody."""
        self._heard = monotonic()

    def suspect(self, error: BaseException) -> None:
        """Note a failed request: an outage, but for a pool that is only busy serving others."""
        is_busy = isinstance(cause_of(error), PoolTimeout)
        if not is_busy or monotonic() - self._heard > LOOK_SECONDS:
            self.begin()

    def begin(self) -> None:
        """Note that the database is away."""
        with self._lock:
            self._try_at = monotonic() + LOOK_SECONDS

    def end(self) -> None:
        """Note that it is back."""
        self._try_at = 0.0

    def goes_on(self) -> bool:
        """Tell whether the database is still away; now and then one caller has to look."""
        if not self._try_at:
            return False
        with self._lock:
            if monotonic() < self._try_at:
                return True
            self._try_at = monotonic() + MAX_LOOK_SECONDS
        return not self._look()

    def _look(self) -> bool:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            self.begin()
            return False
        self.end()
        return True


outages: defaultdict[str, Outage] = defaultdict(Outage)
"""What is known of each database, by the name of its connection."""


class DatabaseGuard:
    """Middleware: answers at once while the database is known to be away."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in SPEAKS_FOR_ITSELF:
            return self.get_response(request)
        outage = outages[connection.alias]
        if outage.goes_on():
            return unavailable(request)
        response = self.get_response(request)
        if response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            outage.heard()
        return response


def answer_failure(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed: 503 if the database is to blame, else 500.

    It needs neither the database nor the session nor the styles.
    """
    error = sys.exception()
    if is_away(error):
        # of several replicas one may be lost: that none can be had is an outage
        if connection.alias != REPLICA or isinstance(cause_of(error), PoolTimeout):
            outages[connection.alias].suspect(error)
    elif not refuses(error) and not misfits(error):
        return server_error(request)
    return unavailable(request)


def misfits(error: BaseException | None) -> bool:
    """Tell whether a table or column is missing because the database is of another release.

    The migrations are compared first: else a query of somebody else's making would look like it.
    """
    if not isinstance(error, DatabaseError):
        return False
    cause = cause_of(error)
    said = getattr(cause, "sqlstate", None) or str(cause)
    if not said.startswith(MISFITS):
        return False
    try:
        difference = schema_difference()
    except DatabaseError:
        return False
    return bool(difference.missing or difference.unknown)


def cause_of(error: BaseException | None) -> BaseException | None:
    """Return the driver's or the pool's own error, which Django wraps in one of its own."""
    return getattr(error, "__cause__", None) or error


def is_away(error: BaseException | None) -> bool:
    """Tell whether an error says that the database cannot be reached."""
    cause = cause_of(error)
    if not isinstance(cause, UNREACHABLE):
        return False
    state = getattr(cause, "sqlstate", None)
    # without an SQLSTATE it was not the server that spoke, but the driver or the pool
    return state is None or state.startswith(AWAY)


def refuses(error: BaseException | None) -> bool:
    """Tell whether an error says that the database works and cannot do this now."""
    cause = cause_of(error)
    if isinstance(cause, sqlite3.OperationalError):
        return getattr(cause, "sqlite_errorcode", 0) & PRIMARY in SQLITE_REFUSES
    return isinstance(cause, psycopg.Error) and (cause.sqlstate or "").startswith(REFUSES)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: come back in a moment; nothing was saved."""
    if is_for_programs(request):
        response = problem(HTTPStatus.SERVICE_UNAVAILABLE)
    else:
        context = {"writing": is_writing(request), "request_id": logs.request_id()}
        response = page("503.html", context, HTTPStatus.SERVICE_UNAVAILABLE)
    response.is_refused = True
    response["Retry-After"] = str(RETRY_SECONDS)
    add_never_cache_headers(response)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; the number in it is the one in the log."""
    if is_for_programs(request):
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR)
    context = {"writing": is_writing(request), "request_id": logs.request_id()}
    return page("500.html", context, HTTPStatus.INTERNAL_SERVER_ERROR)


def page(template: str, context: dict, status: HTTPStatus) -> HttpResponse:
    """Return the page of a failure; where even that fails, its sentence."""
    try:
        return render(None, template, context, status=status)
    except Exception:
        log.exception("The page of a failure failed")
        text = f"Сайт временно недоступен. Номер запроса: {logs.request_id()}\n"
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def is_writing(request: HttpRequest) -> bool:
    """Tell whether a request was to change something."""
    return request.method not in ("GET", "HEAD", "OPTIONS")
