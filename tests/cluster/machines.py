"""Three machines, each an address of the loopback: etcd, Patroni, PostgreSQL, as shipped."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg

from tests.faults.servers import adapted, children, output_of, wait_for
from tests.laws.tree import ROOT
from tests.postgres import find_programs, owner

SHIPPED = ROOT / "portal/deploy/cluster"
LIBRARIES = ROOT / "var/patroni"
PASSWORD = "p4ssword-of-these-tests"
START_SECONDS = 120  # for three machines on two processors
QUIET_SECONDS = 60  # for a machine that was away to follow the leader again
TTL_SECONDS = 20  # of patroni.yml
PROMOTED_SECONDS = TTL_SECONDS + 10  # the election, and a busy machine
BACK_SECONDS = 5  # after the promotion, everything by itself
# a test kills what would feed it, and the machine under the tests is no machine of theirs
NO_WATCHDOG = {r"mode: automatic\n  device: /dev/watchdog": "mode: off"}
WHOLE = ["leader running", "quorum_standby streaming", "quorum_standby streaming"]


def settings(name: str, changes: dict[str, str]) -> dict[str, str]:
    """Return the variables of a shipped example, with changes that have to find their places."""
    lines = adapted((SHIPPED / name).read_text(), changes).splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


class Machine:
    """One machine: a member of etcd, and Patroni with its PostgreSQL.

    Attributes:
        name: what Patroni and etcd call it.
        address: its address, on which every port is the shipped one.
    """

    def __init__(self, folder: Path, net: str, number: int, changes: dict[str, str]):
        self.name = f"db{number}"
        self.address = f"{net}.1{number}"
        self.folder = folder / self.name
        self.sockets = self.folder / "sockets"
        self.sockets.mkdir(parents=True)
        # its own address stands in the lines that are about itself, those of all in the lists
        common = {r"(?m)^(\w+_NAME)=db1": rf"\1={self.name}", r"10\.0\.0\.": f"{net}."}
        self.etcd_environment = settings(
            "etcd.env.example",
            {
                r"(?m)^(ETCD_\w+_URLS=http://)10\.0\.0\.11": rf"\g<1>{self.address}",
                r",http://127\.0\.0\.1:2379": "",
                r"/var/lib/etcd/portal": f"{self.folder}/etcd",
                **common,
            },
        )
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(folder / "libraries"),
            "PGBACKREST_CONFIG": str(SHIPPED / "pgbackrest.conf"),
            "PGBACKREST_REPO1_PATH": str(folder / "repository"),
            "PGBACKREST_PG1_PATH": f"{self.folder}/data",
            "PGBACKREST_PG1_SOCKET_PATH": str(self.sockets),
            "PGBACKREST_LOG_PATH": str(self.folder),
            "PGBACKREST_LOCK_PATH": str(self.folder),
            "PGBACKREST_SPOOL_PATH": str(self.folder),
        } | settings(
            "patroni.env.example",
            {
                r"(?m)^(PATRONI_\w+_(?:LISTEN|ADDRESS)=)10\.0\.0\.11": rf"\g<1>{self.address}",
                r",127\.0\.0\.1:5432": ":5432",
                r"/var/lib/postgresql/15/portal": f"{self.folder}/data",
                r"/usr/lib/postgresql/15/bin": str(find_programs()),
                r"(?m)_PASS(WORD)?=$": rf"_PASS\1={PASSWORD}",
                **common,
            },
        )
        (self.folder / "patroni.yml").write_text(
            adapted(
                (SHIPPED / "patroni.yml").read_text(),
                {
                    r"pgpass: /run/patroni": f"pgpass: {self.folder}",
                    r"directories: /run/postgresql": f"directories: {self.sockets}",
                    **NO_WATCHDOG,
                    **changes,
                },
            )
        )
        self.etcd: subprocess.Popen | None = None
        self.patroni: subprocess.Popen | None = None

    # --- Programs -----------------------------------------------------------------------------

    def start_etcd(self) -> None:
        """Start this machine's member of etcd."""
        self.etcd = self._start("etcd", ["etcd"], self.etcd_environment)

    def start(self) -> None:
        """Start Patroni, which starts PostgreSQL."""
        command = [python(), "-m", "patroni", str(self.folder / "patroni.yml")]
        self.patroni = self._start("patroni", command, self.environment)

    def _start(self, name: str, command: list[str], environment: dict) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("a") as log:
            return subprocess.Popen(
                command, env=environment, cwd=self.folder, stdout=log, stderr=log, **owner()
            )

    def stop(self) -> None:
        """Stop Patroni as systemd would; it stops PostgreSQL."""
        self.patroni.terminate()
        self.patroni.wait(QUIET_SECONDS)

    def run(self, *command: str, answers: str = "") -> str:
        """Run a program as the owner of the database, with this machine's settings."""
        return output_of(command, env=self.environment, cwd=self.folder, input=answers, **owner())

    def patronictl(self, *arguments: str, answers: str = "") -> str:
        """Run Patroni's command line; `answers` is what an operator types."""
        program = "from patroni.ctl import ctl; ctl()"
        file = str(self.folder / "patroni.yml")
        return self.run(python(), "-c", program, "-c", file, *arguments, answers=answers)

    # --- What becomes of it -------------------------------------------------------------------

    def processes(self) -> list[int]:
        """Return Patroni and all of PostgreSQL, the first first."""
        found = [self.patroni.pid, *children(self.patroni.pid)] if self.patroni else []
        try:
            postmaster = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        except (OSError, IndexError):
            return found
        if Path(f"/proc/{postmaster}").exists():
            found += [postmaster, *children(postmaster)]
        return found

    def signal(self, number: int) -> None:
        """Send a signal to all of them."""
        for pid in self.processes():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue  # it ended with the one before it

    def kill(self) -> None:
        """Let Patroni and PostgreSQL end at once, as with the power."""
        self.signal(signal.SIGKILL)
        self.patroni.wait()

    def freeze(self) -> None:
        """Let them stand still: connections stay open, nothing answers."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        self.signal(signal.SIGCONT)

    def is_leader(self) -> bool:
        """Tell whether Patroni calls this machine the leader now."""
        return self.ask("/primary") == 200

    def takes_saves(self) -> bool:
        """Tell whether its server can be written to: Patroni says «leader» a second before."""
        try:
            psycopg.connect(
                host=self.address,
                user="postgres",
                password=PASSWORD,
                connect_timeout=2,
                target_session_attrs="read-write",
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def ask(self, path: str) -> int:
        """Return the status of an answer of Patroni's REST API; 0 where there is none."""
        try:
            with urlopen(f"http://{self.address}:8008{path}", timeout=1) as answer:
                return answer.status
        except HTTPError as error:
            return error.code
        except OSError:
            return 0


class Machines:
    """The three machines together.

    Args:
        folder: where all of them keep what they have; PostgreSQL's owner reads it.
        changes: what differs from the shipped patroni.yml, by the pattern of its place.
        roles: what Patroni says of its members, in the order of the alphabet, when all is well.
    """

    def __init__(self, folder: Path, changes: dict[str, str] | None = None, roles=WHOLE):
        self.roles = roles
        shutil.copytree(next(LIBRARIES.glob("lib/python*/site-packages")), folder / "libraries")
        # addresses that no other run of the tests has at the same time
        net = f"127.{1 + os.getpid() % 250}.{1 + time.monotonic_ns() % 250}"
        self.all = [Machine(folder, net, number, changes or {}) for number in (1, 2, 3)]
        self.folder = folder
        (folder / "repository").mkdir()
        for path in [folder, *folder.glob("*"), *folder.glob("db*/**")]:
            shutil.chown(path, owner()["user"], owner()["group"])

    def start(self) -> None:
        """Start everything and wait until two standbys follow a leader."""
        for machine in self.all:
            machine.start_etcd()
        for machine in self.all:
            machine.start()
        wait_for(self.is_whole, "a leader with two standbys", START_SECONDS)
        leader = self.leader()
        leader.run("pgbackrest", "--stanza=portal", "stanza-create")
        with self.connect("postgres", "postgres") as connection:
            connection.execute(f"CREATE ROLE portal LOGIN PASSWORD '{PASSWORD}'")
            connection.execute("CREATE DATABASE portal OWNER portal")

    def stop(self) -> None:
        """End everything; nothing of it is kept."""
        for machine in self.all:
            machine.thaw()
            machine.signal(signal.SIGKILL)
            if machine.etcd:
                machine.etcd.kill()
        for machine in self.all:
            for process in filter(None, (machine.patroni, machine.etcd)):
                process.wait()

    def members(self) -> list[dict]:
        """Return what Patroni says of its members; nothing where no Patroni answers."""
        for machine in self.all:
            try:
                with urlopen(f"http://{machine.address}:8008/cluster", timeout=1) as answer:
                    return json.load(answer)["members"]
            except (OSError, ValueError):
                continue
        return []

    def is_whole(self) -> bool:
        """Tell whether there is a leader, and whether both standbys follow it in the quorum."""
        return self.roles == sorted(f"{each['role']} {each['state']}" for each in self.members())

    def leader(self) -> Machine:
        """Return the machine that is the leader."""
        (leader,) = [machine for machine in self.all if machine.is_leader()]
        return leader

    def standbys(self) -> list[Machine]:
        """Return the machines that are not."""
        return [machine for machine in self.all if not machine.is_leader()]

    def wait_for_another(self, old: Machine) -> float:
        """Wait until another machine takes saves; return the moment."""
        others = [machine for machine in self.all if machine is not old]
        wait_for(
            lambda: any(each.takes_saves() for each in others), "a promotion", PROMOTED_SECONDS
        )
        return time.monotonic()

    def address(self, which: str) -> str:
        """Return the address of the portal's database; `which` is libpq's target_session_attrs."""
        hosts = ",".join(f"{machine.address}:5432" for machine in self.all)
        balance = "" if which == "read-write" else "&load_balance_hosts=random"
        return f"postgres://portal:{PASSWORD}@{hosts}/portal?target_session_attrs={which}{balance}"

    def connect(self, user: str = "portal", database: str = "portal") -> psycopg.Connection:
        """Return a connection to the leader, which commits each statement."""
        return psycopg.connect(
            self.address("read-write"),
            user=user,
            dbname=database,
            connect_timeout=3,
            autocommit=True,
        )


def python() -> str:
    """Return the system's own Python: the owner of the database may not look into a checkout."""
    return str((LIBRARIES / "bin/python").resolve())


@contextmanager
def running(folder: Path, *differences, **more) -> Iterator[Machines]:
    """Run three machines for a while."""
    machines = Machines(folder, *differences, **more)
    try:
        machines.start()
        yield machines
    finally:
        machines.stop()
