"""Workers killed, reloaded and stopped under load: every request is answered."""

import os
import signal
import time

import pytest

from tests.faults.load import (
    COMPLETE,
    KNOWN,
    LOST,
    WRONG,
    Load,
    Question,
    cycling,
    is_file,
    never_asked,
)
from tests.faults.servers import Portal, answers, running, wait_for

pytestmark = pytest.mark.slow

MINUTE = 60


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
    with running(on_sqlite()) as portal:
        before = portal.workers()
        with Load(portal.address, cycling(KNOWN), per_second=20) as load:
            for _ in range(2):
                time.sleep(3)
                portal.processes[0].send_signal(signal.SIGHUP)
            time.sleep(8)
        assert not set(before) & set(portal.workers())
    figure(load.summary())
    assert load.count(COMPLETE) == len(load.answers), load.wrong()


def test_an_instance_stopped_and_started_again_loses_no_request(behind_nginx, figure):
    with Load(behind_nginx.address, never_asked, per_second=12) as load:
        time.sleep(2)
        behind_nginx.restart(0)
        time.sleep(1)
        behind_nginx.restart(1)
        time.sleep(2)
    figure(load.summary())
    assert load.count(COMPLETE) == len(load.answers), load.wrong()


def test_a_file_is_whole_or_recognisably_broken_when_its_worker_is_killed(
    prepared, tmp_path, figure
):
    portal = Portal(tmp_path, f"sqlite:///{tmp_path}/many.sqlite3", VAR_DIR=prepared.var)
    portal.manage("migrate", "-v0")
    portal.manage(
        "shell", "-v0", "-c", "from tests.benchmarks import generate as g; g.generate(1000)"
    )
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
            for worker in portal.workers():
                os.kill(worker, signal.SIGKILL)
        wait_for(lambda: answers(portal.ports[0]), "the return of a worker")
        time.sleep(3)
    figure(f"{rows} rows; {load.summary()}")
    assert load.count(WRONG) == 0, load.wrong()
    assert load.count(LOST) > 0
    assert load.count(COMPLETE) > 0
