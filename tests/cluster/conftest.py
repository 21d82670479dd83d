"""What the tests of the cluster need: programs, rights, three machines."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.cluster.machines import LIBRARIES, QUIET_SECONDS, running
from tests.faults.conftest import needs_nginx, needs_postgresql, redis  # noqa: F401 - pytest finds them here
from tests.faults.servers import wait_for
from tests.postgres import find_programs

PROGRAMS = {
    "etcd": "etcd-server",
    "pgbackrest": "pgbackrest",
    "promtool": "prometheus",
}
"""What the tests run, and the package of Debian that brings it."""


@pytest.fixture(scope="session")
def programs():
    """Fail and name what is missing: whoever asks for these tests wants them to run."""
    missing = [package for name, package in PROGRAMS.items() if not shutil.which(name)]
    if not find_programs():
        missing.append("postgresql")
    assert not missing, f"apt install {' '.join(missing)}"
    assert (LIBRARIES / "bin/patroni").exists(), "make var/patroni/.done"
    assert os.geteuid() == 0, "root is needed: PostgreSQL runs as its owner, killed from outside"


@pytest.fixture(scope="module")
def folder():
    """A folder that the owner of the database reaches; pytest's own is for its owner alone."""
    with tempfile.TemporaryDirectory(prefix="cluster-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def cluster(programs, folder):
    """Three machines that stay for all tests of a module."""
    with running(folder) as machines:
        yield machines


@pytest.fixture
def machines(cluster):
    """The same, whole: a leader, and two standbys in the quorum."""
    wait_for(cluster.is_whole, "a leader with two standbys", QUIET_SECONDS)
    return cluster
