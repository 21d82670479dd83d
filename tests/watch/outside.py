"""Somebody else's servers on loopback, as good or as bad as a test wants them."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from programmes.watch.destinations import Destinations
from programmes.watch.visiting import Visitor

Answer = bytes | Callable[[socket.socket], None]
"""What is sent, or what is done with the connection."""


def page(title="Программа", *, status="200 OK", headers="", body=None) -> bytes:
    """Return an answer with a page of that title."""
    content = f"<html><title>{title}</title>".encode() if body is None else body
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(content)}\r\n{headers}\r\n"
    )
    return head.encode() + content


def page_of_type(content_type: str, body: bytes) -> bytes:
    """Return an answer of any type."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def redirect(location: str, status="302 Found") -> bytes:
    """Return an answer that leads elsewhere."""
    return page(status=status, headers=f"Location: {location}\r\n", body=b"")


class Site:
    """A web server of others.

    Attributes:
        answers: what each path gives; every other one is 404.
        asked: the heads of the requests, in their order.
        connections: how often somebody connected.
    """

    def __init__(self, tls: ssl.SSLContext | None = None):
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.connections = 0
        self.tls = tls
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.threads = [threading.Thread(target=self.serve, daemon=True)]
        self.threads[0].start()

    @property
    def paths(self) -> list[str]:
        """What was asked for but for robots.txt."""
        found = [head.split()[1] for head in self.asked]
        return [path for path in found if path != "/robots.txt"]

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self.talk, args=(connection,), daemon=True)
            thread.start()
            self.threads.append(thread)

    def talk(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += connection.recv(65536) or b"\r\n\r\n"
                self.asked.append(head.decode("latin-1"))
                path = self.asked[-1].split()[1] if head.strip() else ""
                answer = self.answers.get(path, page("404", status="404 Not Found"))
                if callable(answer):
                    answer(connection)
                else:
                    connection.sendall(answer)

    def close(self) -> None:
        # shut first: closing alone leaves a thread that waits in accept
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for thread in self.threads:
            thread.join(10)


@contextmanager
def site(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Run a server for a while."""
    running = Site(tls)
    try:
        yield running
    finally:
        running.close()


LOOPBACK_ALLOWED = Destinations(
    is_allowed=lambda address: address == "127.0.0.1", is_web_port=lambda port: True
)
"""What a test needs that has its servers on this machine."""


def visitor(destinations=LOOPBACK_ALLOWED, **kwargs) -> Visitor:
    """Return a visitor that may come to this machine, and does not wait between questions."""
    return Visitor(destinations, **({"pause": lambda seconds: None} | kwargs))
