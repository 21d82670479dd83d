"""Workers killed, reloaded and stopped under load: every request is answered."""

import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from urllib.parse import urlsplit

import pytest

from tests.faults.load import (
    COMPLETE,
    KNOWN,
    LONGEST,
    WRONG,
    Load,
    Question,
    cycling,
    is_file,
    never_asked,
)
from tests.faults.servers import (
    Portal,
    answers,
    free_port,
    proxied,
    running,
    signal_all,
    wait_for,
)

pytestmark = pytest.mark.slow

MINUTE = 60
SLOW_SECONDS = 2


def test_a_worker_killed_every_five_seconds_loses_no_request(behind_nginx, figure):
    killed = 0
    with (
        Load(behind_nginx.address, cycling(KNOWN), per_second=12) as known,
        Load(behind_nginx.address, never_asked, per_second=12) as new,
    ):
        end = time.monotonic() + MINUTE
        while time.monotonic() < end:
            time.sleep(5)
            workers = behind_nginx.workers()
            os.kill(workers[killed % len(workers)], signal.SIGKILL)
            killed += 1
    figure(f"{killed} killed; pages already asked for: {known.summary()}")
    figure(f"new questions: {new.summary()}")
    assert killed >= MINUTE // 5 - 1
    for load in (known, new):
        assert load.count(COMPLETE) == len(load.answers) > MINUTE * 6, load.wrong()


def test_a_reload_loses_no_request(on_sqlite, figure):
    with (
        running(on_sqlite()) as portal,
        Load(portal.address, cycling(KNOWN), per_second=20) as load,
    ):
        for _ in range(2):
            time.sleep(2)
            reload(portal)
    figure(load.summary())
    assert load.count(COMPLETE) == len(load.answers), load.wrong()


def reload(portal: Portal) -> None:
    """Replace the workers of the first instance and wait until the new ones answer."""
    old = set(portal.workers())
    portal.processes[0].send_signal(signal.SIGHUP)
    wait_for(lambda: old.isdisjoint(portal.workers()), "the end of the old workers")
    wait_for(lambda: answers(portal.ports[0]), "the start of the new workers")


def test_an_instance_stopped_and_started_again_loses_no_request(behind_nginx, figure):
    with Load(behind_nginx.address, never_asked, per_second=12) as load:
        time.sleep(2)
        behind_nginx.restart(0)
        time.sleep(1)
        behind_nginx.restart(1)
        time.sleep(2)
    figure(load.summary())
    assert load.count(COMPLETE) == len(load.answers), load.wrong()


def test_a_machine_that_falls_silent_is_passed_over(needs_nginx, on_sqlite, figure):
    tls_port = free_port()
    portal = on_sqlite(instances=2, tls_port=tls_port)
    with running(portal), proxied(portal, tls_port, apart=True):
        silent = portal.processes[0].pid
        with Load(portal.address, never_asked, per_second=10, visitors=60) as load:
            time.sleep(2)
            try:
                signal_all(silent, signal.SIGSTOP)
                time.sleep(16)
            finally:
                signal_all(silent, signal.SIGCONT)
    slow = [answer.seconds for answer in load.answers if answer.seconds > SLOW_SECONDS]
    figure(f"{load.summary()}; {len(slow)} waited longer than {SLOW_SECONDS} s")
    assert load.count(COMPLETE) == len(load.answers), load.wrong()
    assert 0 < len(slow) < len(load.answers) / 2


@pytest.fixture
def generated(prepared, tmp_path):
    """Make a portal of many generated programmes; it is not started yet."""

    def made(programmes: int) -> Portal:
        portal = Portal(tmp_path, f"sqlite:///{tmp_path}/many.sqlite3", VAR_DIR=prepared.var)
        portal.manage("migrate", "-v0")
        code = f"from tests.benchmarks import generate as g; g.generate({programmes})"
        portal.manage("shell", "-v0", "-c", code)
        return portal

    return made


def kill_workers(portal: Portal) -> None:
    """Kill every process that serves."""
    for worker in portal.workers():
        os.kill(worker, signal.SIGKILL)


def test_a_file_is_never_wrong_when_its_workers_are_killed(generated, figure):
    portal = generated(1000)
    count = "from programmes.models import Programme as P; print(P.objects.published().count())"
    rows = int(portal.manage("shell", "-v0", "-c", count))
    columns = ("slug,title", "title,slug", "slug", "title", "slug,summary", "summary,slug")
    questions = [Question(f"/programmes.csv?columns={c}", is_file(rows)) for c in columns]
    questions.append(Question("/programmes.csv", is_file(rows)))
    with (
        running(portal),
        Load(portal.address, cycling(questions), per_second=30, visitors=6) as load,
    ):
        for number in range(5):
            wait_for(lambda: answers(portal.ports[0]), "the return of a worker")
            time.sleep(0.5 + number / 5)
            kill_workers(portal)
        wait_for(lambda: answers(portal.ports[0]), "the return of a worker")
        time.sleep(3)
    figure(f"{rows} rows; {load.summary()}")
    assert load.count(WRONG) == 0, load.wrong()
    assert load.count(COMPLETE) > 0


def test_a_reader_can_tell_that_a_file_was_cut_off(generated, figure):
    # some 10 MB, and Linux keeps up to 4 MB of what a program has sent
    with running(generated(2500)) as portal, ExitStack() as slow:
        readers = [slow.enter_context(half_read(portal.address)) for _ in range(4)]
        kill_workers(portal)
        for reader in readers:
            with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
                reader.read()
    figure(f"{len(readers)} readers were told")


@contextmanager
def half_read(address: str) -> Iterator[http.client.HTTPResponse]:
    """Take the first byte of a file; its sender waits, as it does not fit in between."""
    where = urlsplit(address)
    with closing(http.client.HTTPConnection(where.hostname, where.port)) as connection:
        connection.sock = socket.socket()
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sock.settimeout(LONGEST)
        connection.sock.connect((where.hostname, where.port))
        connection.request("GET", "/programmes.csv")
        with connection.getresponse() as response:
            assert response.status == 200
            assert response.read(1)
            yield response
