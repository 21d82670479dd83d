"""Clients of a database that fails over: what they were told, and what is there afterwards."""

import time
from dataclasses import dataclass, field

import psycopg

from portal.database import Watched
from tests.faults.load import AtWork

PAUSE_SECONDS = 0.03  # between two questions of one client
CONNECT_SECONDS = 2  # the least that libpq knows


@dataclass
class Client(AtWork):
    """Somebody who asks again and again, from entering the block to leaving it.

    Attributes:
        address: the database, with the hosts that may be asked.
        complete: when each complete answer came, in seconds of the monotonic clock.
        refused: when each refusal came, and its words.
        wrong: what was answered and is not so.
    """

    address: str
    complete: list[float] = field(default_factory=list)
    refused: list[tuple[float, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    _connection: psycopg.Connection | None = None

    def _work(self):
        while not self._over.wait(PAUSE_SECONDS):
            try:
                if self._connection is None or self._connection.closed:
                    # as the portal has it, the pool apart
                    self._connection = Watched.connect(
                        self.address,
                        autocommit=True,
                        connect_timeout=CONNECT_SECONDS,
                        options="-c statement_timeout=5000 -c lock_timeout=2000",
                    )
                self.ask(self._connection)
            except psycopg.Error as error:
                self.refused.append((time.monotonic(), f"{type(error).__name__}: {error}"))
                if self._connection:
                    self._connection.close()
            else:
                self.complete.append(time.monotonic())
        if self._connection:
            self._connection.close()

    def ask(self, connection: psycopg.Connection) -> None:
        """Ask once.

        Raises:
            psycopg.Error: the database has refused, or cannot be reached.
        """
        raise NotImplementedError

    # --- What became of it --------------------------------------------------------------------

    def gap(self) -> float:
        """Return the longest time between two complete answers, in seconds."""
        pairs = zip(self.complete, self.complete[1:], strict=False)
        return max(later - earlier for earlier, later in pairs)

    def first_after(self, moment: float) -> float:
        """Return how many seconds after a moment the next complete answer came."""
        return next((each for each in self.complete if each > moment), float("inf")) - moment

    def summary(self) -> str:
        """Return the figures in one line."""
        return (
            f"{len(self.complete)} complete, {len(self.refused)} refused, {len(self.wrong)} wrong;"
            f" longest without an answer {self.gap():.1f} s"
        )


@dataclass
class Writer(Client):
    """An editor who saves numbered entries and tries none twice.

    Attributes:
        tried: the number of the last entry.
        saved: the numbers that the database has acknowledged.
    """

    tried: int = 0
    saved: set[int] = field(default_factory=set)

    def ask(self, connection: psycopg.Connection) -> None:
        self.tried += 1
        connection.execute(
            "INSERT INTO entry (number, text) VALUES (%s, %s)", [self.tried, text(self.tried)]
        )
        self.saved.add(self.tried)


@dataclass
class Reader(Client):
    """A visitor who reads the newest entries and holds them against what was written."""

    writer: Writer | None = None

    def ask(self, connection: psycopg.Connection) -> None:
        found = connection.execute(
            "SELECT number, text FROM entry ORDER BY number DESC LIMIT 20"
        ).fetchall()
        for number, words in found:
            if words != text(number) or number > self.writer.tried:
                self.wrong.append(f"{number}: {words}")


def text(number: int) -> str:
    """Return what the entry of a number says."""
    return f"entry {number} of those who watch"


def make_table(connection: psycopg.Connection) -> None:
    """Make the table; nothing in it keeps an entry from being there twice."""
    connection.execute("DROP TABLE IF EXISTS entry")
    connection.execute("CREATE TABLE entry (number bigint NOT NULL, text text NOT NULL)")


def violations(connection: psycopg.Connection, writer: Writer) -> list[str]:
    """Return what the table holds against its writer: entries lost, made up, or there twice."""
    rows = connection.execute("SELECT number, count(*) FROM entry GROUP BY number").fetchall()
    found = dict(rows)
    return [
        *(f"{number} was acknowledged and is lost" for number in sorted(writer.saved - set(found))),
        *(f"{number} was never written" for number in found if not 0 < number <= writer.tried),
        *(f"{number} is there {times} times" for number, times in found.items() if times > 1),
    ]
