"""Proxy and portal read one header in one way: no request changes what the next visitor gets."""

import socket
import ssl
from itertools import count, product
from urllib.parse import urlsplit

import pytest

from tests.faults.editor import Editor, saved
from tests.faults.load import UNTRUSTED, fetch
from tests.faults.servers import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("needs_nginx")]

BROWSER = ["Accept-Encoding: identity", "Accept: text/html,*/*;q=0.8"]
SPELLINGS = [
    ["HX-Request: true"],
    ["HX-Request: TRUE"],
    ["HX-Request: True"],
    ["HX-Request:  true "],
    ["HX-Request: true, x"],
    ["HX-Request: true", "HX-Request: x"],
    ["HX-Request: x", "HX-Request: true"],
    ["HX-Request: %74rue", "HX-Request-URI-AutoEncoded: true"],
    ["HX_Request: true"],
    ["HX-Request: true", "HX-History-Restore-Request: true"],
    ["HX-Request: true", "Connection: close, HX-Request"],
    ["HX-Boosted: true"],
    ["Cookie: low-vision=1"],
    ["Cookie: low-vision =1"],
    ["Cookie: low-vision"],
    ["Cookie: a=1", "Cookie: low-vision=1"],
    ["Cookie: low-vision=1", "Cookie: a=1"],
    ['Cookie: a="; low-vision=1'],
    ["Cookie: Low-Vision=1"],
    ["Cookie: session=x; csrf=y"],
    ["Accept-Encoding: br"],
    ["Accept-Encoding: BR;q=1.0"],
    ["Accept-Encoding: gzip;q=0, br;q=0"],
    ["Accept-Encoding: gzip", "Accept-Encoding: br"],
    ["Accept-Encoding: *"],
    ["Accept: application/json"],
    ["Accept: application/problem+json"],
    ["Range: bytes=0-3"],
    ["If-None-Match: *"],
    ["If-Match: x"],
    ["If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT"],
    ["X-Forwarded-Host: evil.example"],
    ["X-Forwarded-Proto: http"],
    ["X-Forwarded-For: 10.0.0.1, 10.0.0.2"],
    ["Forwarded: host=evil.example;proto=http"],
    ["X-HTTP-Method-Override: DELETE"],
    ["X-Original-URL: /admin/"],
    ["Origin: https://evil.example"],
    ["User-Agent: curl/8"],
    ["Cache-Control: no-store", "Pragma: no-cache"],
    ["Content-Type: application/json", "Content-Length: 2\r\n\r\n{}"],
]
numbers = count(1)


def answer(address: str, path: str, lines: list[str], method: str = "GET") -> bytes:
    """Send lines of a request exactly as they are and return the whole answer."""
    host = urlsplit(address)
    request = [f"{method} {path} HTTP/1.1", f"Host: {host.netloc}", "Connection: close", *lines]
    with (
        socket.create_connection((host.hostname, host.port), timeout=20) as plain,
        UNTRUSTED.wrap_socket(plain, server_hostname=host.hostname) as connection,
    ):
        connection.sendall(("\r\n".join(request) + "\r\n\r\n").encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received


def kind(received: bytes) -> tuple:
    """Return what an answer is, apart from the words of its question."""
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    status = lines[0].split()[1]
    kept = {
        line
        for line in lines
        if line.startswith((b"content-type", b"content-encoding", b"cache-control", b"vary"))
    }
    return status, frozenset(kept), b"<!doctype" in body.lower(), b'class="low-vision"' in body


def fresh(path: str) -> str:
    """Return an address that nobody has asked for."""
    return path.format(f"word{next(numbers)}")


def poisoned(portal, path: str, own: list[str]) -> list[str]:
    """Return the spellings after which a visitor gets something else than without them."""
    expected = kind(answer(portal.address, fresh(path), BROWSER + own))
    found = []
    for lines, method in product(SPELLINGS, ["GET", "HEAD"]):
        address = fresh(path)
        answer(portal.address, address, lines, method)
        if kind(answer(portal.address, address, BROWSER + own)) != expected:
            found.append(f"{method} {' + '.join(lines)}")
    return found


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/programmes/?q={}", []),
        ("/programmes/?q={}", ["Cookie: low-vision=1"]),
        ("/programmes/?q={}", ["HX-Request: true"]),
        ("/api/v1/programmes?q={}", []),
        ("/programmes.csv?q={}", []),
    ],
)
def test_no_spelling_of_a_header_changes_what_the_next_visitor_gets(behind_nginx, path, own):
    assert poisoned(behind_nginx, path, own) == []


def test_the_law_tells_a_poisoned_copy_from_a_page():
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><html>"
    part = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<div>"
    assert kind(page) != kind(part)


def test_a_withdrawn_record_takes_the_place_of_its_copy(behind_nginx):
    editor = Editor(behind_nginx.address)
    path = "/programmes/technohunter/"
    assert fetch(behind_nginx.address, path)[0] == 200
    assert saved(editor.save("technohunter", _step="archive"))
    # a busy machine may still be given a copy for a moment, as in an outage
    wait_for(lambda: fetch(behind_nginx.address, path)[0] in (404, 410), "the withdrawal")
    behind_nginx.stop()
    assert fetch(behind_nginx.address, path)[0] != 200


def test_copies_say_how_old_they_may_get(behind_nginx):
    head = answer(behind_nginx.address, "/about/", BROWSER).partition(b"\r\n\r\n")[0].lower()
    assert b"stale-if-error=86400" in head
    assert b"x-accel-expires" not in head


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1"])
def test_another_host_name_gets_no_page(behind_nginx, host):
    port = urlsplit(behind_nginx.address).port
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as plain,
        UNTRUSTED.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        said = connection.recv(65536)
    assert said.startswith(b"HTTP/1.1 421")
    assert b"nginx/" not in said


def test_another_name_in_the_handshake_gets_none(behind_nginx):
    port = urlsplit(behind_nginx.address).port
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as plain,
        pytest.raises(ssl.SSLError),
    ):
        UNTRUSTED.wrap_socket(plain, server_hostname="evil.example")
