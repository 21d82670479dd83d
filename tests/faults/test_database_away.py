"""PostgreSQL stopped and frozen under load, behind the shipped nginx: no answer is wrong."""

import os
import signal
import time

import psycopg
import pytest

from portal.database import deadlines
from portal.database.deadlines import Watched
from tests.faults.load import COMPLETE, HEALTH, KNOWN, REFUSED, Load, ask, cycling, never_asked
from tests.faults.servers import Portal, free_port, postgresql, proxied, running

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("needs_nginx", "needs_postgresql")]

IN_TIME = 1.5  # seconds within which a visitor is told to come back
BACK_IN = 2.0  # seconds within which everything is as before
AWAY = 8  # seconds


@pytest.fixture(scope="module")
def cluster():
    with postgresql() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def portal(cluster, tmp_path_factory):
    tls_port = free_port()
    folder = tmp_path_factory.mktemp("away")
    portal = Portal(folder, cluster.url, instances=2, tls_port=tls_port)
    portal.prepare()
    with running(portal), proxied(portal, tls_port):
        for question in KNOWN * 3:
            answer = ask(portal.address, question)
            assert answer.kind == COMPLETE, answer.what
        yield portal


@pytest.fixture
def watched(cluster):
    """A connection as the portal has it."""
    with Watched.connect(host=str(cluster.folder), user="portal", dbname="postgres") as connection:
        yield connection
        connection.close()


def test_a_slow_query_is_waited_for(watched):
    assert watched.execute("SELECT 1 FROM pg_sleep(2)").fetchone() == (1,)


def seconds_until_dropped(connection) -> float:
    """Return how long a query on a silent server takes to fail."""
    began = time.monotonic()
    with pytest.raises(psycopg.OperationalError, match="silent"):
        connection.execute("SELECT 1")
    assert connection.closed
    return time.monotonic() - began


def test_a_query_on_a_frozen_server_fails_in_time(watched, cluster, figure):
    cluster.freeze()
    try:
        seconds = seconds_until_dropped(watched)
    finally:
        cluster.thaw()
    figure(f"after {seconds:.2f} s")
    assert seconds < IN_TIME


def test_a_query_whose_own_process_is_frozen_fails_later(watched, monkeypatch):
    monkeypatch.setattr(deadlines, "MAX_SILENCE_SECONDS", 2)
    (backend,) = watched.execute("SELECT pg_backend_pid()").fetchone()
    os.kill(backend, signal.SIGSTOP)
    try:
        assert 2 <= seconds_until_dropped(watched) < 4
    finally:
        os.kill(backend, signal.SIGCONT)


@pytest.fixture(params=["stopped", "frozen"])
def outage(request, cluster):
    """Take the database away and give it back: two functions."""
    if request.param == "stopped":
        return cluster.stop, cluster.start
    return cluster.freeze, cluster.thaw


def test_the_catalogue_survives_its_database(portal, outage, figure):
    go, come = outage
    with (
        Load(portal.address, cycling(KNOWN), per_second=15) as known,
        Load(portal.address, never_asked, per_second=8) as new,
        Load(portal.address, lambda: HEALTH, per_second=4) as health,
    ):
        time.sleep(3)
        go()
        time.sleep(AWAY)
        come()
        back = time.monotonic()
        time.sleep(6)
    figure(f"pages already asked for: {known.summary()}")
    figure(f"new questions: {new.summary()}; back after {new.recovery(back):.1f} s")
    figure(f"health check: {health.summary()}")
    assert not known.wrong() + new.wrong() + health.wrong()
    assert known.count(REFUSED) == 0
    assert health.count(REFUSED) == 0
    assert new.count(REFUSED) > AWAY
    assert new.slowest(REFUSED) < IN_TIME
    assert health.slowest(COMPLETE) < IN_TIME
    assert new.recovery(back) < BACK_IN
