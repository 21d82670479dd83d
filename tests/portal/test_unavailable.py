"""A database that is away or refuses: 503 in time, and nothing else is mistaken for it."""

import sqlite3
from collections import defaultdict

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path
from psycopg_pool import PoolTimeout

from portal.responses import errors

ERROR: list[Exception] = []


def fail(request):
    raise ERROR[0]


urlpatterns = [
    path("fail", fail),
    path("fail.json", fail),
    path("api/v1/fail", fail),
    path("fine", lambda request: HttpResponse("ok", content_type="text/plain")),
    *get_resolver("portal.urls").url_patterns,
]
handler404 = "programmes.web.pages.misspelt.not_found"
handler500 = "portal.responses.errors.answer_failure"

pytestmark = pytest.mark.urls("tests.portal.test_unavailable")


def from_driver(cause: Exception, wrapper=OperationalError) -> Exception:
    """Return Django's error around one of the driver's."""
    error = wrapper(str(cause))
    error.__cause__ = cause
    return error


def sqlite_error(code: int) -> Exception:
    cause = sqlite3.OperationalError("planted")
    cause.sqlite_errorcode = code
    return from_driver(cause)


@pytest.fixture
def visitor(monkeypatch) -> Client:
    """A client that sees the page of a failure, in a process that knows of no outage."""
    monkeypatch.setattr(errors, "outages", defaultdict(errors.Outage))
    return Client(raise_request_exception=False)


@pytest.fixture
def answer_to(visitor, monkeypatch):
    """Let a view fail with an error; return the answer."""

    def answered(error: Exception, address="/fail", method="GET"):
        monkeypatch.setattr("tests.portal.test_unavailable.ERROR", [error])
        return visitor.generic(method, address)

    return answered


AWAY = {
    "no connection": from_driver(psycopg.OperationalError("connection refused")),
    "pool is empty": from_driver(PoolTimeout("couldn't get a connection after 1.00 sec")),
    "going down": from_driver(psycopg.errors.AdminShutdown("terminating connection")),
    "coming up": from_driver(psycopg.errors.CannotConnectNow("the database is starting up")),
    "closed by us": InterfaceError("connection already closed"),
    "closed": from_driver(psycopg.InterfaceError("the connection is closed"), InterfaceError),
}
REFUSES = {
    "disk full": from_driver(psycopg.errors.DiskFull("no space left")),
    "lock held": from_driver(psycopg.errors.LockNotAvailable("lock timeout")),
    "too slow": from_driver(psycopg.errors.QueryCanceled("statement timeout")),
    "deadlock": from_driver(psycopg.errors.DeadlockDetected("deadlock")),
    "too many": from_driver(psycopg.errors.TooManyConnections("too many clients")),
    "sqlite locked": sqlite_error(sqlite3.SQLITE_BUSY),
    "sqlite snapshot": sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT),
    "sqlite full": sqlite_error(sqlite3.SQLITE_FULL),
    "sqlite i/o": sqlite_error(sqlite3.SQLITE_IOERR_WRITE),
}
OURS = {
    "injected": from_driver(psycopg.errors.SyntaxError("syntax error"), DatabaseError),
    "no table": from_driver(psycopg.errors.UndefinedTable("no table"), DatabaseError),
    "sqlite injected": sqlite_error(sqlite3.SQLITE_ERROR),
    "no cause": OperationalError("near «x»: syntax error"),
    "not the database": ConnectionError("a socket of somebody else"),
    "a mistake": KeyError("x"),
}


@pytest.mark.parametrize("name", AWAY)
def test_a_database_that_is_away_is_a_503_to_come_back_to(answer_to, name):
    response = answer_to(AWAY[name])
    assert response.status_code == 503
    assert response["Retry-After"] == "3"
    assert "no-store" in response["Cache-Control"]
    assert "временно недоступен" in response.content.decode()


@pytest.mark.parametrize("name", REFUSES)
def test_a_database_that_cannot_do_it_now_is_a_503(answer_to, name):
    assert answer_to(REFUSES[name]).status_code == 503
    assert not errors.outages[connection.alias].goes_on()


@pytest.mark.parametrize("name", OURS)
def test_every_other_error_stays_a_500(answer_to, name):
    assert answer_to(OURS[name]).status_code == 500


def test_an_editor_who_was_saving_is_told_that_nothing_was_saved(answer_to):
    page = answer_to(sqlite_error(sqlite3.SQLITE_FULL), method="POST").content.decode()
    assert "Сохранить не удалось" in page
    assert "ничего не записано" in page


def test_only_what_was_asked_in_the_address_is_said_to_be_there(answer_to):
    pages = [answer_to(OURS["a mistake"], method=way).content.decode() for way in ("GET", "POST")]
    assert ["осталось в адресной строке" in page for page in pages] == [True, False]


@pytest.mark.parametrize("address", ["/fail.json", "/api/v1/fail"])
@pytest.mark.parametrize(("error", "status"), [("no connection", 503), ("a mistake", 500)])
def test_programs_get_problem_details(answer_to, address, error, status):
    response = answer_to({**AWAY, **OURS}[error], address)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["instance"] == f"urn:request:{response['X-Request-ID']}"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_failure_whose_page_fails_too_still_gets_a_sentence(answer_to, monkeypatch):
    monkeypatch.setattr(errors, "render", lambda *args, **kwargs: 1 / 0)
    response = answer_to(OURS["a mistake"])
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()
    assert "default-src 'none'" in response["Content-Security-Policy"]


# --- While the outage lasts ------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test moves."""
    time = [100.0]
    monkeypatch.setattr(errors, "monotonic", lambda: time[0])
    return time


@pytest.fixture
def asked(monkeypatch):
    """Count how often the database is asked; it answers when the list says so."""
    answers, count = [], []

    def cursor():
        count.append(1)
        if not answers:
            raise OperationalError
        return connection.__class__(connection.settings_dict).cursor()

    monkeypatch.setattr(connection, "cursor", cursor)
    return answers, count


def test_others_do_not_wait_for_a_database_known_to_be_away(answer_to, visitor, clock, asked):
    answer_to(AWAY["pool is empty"])
    assert visitor.get("/fine").status_code == 503
    assert asked[1] == []


def test_now_and_then_one_request_looks_whether_it_is_back(answer_to, visitor, clock, asked):
    answer_to(AWAY["pool is empty"])
    clock[0] += errors.LOOK_SECONDS
    for _ in range(5):
        assert visitor.get("/fine").status_code == 503
    assert len(asked[1]) == 1


@pytest.mark.django_db
def test_the_first_look_at_a_database_that_is_back_ends_the_outage(answer_to, visitor, clock):
    answer_to(AWAY["pool is empty"])
    clock[0] += errors.LOOK_SECONDS
    assert visitor.get("/fine").status_code == 200
    assert not errors.outages[connection.alias].goes_on()


def test_the_process_answers_for_itself_during_an_outage(answer_to, visitor, clock):
    answer_to(AWAY["pool is empty"])
    assert visitor.get("/healthz").status_code == 200


def test_a_lock_is_no_outage_for_others(answer_to, visitor):
    answer_to(REFUSES["sqlite locked"])
    assert visitor.get("/fine").status_code == 200


def test_one_failure_while_others_are_served_is_no_outage_for_them(answer_to, visitor, clock):
    assert visitor.get("/fine").status_code == 200
    assert answer_to(AWAY["pool is empty"]).status_code == 503
    assert visitor.get("/fine").status_code == 200


def test_a_failure_after_nobody_was_served_for_a_while_is_an_outage(answer_to, visitor, clock):
    assert visitor.get("/fine").status_code == 200
    clock[0] += 2 * errors.LOOK_SECONDS
    answer_to(AWAY["pool is empty"])
    assert visitor.get("/fine").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/programmes.atom", "/programmes/?page=9", "/nowhere"])
def test_an_answer_is_written_when_its_connection_is_back_in_the_pool(client, monkeypatch, address):
    given_back = []
    monkeypatch.setattr(connection, "close", lambda: given_back.append(address))
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"pool": True})
    client.get(address)
    assert given_back == [address]
