"""The archive: the state of a moment is put back, by the drill beside and by hand in place."""

import shutil
import subprocess
import sys
import time

import pytest

from tests.cluster.machines import QUIET_SECONDS, SHIPPED, START_SECONDS
from tests.faults.servers import Portal, wait_for
from tests.laws.tree import ROOT
from tests.postgres import find_programs

pytestmark = pytest.mark.slow

COUNT = "SELECT count(*) FROM programmes_programme WHERE state = 'published'"


def one(cluster, query: str) -> str:
    """Return the one value that a query on the leader has, as text."""
    with cluster.connect("postgres") as connection:
        return str(connection.execute(query).fetchone()[0])


def archive(cluster) -> None:
    """Close the segment that is being written, and wait until it is in the archive."""
    segment = one(cluster, "SELECT pg_walfile_name(pg_switch_wal())")
    wait_for(
        lambda: one(cluster, "SELECT last_archived_wal FROM pg_stat_archiver") >= segment,
        "the archive of a segment",
    )


@pytest.fixture(scope="module")
def accident(cluster, folder):
    """A portal whose programmes were deleted: its settings, the moment before, how many."""
    (folder / "portal").mkdir()
    portal = Portal(folder / "portal", cluster.address("read-write"))
    portal.manage("migrate", "-v0")
    portal.manage("load_catalogue", "-v0")
    cluster.leader().run("pgbackrest", "--stanza=portal", "backup")
    time.sleep(2)  # a copy is chosen by whole seconds
    # after the copy: what only the archive of changes has
    with cluster.connect("postgres") as connection:
        connection.execute("CREATE TABLE note AS SELECT 'after the copy' AS text")
    before, count = one(cluster, "SELECT clock_timestamp()"), int(one(cluster, COUNT))
    with cluster.connect("postgres") as connection:
        connection.execute("TRUNCATE programmes_programme CASCADE")
    assert one(cluster, COUNT) == "0"
    archive(cluster)
    return portal.environment, before, count


def drill(cluster, known: dict, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run the drill as an operator would; return how it ended and what it said.

    Args:
        known: the settings of the portal whose database it is.
    """
    leader = cluster.leader()
    done = subprocess.run(
        [SHIPPED / "drill.sh", *arguments],
        env=leader.environment
        | {name: known[name] for name in ("PORTAL_URL", "EDITORS_EMAIL")}
        | {"PORTAL": str(ROOT), "PYTHON": sys.executable, "PROGRAMS": str(find_programs())}
        | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_the_drill_puts_back_the_moment_before_an_accident(machines, accident, figure):
    known, before, count = accident
    code, said = drill(machines, known, before)
    figure(said.strip().replace("\n", "; "))
    assert code == 0, said
    assert f"\n{count} programmes are published\n" in said
    assert "\nOK after" in said


def test_the_drill_says_that_the_newest_state_has_no_programmes(machines, accident):
    code, said = drill(machines, accident[0])
    assert code == 1, said
    assert "\n0 programmes are published\n" in said
    assert "\nNOT OK after" in said


def test_the_drill_says_that_there_is_no_archive(machines, accident, tmp_path):
    code, said = drill(machines, accident[0], PGBACKREST_REPO1_PATH=str(tmp_path / "nothing"))
    assert code == 1
    assert "NOT OK after" in said


def test_the_whole_cluster_is_put_back_in_place(machines, accident, figure):
    _, before, count = accident
    began = time.monotonic()
    first, *others = machines.all
    for machine in [*machines.standbys(), machines.leader()]:
        machine.stop()
    first.run(
        *["pgbackrest", "--stanza=portal", "--delta", "--type=time", f"--target={before}"],
        *["--target-action=promote", "restore"],
    )
    first.patronictl("remove", "portal", answers="portal\nYes I am aware\n")
    control = [str(find_programs() / "pg_ctl"), "-D", f"{first.folder}/data", "-s", "-w"]
    alone = f"-c listen_addresses= -c unix_socket_directories={first.sockets}"
    first.run(*control, "-l", f"{first.folder}/by-hand.log", "-o", alone, "start")
    wait_for(lambda: is_primary(first), "the end of the recovery")
    first.run(*control, "stop")
    first.start()
    wait_for(first.is_leader, "a leader", QUIET_SECONDS)
    for machine in others:
        shutil.rmtree(machine.folder / "data")
        machine.start()
    served = time.monotonic()
    wait_for(machines.is_whole, "a leader with two standbys", START_SECONDS)
    whole = time.monotonic()
    figure(f"a leader after {served - began:.1f} s, whole after {whole - began:.1f} s")
    assert int(one(machines, COUNT)) == count
    assert one(machines, "SELECT text FROM note") == "after the copy"
    archive(machines)
    first.run("pgbackrest", "--stanza=portal", "check")


def is_primary(machine) -> bool:
    """Tell whether the server of a machine, started by hand, has recovered."""
    said = machine.run(
        *[str(find_programs() / "psql"), "-h", str(machine.sockets), "-U", "postgres"],
        *["-XAtc", "SELECT pg_is_in_recovery()"],
    )
    return said.strip() == "f"
