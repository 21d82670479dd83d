"""What a visit may cost, whatever is at the other end: so long, so much, no more."""

import gzip
import socket
import ssl
import subprocess
import threading
from itertools import count
from time import monotonic

import pytest

from programmes.watch import fetching, visiting
from programmes.watch.outcomes import Reason
from tests.watch import outside


def visit(site, path="/a", **kwargs):
    return outside.visitor(**kwargs).visit(site.url + path)


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(fetching, "FETCH_SECONDS", 0.6)
    monkeypatch.setattr(visiting, "VISIT_SECONDS", 1.5)


def drip(pieces, *, seconds=0.1):
    """Return what sends a piece at a time, as long as anybody listens, for ten seconds at most."""

    def talk(connection):
        connection.settimeout(10)
        began = monotonic()
        for piece in pieces:
            connection.sendall(piece)
            # what is shut at the other end ends the waiting
            connection.settimeout(seconds)
            try:
                if connection.recv(1) == b"":
                    return
            except TimeoutError:
                pass
            if monotonic() - began > 10:
                return

    return talk


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        [b"H"] * 200,
        [b"HTTP/1.1 200 OK\r\n"] + [b"a: b\r\n"] * 200,
        [HEAD + b"Content-Length: 1000\r\n\r\n"] + [b"x"] * 200,
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n"] + [b"1\r\nx\r\n"] * 200,
        [b"HTTP/1.1 100 Continue\r\n\r\n"] * 200,
    ],
    ids=["status", "headers", "body", "chunks", "continue"],
)
def test_a_server_that_drips_is_left_in_time(site, short, pieces):
    site.answers["/a"] = drip(pieces)
    began = monotonic()
    assert visit(site).reason == Reason.TIMEOUT
    assert monotonic() - began < 5


def test_a_server_that_says_nothing_is_left_in_time(site, short):
    site.answers["/a"] = drip([b""] * 200)
    began = monotonic()
    assert visit(site).reason == Reason.TIMEOUT
    assert monotonic() - began < 5


def test_many_slow_redirects_are_left_in_time(site, short):
    for number in range(6):
        slow = outside.redirect(f"/{number + 1}")
        site.answers[f"/{number}"] = drip([slow[:5], *[b""] * 4, slow[5:]])
    began = monotonic()
    assert visit(site, "/0").reason == Reason.TIMEOUT
    assert monotonic() - began < 5


def test_of_a_huge_page_no_more_than_its_beginning_is_read(site):
    sent = count()

    def counted(connection):
        connection.sendall(HEAD + "\r\n<title>Большая</title>".encode())
        for _ in range(2000):  # 125 MB
            connection.sendall(b"x" * 65536)
            next(sent)

    site.answers["/a"] = counted
    found = visit(site)
    site.close()
    assert (found.reason, found.title) == ("", "Большая")
    assert next(sent) * 65536 < 20 * fetching.MAX_BODY_BYTES


def test_a_file_that_is_no_page_is_not_read_at_all(site, monkeypatch):
    monkeypatch.setattr(fetching, "unpacked", lambda answer: pytest.fail("nobody wants it"))
    site.answers["/robots.txt"] = outside.page_of_type("application/pdf", b"%PDF")
    site.answers["/a"] = outside.page_of_type("application/pdf", b"%PDF")
    found = visit(site)
    assert (found.reason, found.status, found.title) == ("", 200, "")


def test_a_packed_page_is_unpacked(site):
    body = gzip.compress("<title>Сжатая</title>".encode())
    site.answers["/a"] = outside.page(headers="Content-Encoding: gzip\r\n", body=body)
    assert visit(site).title == "Сжатая"


def test_a_packed_page_that_would_fill_memory_is_unpacked_no_further_than_it_may(site, monkeypatch):
    seen = []
    monkeypatch.setattr(
        visiting, "title_of", lambda response: seen.append(len(response.body)) or ""
    )
    bomb = gzip.compress(bytes(200 * 2**20), 9)
    assert len(bomb) < fetching.MAX_BODY_BYTES
    site.answers["/a"] = outside.page(headers="Content-Encoding: gzip\r\n", body=bomb)
    assert visit(site).reason == ""
    assert seen == [fetching.MAX_TEXT_BYTES]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_page_that_is_packed_wrongly_has_no_title(site, encoding):
    headers = f"Content-Encoding: {encoding}\r\n"
    site.answers["/a"] = outside.page(headers=headers, body=b"\x1f\x8b rubbish")
    found = visit(site)
    assert (found.reason, found.title) == ("", "")


# --- TLS ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    key, file = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", file],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return key, file


@pytest.fixture
def secure(certificate):
    key, file = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    with outside.site(context) as running:
        running.answers["/a"] = outside.page("По TLS")
        yield running


def test_a_site_with_a_certificate_that_is_believed_opens(secure, certificate):
    believed = ssl.create_default_context(cafile=certificate[1])
    found = visit(secure, tls=believed)
    assert (found.reason, found.title) == ("", "По TLS")


def test_a_certificate_that_nobody_vouches_for_is_uncertain(secure):
    assert visit(secure).reason == Reason.TLS


def test_a_server_that_speaks_no_tls_is_uncertain():
    with socket.create_server(("127.0.0.1", 0)) as plain:
        talking = threading.Thread(target=lambda: greet(plain))
        talking.start()
        url = f"https://127.0.0.1:{plain.getsockname()[1]}/"
        assert outside.visitor().visit(url).reason == Reason.TLS
        talking.join()


def greet(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.sendall(b"220 mail.example.org ESMTP\r\n")
        connection.recv(65536)


def test_a_handshake_that_never_ends_is_left_in_time(short):
    silent = socket.create_server(("127.0.0.1", 0))
    began = monotonic()
    with silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        assert outside.visitor().visit(url).reason == Reason.TIMEOUT
    assert monotonic() - began < 5
