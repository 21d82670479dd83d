"""Asking a silent server whether it is there: over TCP and over a local socket."""

import socket
import threading
from contextlib import contextmanager
from time import monotonic

import pytest

from portal.database import deadlines


@contextmanager
def server(listener: socket.socket, answer: bytes | None):
    """Accept one connection and answer the greeting with some bytes; ``None`` stays silent."""
    over = threading.Event()

    def serve():
        connection, _ = listener.accept()
        with connection:
            assert connection.recv(8) == deadlines.GREETING
            if answer is not None:
                connection.sendall(answer)
            else:
                over.wait()

    with listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield
        over.set()
        thread.join()


def over_tcp(tmp_path):
    listener = socket.create_server(("127.0.0.1", 0))
    return listener, "127.0.0.1", listener.getsockname()[1]


def over_local(tmp_path):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / ".s.PGSQL.5432"))
    listener.listen()
    return listener, str(tmp_path), 5432


@pytest.fixture(params=[over_tcp, over_local])
def listening(request, tmp_path):
    return request.param(tmp_path)


@pytest.mark.parametrize("answer", [b"N", b"S", b"E"])
def test_a_server_that_says_anything_is_alive(listening, answer):
    listener, host, port = listening
    with server(listener, answer):
        assert deadlines.answers(host, port, seconds=10)  # this machine may be busy, too


def test_a_server_that_accepts_and_stays_silent_is_frozen(listening):
    listener, host, port = listening
    began = monotonic()
    with server(listener, None):
        assert not deadlines.answers(host, port, seconds=0.4)
    # that it gives up at all; how soon is measured where servers are really frozen
    assert monotonic() - began < 10


def test_nobody_listens_where_no_server_is(tmp_path):
    listener, host, port = over_tcp(tmp_path)
    listener.close()
    assert not deadlines.answers(host, port, seconds=10)
    assert not deadlines.answers(str(tmp_path), 5432, seconds=10)
