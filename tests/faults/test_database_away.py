"""PostgreSQL stopped and frozen under load, behind the shipped nginx: no answer is wrong."""

import time

import pytest

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
