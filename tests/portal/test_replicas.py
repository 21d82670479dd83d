"""Public reading goes to a replica; writing, the desk and whoever has just written do not."""

from collections import defaultdict

import psycopg
import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connection, connections
from django.http import HttpResponse
from django.test import RequestFactory
from psycopg_pool import PoolTimeout

from portal.database import REPLICA, replicas
from portal.database.replicas import connected_to
from portal.monitoring import health
from portal.responses import errors


@pytest.fixture
def with_replica(monkeypatch, settings):
    """The same database once more, under the name of the replicas."""
    for known in (settings.DATABASES, connections.settings):
        monkeypatch.setitem(known, REPLICA, known["default"])
    connections[REPLICA]
    yield
    del connections[REPLICA]


def refused() -> HttpResponse:
    response = HttpResponse(status=503)
    response.is_refused = True
    return response


@pytest.fixture
def asked(with_replica):
    """Send a request through the middleware; return the answer and which databases were asked."""

    def send(request, *answers: HttpResponse):
        given, aliases = iter(answers), []

        def get_response(_):
            aliases.append(connection.alias)
            return next(given, HttpResponse("fine"))

        return replicas.read_from_replicas(get_response)(request), aliases

    return send


ask = RequestFactory()


def test_what_stands_under_the_default_name_is_another_connection_and_comes_back(with_replica):
    usual = connections["default"]
    with pytest.raises(RuntimeError), connected_to(REPLICA):
        assert connections["default"] is connections[REPLICA]
        assert connection.alias == REPLICA
        raise RuntimeError
    assert connections["default"] is usual


def test_without_replicas_there_is_nothing_between():
    with pytest.raises(MiddlewareNotUsed):
        replicas.read_from_replicas(None)


@pytest.mark.parametrize("path", ["/", "/programmes.csv", "/api/v1/programmes", "/readyz"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_public_reading_asks_a_replica(asked, path, method):
    assert asked(ask.generic(method, path))[1] == [REPLICA]


@pytest.mark.parametrize("method, path", [("GET", "/admin/"), ("POST", "/csp-reports")])
def test_the_desk_and_whatever_writes_ask_the_primary(asked, method, path):
    assert asked(ask.generic(method, path))[1] == ["default"]


def test_who_saved_at_the_desk_reads_from_the_primary_for_a_while(asked, settings):
    settings.HTTPS = True
    response, _ = asked(ask.post("/admin/programmes/place/add/"))
    pin = response.cookies[settings.PIN_COOKIE_NAME]
    assert (pin["max-age"], pin["path"]) == (60, "/")
    assert (pin["httponly"], pin["secure"], pin["samesite"]) == (True, True, "Lax")
    ask_again = RequestFactory(headers={"Cookie": f"{pin.key}={pin.value}"})
    assert asked(ask_again.get("/programmes/"))[1] == ["default"]


def test_a_session_is_looked_up_where_it_was_begun(asked, settings):
    signed_in = RequestFactory(headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}=abc"})
    assert asked(signed_in.get("/gallery/"))[1] == ["default"]


def test_another_cookie_changes_nothing(asked):
    assert asked(RequestFactory(headers={"Cookie": "low-vision=1"}).get("/"))[1] == [REPLICA]


def test_who_reads_is_given_no_cookie(asked):
    for request in (ask.get("/"), ask.get("/admin/"), ask.post("/csp-reports")):
        assert not asked(request)[0].cookies


def test_a_broken_replica_is_asked_once_more_and_then_the_primary(asked):
    assert asked(ask.get("/"), refused())[1] == [REPLICA, REPLICA]
    response, aliases = asked(ask.get("/"), refused(), refused())
    assert aliases == [REPLICA, REPLICA, "default"]
    assert response.status_code == 200


def test_who_has_waited_long_for_a_replica_goes_to_the_primary(asked, monkeypatch):
    clock = iter([0.0, replicas.AT_ONCE_SECONDS])
    monkeypatch.setattr(replicas, "monotonic", lambda: next(clock))
    assert asked(ask.get("/"), refused())[1] == [REPLICA, "default"]


def test_without_a_primary_a_replica_is_asked_for_a_last_time(asked):
    response, aliases = asked(ask.get("/"), refused(), refused(), refused())
    assert aliases == [REPLICA, REPLICA, "default", REPLICA]
    assert response.status_code == 200


def test_when_all_are_away_the_visitor_is_told(asked):
    assert asked(ask.get("/"), *(refused() for _ in range(4)))[0].status_code == 503


@pytest.mark.django_db
def test_an_unready_portal_is_asked_elsewhere(client, monkeypatch):
    assert not replicas.is_refused(client.get("/readyz"))
    monkeypatch.setitem(health.CHECKS, "index", lambda: "the index differs")
    assert replicas.is_refused(client.get("/readyz"))


def test_a_busy_file_is_not_asked_for_elsewhere(asked):
    assert asked(ask.get("/programmes.csv"), HttpResponse(status=503))[1] == [REPLICA]


@pytest.mark.parametrize("failure, is_known", [("broken", False), ("none to be had", True)])
def test_one_broken_replica_is_no_outage_of_all(with_replica, monkeypatch, failure, is_known):
    monkeypatch.setattr(errors, "outages", defaultdict(errors.Outage))
    error = OperationalError(failure)
    error.__cause__ = PoolTimeout() if is_known else psycopg.OperationalError()
    try:
        with connected_to(REPLICA):
            raise error
    except OperationalError:
        with connected_to(REPLICA):
            assert replicas.is_refused(errors.answer_failure(ask.get("/")))
    assert bool(errors.outages[REPLICA]._try_at) == is_known
