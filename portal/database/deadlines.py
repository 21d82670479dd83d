"""A connection to PostgreSQL that notices when its server has fallen silent."""

import socket
import struct
from collections.abc import Generator
from time import monotonic

import psycopg

PATIENCE = 0.6  # seconds of silence before the server is asked whether it is there
ANSWER_WITHIN = 0.4  # seconds it has for saying so
LONGEST = 6.0  # seconds of silence that nothing excuses: statement_timeout is 5
BELIEVED = 0.4  # seconds for which the other connections take the word of one that met silence
# the question any PostgreSQL answers with one byte, before it knows who asks: «do you speak TLS?»
GREETING = struct.pack("!ii", 8, 80877103)


class Silence:
    """When a server was last found silent: it serves all connections of this process, or none.

    The pool hands out one idle connection after the other until one passes its check. If each
    found out for itself, a visitor would wait for the sum.
    """

    def __init__(self):
        self._until = 0.0

    def begin(self) -> None:
        """Note that the server does not answer."""
        self._until = monotonic() + BELIEVED

    def end(self) -> None:
        """Note that it has just said something."""
        self._until = 0.0

    def goes_on(self) -> bool:
        """Tell whether the server was silent a moment ago."""
        return monotonic() < self._until


silence = Silence()


class Watched(psycopg.Connection):
    """A connection on which no query waits for ever.

    ``statement_timeout`` is kept by the server, so a frozen server (a stopped machine, a broken
    network) holds its clients until TCP gives up, and over a local socket for ever. A slow query
    and a dead server look the same from here, therefore a silent server is asked by a second
    socket: one that answers may go on computing, one that does not loses the connection.
    """

    def wait(self, gen, *args, **kwargs):
        return super().wait(self._watch(gen), *args, **kwargs)

    def _watch(self, gen: Generator) -> Generator:
        """Pass on what psycopg's generator wants, and look at the clock while nothing comes."""
        if silence.goes_on():
            self._drop(0.0)
        heard = monotonic()
        ask_at = heard + PATIENCE
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                now = monotonic()
                if ready:
                    silence.end()
                    heard, ask_at = now, now + PATIENCE
                elif now >= ask_at:
                    self._demand_life(now - heard)
                    ask_at = monotonic() + PATIENCE
                wanted = gen.send(ready)
        except StopIteration as done:
            return done.value

    def _demand_life(self, seconds: float) -> None:
        """Drop the connection of a server that is silent for too long.

        Raises:
            psycopg.OperationalError: without an SQLSTATE, as for a connection that broke.
        """
        if seconds < LONGEST and answers(self.info.hostaddr or self.info.host, self.info.port):
            return
        silence.begin()
        self._drop(seconds)

    def _drop(self, seconds: float) -> None:
        self.pgconn.finish()
        raise psycopg.OperationalError(f"the server was silent for {seconds:.1f} s")


def answers(host: str, port: int) -> bool:
    """Tell whether a PostgreSQL, or a pooler before one, answers at an address.

    Args:
        host: a name, an address, or the folder of a local socket.
        port: the port; a local socket has it in its name.
    """
    try:
        with connected(host, port) as probe:
            probe.sendall(GREETING)
            return bool(probe.recv(1))
    except OSError:
        return False


def connected(host: str, port: int) -> socket.socket:
    """Return a socket to the server; every step of it may take ``ANSWER_WITHIN``.

    Raises:
        OSError: nobody listens there.
    """
    if not host.startswith("/"):
        return socket.create_connection((host, port), timeout=ANSWER_WITHIN)
    probe = socket.socket(socket.AF_UNIX)
    probe.settimeout(ANSWER_WITHIN)
    try:
        probe.connect(f"{host}/.s.PGSQL.{port}")
    except OSError:
        probe.close()
        raise
    return probe
