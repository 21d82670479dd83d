"""Everything that a deployment has, on loopback, and what breaks in it again and again."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.cluster.clients import AtWork
from tests.faults.editor import NAME, PASSWORD
from tests.faults.replicas import Node, address, all_follow, follows, replicated
from tests.faults.servers import (
    Portal,
    answers,
    children,
    free_port,
    listens,
    proxied,
    running,
    wait_for,
)
from tests.laws.tree import ROOT
from tests.smtp import MailServer, mail_server

UNITS = ROOT / "portal/deploy"
STARTS_SECONDS = 300.0  # at most; other programs may be busy on the same machine
AWAY_SECONDS = 20.0  # for which a replica is gone
FOLLOWING_SECONDS = 5.0  # later, copies that were made while a replica returned are gone, too
TOKEN = "a token of the soak"
WAL = """
max_wal_size = '128MB'
min_wal_size = '32MB'
wal_keep_size = '128MB'
checkpoint_timeout = '1min'
"""
"""What keeps the log of the database small enough to be seen turning round within an hour."""


class SoakedPortal(Portal):
    """Instances as the unit has them, or with a fault planted into their code."""

    planted = ""

    def start(self) -> None:
        """Start every instance: four workers read two thousand programmes at once."""
        self.processes = [self._start(port) for port in self.ports]
        wait_for(lambda: all(map(answers, self.ports)), "the start of gunicorn", STARTS_SECONDS)

    def _start(self, port: int) -> subprocess.Popen:
        if not self.planted:
            return super()._start(port)
        command = [sys.executable, "-m", "gunicorn", "--config", "portal/gunicorn.py"]
        environment = {**self.environment, "PORT": str(port), "PLANTED": self.planted}
        with (self.folder / f"gunicorn-{port}.log").open("a") as log:
            return subprocess.Popen(
                [*command, "tests.soak.planted:application"],
                cwd=ROOT, env=environment, stdout=log, stderr=log,
            )  # fmt: skip


@dataclass
class Stack:
    """What runs.

    Attributes:
        portal: two instances, each of two workers.
        nodes: PostgreSQL, the primary first.
        redis: the process.
        mail: the mail server.
        nginx: the folder of its files.
        killed: how many workers have been killed.
        lost: how many times a replica was.
        returning: from when to when each of them was behind when it came back.
    """

    portal: SoakedPortal
    nodes: list[Node]
    redis: subprocess.Popen
    mail: MailServer
    nginx: Path
    killed: int = 0
    lost: int = 0
    returning: list[tuple[float, float]] = field(default_factory=list)

    def kill_worker(self) -> None:
        """Kill a worker of one instance, then of the other: always the youngest.

        The oldest one of each lives as long as its instance, so that what grows in it shows.
        """
        instance = self.portal.processes[self.killed % len(self.portal.processes)]
        os.kill(max(children(instance.pid), key=started), signal.SIGKILL)
        self.killed += 1

    def lose_replica(self) -> None:
        """Stop one replica as a broken machine would, later start it again: one, then the other."""
        node = self.nodes[1 + self.lost % (len(self.nodes) - 1)]
        self.lost += 1
        node.control("stop", "-m", "immediate")
        time.sleep(AWAY_SECONDS)
        began = time.monotonic()
        node.start()
        wait_for(lambda: follows(node, self.nodes[0]), "the replica", seconds=120)
        self.returning.append((began, time.monotonic() + FOLLOWING_SECONDS))

    def copied(self) -> set[str]:
        """Return the requests that nginx has answered by a copy without knowing that it holds."""
        lines = (self.nginx / "portal.log").read_text().splitlines()
        fields = [line.split() for line in lines]
        return {found[-1] for found in fields if found[-2] in ("UPDATING", "STALE")}

    @property
    def nginx_pid(self) -> int:
        """The master of nginx."""
        return int((self.nginx / "nginx.pid").read_text())


def started(pid: int) -> int:
    """Return when a process was started, in ticks since the machine was."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])


@contextmanager
def redis_server(folder: Path) -> Iterator[tuple[subprocess.Popen, str]]:
    """Run Redis as the compose file does; give the process and its address."""
    compose = (UNITS / "container/compose.yml").read_text()
    options = re.search(r"command: \[redis-server, (.*?)\]", compose)[1]
    port = free_port()
    command = [shutil.which("redis-server"), "--port", str(port), "--dir", str(folder)]
    command += [each.strip().strip('"') for each in options.split(",")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(lambda: listens(port), "the start of Redis")
            yield server, f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


@contextmanager
def stacked(folder: Path, programmes: int, planted: str) -> Iterator[Stack]:
    """Run everything, on a catalogue of so many made-up programmes."""
    with (
        replicated() as nodes,
        redis_server(folder) as (redis, cache),
        mail_server() as mail,
    ):
        for node in nodes:
            with (node.folder / "data/postgresql.conf").open("a") as file:
                file.write(WAL)
            node.control("reload")
        (folder / "tmp").mkdir()
        unit = (UNITS / "portal@.service").read_text()
        tls_port = free_port()
        portal = SoakedPortal(
            folder,
            address(nodes, "target_session_attrs=read-write"),
            instances=2,
            tls_port=tls_port,
            REPLICA_URLS=address(
                nodes, "target_session_attrs=prefer-standby&load_balance_hosts=random"
            ),
            CACHE_URL=cache,
            EMAIL_URL=f"smtp://127.0.0.1:{mail.port}",
            METRICS_TOKEN=TOKEN,
            TMPDIR=str(folder / "tmp"),
            MALLOC_ARENA_MAX=re.search(r"MALLOC_ARENA_MAX=(\d+)", unit)[1],
        )
        portal.planted = planted
        portal.manage("migrate", "-v0")
        portal.manage(
            "shell", "-v0", "-c", f"from tests.soak.catalogue import fill; fill({programmes})"
        )
        portal.manage("collectstatic", "--no-input", "-v0")
        portal.make_publisher(NAME, PASSWORD)
        nodes[0].ask("ANALYZE")
        wait_for(lambda: all_follow(nodes), "the standbys")
        with running(portal), proxied(portal, tls_port, limits=True) as nginx:
            yield Stack(portal, nodes, redis, mail, nginx)


def commands(unit: str) -> list[list[str]]:
    """Return the commands of the portal that a unit runs."""
    lines = (UNITS / unit).read_text().splitlines()
    return [
        shlex.split(line.partition("manage.py ")[2])
        for line in lines
        if line.startswith("ExecStart=") and "manage.py " in line
    ]


@dataclass
class Timer(AtWork):
    """Runs what a unit runs, every so many seconds.

    Attributes:
        portal: whose commands they are.
        unit: the name of the unit's file.
        every: seconds.
        said: what the commands said, each time.
        failed: those that did not succeed.
    """

    portal: Portal
    unit: str
    every: float
    said: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def _work(self):
        while not self._over.wait(self.every):
            self.run()

    def run(self) -> None:
        """Run the commands once."""
        for command in commands(self.unit):
            try:
                self.said.append(self.portal.manage(*command))
            except AssertionError as error:
                self.failed.append(f"{' '.join(command)}: {error}")
