"""What the quorum is for: the same fault with it and without it, to the standbys and the leader."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.cluster.clients import Writer, make_table, violations
from tests.cluster.machines import running

pytestmark = pytest.mark.slow

BEHIND_SECONDS = 2  # less than wal_sender_timeout
LONE = {"synchronous_mode: quorum": 'synchronous_mode: "off"'}
"""What differs from the shipped patroni.yml where a save waits for no standby."""


def receiver(machine) -> int:
    """Return the process of a standby that receives what the leader writes."""
    (found,) = [
        pid
        for pid in machine.processes()
        if b"walreceiver" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    return found


def lost_with_the_leader(machines) -> tuple[list[str], Writer]:
    """Let standbys fall behind, kill the leader, wait for another; return what is wrong."""
    with machines.connect() as connection:
        make_table(connection)
    old, standbys = machines.leader(), machines.standbys()
    with Writer(machines.address("read-write")) as writer:
        time.sleep(2)
        receivers = [receiver(machine) for machine in standbys]
        for pid in receivers:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(BEHIND_SECONDS)
        old.kill()
    for pid in receivers:
        os.kill(pid, signal.SIGKILL)
    machines.wait_for_another(old)
    with machines.connect() as connection:
        return violations(connection, writer), writer


def test_a_save_that_no_standby_has_is_not_acknowledged(machines, figure):
    found, writer = lost_with_the_leader(machines)
    figure(f"{len(writer.saved)} acknowledged, {len(found)} of them lost")
    assert not found


def test_without_the_quorum_acknowledged_saves_are_lost_and_noticed(programs, folder, figure):
    (folder / "lone").mkdir(mode=0o755)
    with running(folder / "lone", LONE, roles=["leader running", *["replica streaming"] * 2]) as m:
        found, writer = lost_with_the_leader(m)
    figure(f"{len(writer.saved)} acknowledged, {len(found)} of them lost")
    assert found
    assert all("was acknowledged and is lost" in line for line in found)
