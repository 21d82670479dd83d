"""One answer of one server, at a bounded cost: the machine that was judged, so long, so much.

Python's own HTTP client over a socket of ours. Proxies of the environment are not asked, cookies
and passwords are not known, redirects are the caller's to follow.
"""

import io
import socket
import ssl
import zlib
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import ip_address
from time import monotonic

from .destinations import PORTS, Destinations, Target
from .outcomes import FetchError, Reason

FETCH_SECONDS = 15  # for one answer, from the first packet to the last
CONNECT_SECONDS = 5
MAX_MACHINES = 3  # of a name, tried one after the other
MAX_BODY_BYTES = 512 * 1024  # as the wire has it; the title of a page stands near its top
MAX_TEXT_BYTES = 1024 * 1024  # unpacked
GZIP_OR_ZLIB = 47  # zlib's word for «whichever of the two it is»


@dataclass(frozen=True)
class Response:
    """What a server answered; of the body no more than was wanted and allowed."""

    status: int
    location: str
    content_type: str
    body: bytes


class UntilReader(io.RawIOBase):
    """What a socket brings until a moment, be it a byte a second."""

    def __init__(self, sock: socket.socket, until: float):
        self.sock, self.until = sock, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self.sock.settimeout(seconds_left(self.until))
        return self.sock.recv_into(buffer)


class UntilSocket:
    """As much of a socket as Python's HTTP client needs, until a moment."""

    def __init__(self, sock: socket.socket, until: float):
        self.sock, self.until = sock, until

    def sendall(self, data) -> None:
        self.sock.settimeout(seconds_left(self.until))
        self.sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(UntilReader(self.sock, self.until))

    def close(self) -> None:
        """Leave it open: its owner closes it, once the answer is read."""


class PinnedConnection(HTTPConnection):
    """A connection to one machine of a target, which was judged before."""

    def __init__(self, target: Target, connected: UntilSocket):
        super().__init__(target.host, target.port)
        self.default_port = PORTS[target.scheme]  # decides whether the Host header names the port
        self.connected = connected

    def connect(self) -> None:
        self.sock = self.connected


def seconds_left(until: float) -> float:
    """Return how long there is until a moment of ``monotonic``.

    Raises:
        TimeoutError: it has passed.
    """
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@dataclass(frozen=True)
class Fetcher:
    """Asks servers for pages.

    Attributes:
        agent: who we say we are.
        destinations: where a visit may lead.
        tls: which certificates are believed.
    """

    agent: str
    destinations: Destinations
    tls: ssl.SSLContext

    def fetch(self, target: Target, until: float) -> Response:
        """Ask for one page, of each of the first few machines of its name until one answers.

        Args:
            target: what to ask for.
            until: the moment of ``monotonic`` to give up at; ``FETCH_SECONDS`` is the most.

        Raises:
            FetchError: there is no answer, or none may be asked for.
        """
        until = min(until, monotonic() + FETCH_SECONDS)
        failure = FetchError(Reason.NO_HOST)
        for machine in self.destinations.machines_of(target)[:MAX_MACHINES]:
            try:
                with self.connected(target, machine, until) as sock:
                    return self.exchange(target, UntilSocket(sock, until))
            except (OSError, HTTPException, ValueError) as error:
                failure = FetchError(reason_of(error))
        raise failure

    def connected(self, target: Target, machine: str, until: float) -> socket.socket:
        """Return a socket that is connected to one machine, by TLS where the scheme wants it.

        Raises:
            FetchError: it is this machine, by an address of the internet.
            OSError: there is no connection.
        """
        family = socket.AF_INET6 if ip_address(machine).version == 6 else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(min(CONNECT_SECONDS, seconds_left(until)))
            sock.connect((machine, target.port))
            if is_this_machine(sock):
                raise FetchError(Reason.INSIDE)
            if target.scheme == "https":
                sock.settimeout(seconds_left(until))
                sock = self.tls.wrap_socket(sock, server_hostname=target.host)
        except BaseException:
            sock.close()
            raise
        return sock

    def exchange(self, target: Target, sock: UntilSocket) -> Response:
        """Ask a connected machine, and read as much of the answer as says what became of a page.

        Raises:
            OSError, HTTPException: the answer broke off or is none.
        """
        connection = PinnedConnection(target, sock)
        headers = {
            "User-Agent": self.agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "ru,en;q=0.5",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        connection.request("GET", target.path, headers=headers)
        with connection.getresponse() as answer:
            content_type = answer.getheader("Content-Type", "").lower()
            is_text = content_type.startswith(("text/", "application/xhtml"))
            return Response(
                answer.status,
                as_written(answer.getheader("Location", "")),
                content_type,
                unpacked(answer) if is_text else b"",
            )


def is_this_machine(sock: socket.socket) -> bool:
    """Tell whether a connection ends where it began, at an address that is not for that."""
    own, other = ip_address(sock.getsockname()[0]), ip_address(sock.getpeername()[0])
    return own == other and not own.is_loopback


def unpacked(answer: HTTPResponse) -> bytes:
    """Return the beginning of the body of an answer, unpacked as far as it may be.

    Raises:
        OSError, HTTPException: it broke off.
    """
    body = answer.read(MAX_BODY_BYTES)
    if answer.getheader("Content-Encoding", "").strip().lower() in ("gzip", "x-gzip", "deflate"):
        try:
            return zlib.decompressobj(GZIP_OR_ZLIB).decompress(body, MAX_TEXT_BYTES)
        except zlib.error:
            return b""
    return body


def as_written(location: str) -> str:
    """Return where a redirect leads, of which Python reads the bytes as Latin-1."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def reason_of(error: Exception) -> Reason:
    """Return why there is no answer."""
    match error:
        case TimeoutError():
            return Reason.TIMEOUT
        case ssl.SSLError():
            return Reason.TLS
        case ConnectionRefusedError():
            return Reason.REFUSED
        case ConnectionError() | HTTPException() | ValueError():
            return Reason.BROKEN
    return Reason.UNREACHABLE
