"""A primary and its standbys, each stopped, frozen, held back and promoted as a fault needs it."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from tests.faults.servers import Cluster, free_port, wait_for
from tests.postgres import find_programs, owner, throw_away_cluster


class Node(Cluster):
    """One server of several: it listens on a port of the loopback, too.

    Attributes:
        port: where.
    """

    def __init__(self, url: str):
        super().__init__(url)
        self.port = free_port()
        with (self.folder / "data/postgresql.conf").open("a") as file:
            file.write(f"listen_addresses = '127.0.0.1'\nport = {self.port}\nfsync = off\n")

    def thaw(self) -> None:
        """Let the server go on; one that was stopped stays so."""
        if (self.folder / "data/postmaster.pid").exists():
            super().thaw()

    def ask(self, question: str):
        """Return the first value of the answer to a question in SQL."""
        where = {"host": "127.0.0.1", "port": self.port, "user": "portal", "dbname": "postgres"}
        with psycopg.connect(**where, autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(question)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None

    def follow(self, primary: "Node") -> None:
        """Become a standby of another server: a fresh copy of it, that goes on following."""
        self.stop()
        data = self.folder / "data"
        shutil.rmtree(data)
        source = f"host=127.0.0.1 port={primary.port} user=portal"
        command = [find_programs() / "pg_basebackup", "-D", data, "-d", source, "-R", "-c", "fast"]
        subprocess.run(command, check=True, cwd=self.folder, **owner())
        with (data / "postgresql.conf").open("a") as file:
            file.write(f"unix_socket_directories = '{self.folder}'\nport = {self.port}\n")
            # as patroni.yml has it: or what a long question still reads keeps the standby back
            file.write("hot_standby_feedback = on\n")
        self.start()

    def hold_back(self) -> None:
        """Let a standby stay as it is, whatever the primary goes on to do."""
        self.ask("SELECT pg_wal_replay_pause()")

    def go_on(self) -> None:
        """Let it follow again."""
        self.ask("SELECT pg_wal_replay_resume()")

    def promote(self) -> None:
        """Make a standby the primary, whatever has become of the old one."""
        self.ask("SELECT pg_promote()")


def address(nodes: list[Node], options: str) -> str:
    """Return the address of a database that several servers have, as libpq takes it."""
    hosts = ",".join(f"127.0.0.1:{node.port}" for node in nodes)
    return f"postgres://portal@{hosts}/postgres?{options}"


def follows(standby: Node, primary: Node) -> bool:
    """Tell whether a standby has all that its primary has written."""
    written = primary.ask("SELECT pg_current_wal_lsn()")
    return standby.ask(f"SELECT pg_last_wal_replay_lsn() >= '{written}'")


def all_follow(nodes: list[Node]) -> bool:
    """Tell whether all standbys have what the primary, the first of them, has written."""
    primary, *standbys = nodes
    return all(follows(node, primary) for node in standbys)


@contextmanager
def replicated(standbys: int = 2) -> Iterator[list[Node]]:
    """Run a primary and some standbys of it: the primary is the first of the list."""
    with ExitStack() as stack:
        nodes = []
        for _ in range(1 + standbys):
            node = Node(stack.enter_context(throw_away_cluster(find_programs())))
            stack.callback(node.thaw)
            nodes.append(node)
        primary, *others = nodes
        primary.stop()
        primary.start()  # a restart would keep the options of the first start
        for node in others:
            node.follow(primary)
        wait_for(lambda: all_follow(nodes), "the standbys")
        yield nodes
