"""A primary and its standbys, each stopped, frozen, held back and promoted as a fault needs it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

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

    def runs(self) -> bool:
        """Tell whether the server is there, frozen or not."""
        return (self.folder / "data/postmaster.pid").exists()

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
        subprocess.run(["rm", "-rf", data], check=True)
        source = f"host=127.0.0.1 port={primary.port} user=portal"
        command = [find_programs() / "pg_basebackup", "-D", data, "-d", source, "-R", "-c", "fast"]
        subprocess.run(command, check=True, cwd=self.folder, **owner())
        with (data / "postgresql.conf").open("a") as file:
            file.write(f"unix_socket_directories = '{self.folder}'\nport = {self.port}\n")
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


@contextmanager
def replicated(standbys: int = 2) -> Iterator[list[Node]]:
    """Run a primary and some standbys of it: the primary is the first of the list."""
    with throw_away_cluster(find_programs()) as url:
        primary = Node(url)
        primary.stop()
        primary.start()  # a restart would keep the options of the first start
        with following(primary, standbys) as others:
            for each in others:
                wait_for(lambda each=each: follows(each, primary), "the standby")
            yield [primary, *others]


@contextmanager
def following(primary: Node, number: int) -> Iterator[list[Node]]:
    """Run some standbys."""
    if not number:
        yield []
        return
    with throw_away_cluster(find_programs()) as url:
        node = Node(url)
        node.follow(primary)
        with following(primary, number - 1) as others:
            yield [node, *others]
