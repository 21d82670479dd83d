"""The portal on three machines: the leader dies under visitors and an editor."""

import time

import pytest

from tests.cluster.machines import BACK_SECONDS, QUIET_SECONDS
from tests.faults.editor import NAME, PASSWORD, Editor
from tests.faults.load import COMPLETE, KNOWN, Load, cycling, never_asked
from tests.faults.saver import Saver
from tests.faults.servers import Portal, running, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def portal(cluster, folder):
    """Two instances that write to the leader and read from standbys."""
    (folder / "portal").mkdir()
    replicas = cluster.address("prefer-standby")
    portal = Portal(
        folder / "portal", cluster.address("read-write"), instances=2, REPLICA_URLS=replicas
    )
    portal.prepare()
    portal.make_publisher(NAME, PASSWORD)
    with running(portal):
        yield portal


# in this order: a standby that was promoted keeps its readers for a minute, and when it freezes in
# that minute, one request of each process is refused, which has met two frozen connections
@pytest.mark.parametrize("fault", ["frozen", "killed"])
def test_pages_go_on_and_saves_come_back_when_the_leader_dies(machines, portal, fault, figure):
    first, second = (f"http://127.0.0.1:{port}" for port in portal.ports)
    old = machines.leader()
    with (
        Load(first, cycling(KNOWN), per_second=8) as known,
        Load(second, never_asked, per_second=5) as new,
        Saver(Editor(first, portal.ports[0])) as saver,
    ):
        time.sleep(4)
        began = time.monotonic()
        old.kill() if fault == "killed" else old.freeze()
        promoted = machines.wait_for_another(old)
        wait_for(lambda: saver.kept[-1][1] > promoted, "a save after the promotion")
        time.sleep(3)
        old.start() if fault == "killed" else old.thaw()
        wait_for(machines.is_whole, "the old leader as a standby", QUIET_SECONDS)
        time.sleep(2)
    figure(
        f"promoted after {promoted - began:.1f} s, the first save"
        f" {saver.first_after(promoted):.1f} s later; saves: {saver.summary()};"
        f" pages: {known.summary()}; new questions: {new.summary()}"
    )
    assert not known.wrong() + new.wrong()
    assert not saver.wrong
    assert known.count(COMPLETE) == len(known.answers)
    assert new.count(COMPLETE) == len(new.answers)
    assert saver.refused
    assert saver.first_after(promoted) < BACK_SECONDS
