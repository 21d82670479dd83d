"""A connection to PostgreSQL that notices when its server has fallen silent."""

import socket
import struct
from collections.abc import Generator
from time import monotonic

import psycopg

MAX_SILENCE_SECONDS = 6.0  # which nothing excuses: statement_timeout is 5
# the question any PostgreSQL answers with one byte, before it knows who asks: «do you speak TLS?»
GREETING = struct.pack("!ii", 8, 80877103)


class Watched(psycopg.Connection):
    """A connection on which no query waits for ever.

    ``statement_timeout`` is kept by the server, so a frozen server (a stopped machine, a broken
    network) holds its clients until TCP gives up, and over a local socket for ever. A slow query
    and a dead server look the same from here, therefore a silent server is asked by a second
    socket: one that answers may go on computing, one that does not loses the connection.

    Attributes:
        silence_seconds: before the server is asked whether it is there.
        answer_seconds: that it has for saying so, at every step.
    """

    silence_seconds, answer_seconds = 0.6, 0.4

    def wait(self, gen, *args, **kwargs):
        return super().wait(self._watch(gen), *args, **kwargs)

    def _watch(self, gen: Generator) -> Generator:
        """Pass on what psycopg's generator wants, and look at the clock while nothing comes."""
        heard = monotonic()
        ask_at = heard + self.silence_seconds
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                now = monotonic()
                if ready:
                    heard, ask_at = now, now + self.silence_seconds
                elif now >= ask_at:
                    self._demand_life(now - heard)
                    ask_at = monotonic() + self.silence_seconds
                wanted = gen.send(ready)
        except StopIteration as done:
            return done.value

    def _demand_life(self, silence: float) -> None:
        """Drop the connection of a server that is silent for too long.

        Raises:
            psycopg.OperationalError: without an SQLSTATE, as for a connection that broke.
        """
        where = self.info.hostaddr or self.info.host, self.info.port
        if silence < MAX_SILENCE_SECONDS and answers(*where, self.answer_seconds):
            return
        self.pgconn.finish()
        raise psycopg.OperationalError(f"the server was silent for {silence:.1f} s")


class WatchedReplica(Watched):
    """The same to a replica: another one is there to ask, so it is given up sooner."""

    silence_seconds, answer_seconds = 0.25, 0.25


def answers(host: str, port: int, seconds: float) -> bool:
    """Tell whether a PostgreSQL, or a pooler before one, answers at an address.

    Args:
        host: a name, an address, or the folder of a local socket.
        port: the port; a local socket has it in its name.
        seconds: that every step of it may take.
    """
    try:
        with connect(host, port, seconds) as probe:
            probe.sendall(GREETING)
            return bool(probe.recv(1))
    except OSError:
        return False


def connect(host: str, port: int, seconds: float) -> socket.socket:
    """Return a socket to the server, on which every step may take so many seconds.

    Raises:
        OSError: nobody listens there.
    """
    if not host.startswith("/"):
        return socket.create_connection((host, port), timeout=seconds)
    probe = socket.socket(socket.AF_UNIX)
    probe.settimeout(seconds)
    try:
        probe.connect(f"{host}/.s.PGSQL.{port}")
    except OSError:
        probe.close()
        raise
    return probe
