"""Machines die, freeze and hand over while people read and save: no acknowledged save is lost."""

import time
from contextlib import ExitStack, contextmanager

import pytest

from tests.cluster.clients import Reader, Writer, make_table, violations
from tests.cluster.machines import BACK_SECONDS, QUIET_SECONDS, TTL_SECONDS
from tests.faults.servers import wait_for

pytestmark = pytest.mark.slow

SWITCHED_SECONDS = 8  # a handover by hand
READERS = 4


@contextmanager
def people(machines):
    """Let one editor save and visitors read; give the editor and the visitors."""
    with machines.connect() as connection:
        make_table(connection)
    with ExitStack() as stack:
        writer = stack.enter_context(Writer(machines.address("read-write")))
        address = machines.address("prefer-standby")
        readers = [stack.enter_context(Reader(address, writer=writer)) for _ in range(READERS)]
        time.sleep(3)
        yield writer, readers


def check(machines, writer, readers) -> None:
    """Hold what everybody was told against what is there."""
    with machines.connect() as connection:
        assert not violations(connection, writer)
    assert not [words for reader in readers for words in reader.wrong]


def told(writer, readers) -> str:
    """Return the figures of editor and visitors."""
    refused = sum(len(reader.refused) for reader in readers)
    complete = sum(len(reader.complete) for reader in readers)
    gap = max(reader.gap() for reader in readers)
    return (
        f"saves: {writer.summary()}; reading: {complete} complete, {refused} refused,"
        f" longest without an answer {gap:.1f} s"
    )


@pytest.mark.parametrize("fault", ["killed", "frozen"])
def test_a_leader_that_dies_is_replaced(machines, fault, figure):
    old = machines.leader()
    with people(machines) as (writer, readers):
        began = time.monotonic()
        old.kill() if fault == "killed" else old.freeze()
        promoted = machines.wait_for_another(old)
        wait_for(lambda: writer.complete[-1] > promoted, "a save after the promotion", 30)
        time.sleep(3)
        old.start() if fault == "killed" else old.thaw()
        returned = time.monotonic()
        wait_for(machines.is_whole, "the old leader as a standby", QUIET_SECONDS)
        whole = time.monotonic()
        time.sleep(2)
    figure(
        f"promoted after {promoted - began:.1f} s, first save"
        f" {writer.first_after(promoted):.1f} s later; back as a standby"
        f" {whole - returned:.1f} s after its start; {told(writer, readers)}"
    )
    check(machines, writer, readers)
    assert writer.first_after(promoted) < BACK_SECONDS
    assert max(reader.gap() for reader in readers) < BACK_SECONDS


def test_a_handover_by_hand_takes_seconds(machines, figure):
    old = machines.leader()
    with people(machines) as (writer, readers):
        began = time.monotonic()
        old.patronictl("switchover", "--leader", old.name, "--force")
        took = time.monotonic() - began
        wait_for(machines.is_whole, "the old leader as a standby", QUIET_SECONDS)
        time.sleep(2)
    figure(f"the command took {took:.1f} s; {told(writer, readers)}")
    check(machines, writer, readers)
    assert not old.is_leader()
    assert writer.gap() < SWITCHED_SECONDS


@pytest.mark.parametrize("fault", ["killed", "frozen"])
def test_a_standby_that_dies_keeps_no_save_waiting(machines, fault, figure):
    standby = machines.standbys()[0]
    with people(machines) as (writer, readers):
        standby.kill() if fault == "killed" else standby.freeze()
        time.sleep(10)
        standby.start() if fault == "killed" else standby.thaw()
        wait_for(machines.is_whole, "the standby to be back", QUIET_SECONDS)
    figure(told(writer, readers))
    check(machines, writer, readers)
    assert not writer.refused
    assert writer.gap() < 1


def test_one_machine_of_etcd_is_not_missed(machines, figure):
    leader = machines.leader()
    with people(machines) as (writer, readers):
        leader.etcd.kill()
        leader.etcd.wait()
        time.sleep(TTL_SECONDS + 5)
        leader.start_etcd()
        time.sleep(5)
    figure(told(writer, readers))
    check(machines, writer, readers)
    assert leader.is_leader()
    assert not writer.refused


def test_without_etcd_the_leader_goes_on(machines, figure):
    leader = machines.leader()
    with people(machines) as (writer, readers):
        for machine in machines.all:
            machine.etcd.kill()
            machine.etcd.wait()
        time.sleep(2 * TTL_SECONDS)
        for machine in machines.all:
            machine.start_etcd()
        wait_for(machines.is_whole, "etcd to be back", QUIET_SECONDS)
        time.sleep(5)
    figure(told(writer, readers))
    check(machines, writer, readers)
    assert leader.is_leader()
    assert not writer.refused
