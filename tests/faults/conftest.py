"""The faults' own fixtures."""

import shutil
import subprocess

import pytest

from tests.faults.editor import NAME, PASSWORD
from tests.faults.servers import Portal, free_port, listens, nginx, proxied, running, wait_for
from tests.postgres import find_programs


def needed(what: str, found) -> None:
    """Leave a test out where a program is missing; in CI that is a failure."""
    if not found:
        pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def needs_nginx():
    needed("nginx", shutil.which(nginx()))


@pytest.fixture(scope="session")
def needs_postgresql():
    needed("PostgreSQL", find_programs())


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    """A cache that instances share; its address."""
    program = shutil.which("redis-server")
    needed("redis-server", program)
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    command = [program, "--port", str(port), "--save", "", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        wait_for(lambda: listens(port), "the start of Redis")
        yield f"redis://127.0.0.1:{port}/0"
        server.terminate()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Portal:
    """A portal on SQLite with the catalogue, a publisher and the static files: to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    portal = Portal(folder, f"sqlite:///{folder}/portal.sqlite3")
    portal.prepare()
    portal.make_publisher(NAME, PASSWORD)
    return portal


@pytest.fixture
def on_sqlite(prepared, tmp_path):
    """Copy the prepared portal; it is not started yet."""

    def copied(folder=tmp_path, **kwargs) -> Portal:
        shutil.copy(prepared.folder / "portal.sqlite3", folder / "portal.sqlite3")
        address = f"sqlite:///{folder}/portal.sqlite3"
        return Portal(tmp_path, address, VAR_DIR=prepared.var, **kwargs)

    return copied


@pytest.fixture
def behind_nginx(needs_nginx, on_sqlite):
    """Two instances on SQLite behind the shipped nginx, running."""
    tls_port = free_port()
    portal = on_sqlite(instances=2, tls_port=tls_port)
    with running(portal), proxied(portal, tls_port):
        yield portal
