"""Requests that no browser would send, made up at random."""

import random
import re
import socket

METHODS = [
    b"GET",
    b"HEAD",
    b"POST",
    b"PUT",
    b"DELETE",
    b"TRACE",
    b"OPTIONS",
    b"get",
    b"G\x00T",
    b"PROPFIND",
    b"",
    b"GET GET",
    b"\xff\xfe",
]
PATHS = [
    b"/",
    b"/programmes/",
    b"/programmes.csv",
    b"/programmes.json",
    b"/programmes.atom",
    b"/sources/",
    b"/organisations/mosprom/",
    b"/admin/login/",
    b"/low-vision/",
    b"/healthz",
    b"/csp-reports",
    b"/api/v1/programmes/",
    b"/static/css/base.css",
    b"/metrics",
]
PARAMETERS = [
    b"q",
    b"kind",
    b"audience",
    b"sort",
    b"page",
    b"columns",
    b"next",
    b"on",
    b"delimiter",
    b"q[]",
    b"",
    b"\xff",
    b"%00",
    b"a" * 300,
]
VALUES = [
    b"",
    b"\x00",
    b"%00",
    b"%",
    b"%zz",
    b"%ed%a0%80",
    b"\xff\xfe",
    b"%ff%fe",
    b"../../etc/passwd",
    b"' OR 1=1 --",
    b"<script>",
    b"{{7*7}}",
    b"${jndi:x}",
    b"9" * 400,
    b"-1",
    b"1e309",
    b"NaN",
    "станки".encode(),
    b"%D1%81%D1%82",
    b"\\",
    b"a" * 9000,
    b"\xf0\x9f\x92\xa9",
    b"%F0%9F%92%A9",
    b"&&==",
    b"%0d%0aSet-Cookie:x",
    b"\xe2\x80\xae",
    b"%E2%80%A8",
]
HEADERS = [
    b"Host: evil.example",
    b"Host: ",
    b"Host: a@b:99999",
    b"Cookie: low-vision=\x00; a",
    b"Cookie: sessionid=" + b"a" * 5000,
    b"Accept-Encoding: br;q=, gzip;q=x",
    b"Accept: \xff",
    b'If-None-Match: "\x01", W/',
    b"If-Modified-Since: Thu, 99 Foo 99999",
    b"Range: bytes=9-1",
    b"HX-Request: maybe",
    b"X-Forwarded-For: \xff, ,",
    b"X-Request-ID: \x7f",
    b"Expect: magic",
    b"Content-Length: -1",
    b"Content-Length: 10, 20",
    b"Transfer-Encoding: chunked, chunked",
    b"Content-Type: multipart/form-data; boundary=\xff",
    b"Content-Type: application/json",
    b"NoColon",
    b" Folded: x",
    b"X: " + b"y" * 9000,
    b"Authorization: Bearer \xff",
    b"If-Range: x",
    b"Accept-Language: ru;q=x",
    b"X-CSRFToken: \x00",
]
BODIES = [
    b"",
    b"{",
    b"[" * 5000,
    b"\x00" * 100,
    b"username=%00&password=%ff",
    b"--\xff\r\n\r\n--\xff--",
    b"ZZ\r\nx\r\n0\r\n\r\n",
    b"a=1&" * 6000,
]


def malformed(choose: random.Random, host: bytes) -> bytes:
    """Return one request with a few things wrong."""
    pairs = [
        choose.choice(PARAMETERS) + b"=" + choose.choice(VALUES)
        for _ in range(choose.choice([0, 1, 1, 2, 3]))
    ]
    path = choose.choice([*PATHS, b"/programmes/" + choose.choice(VALUES), choose.choice(VALUES)])
    target = path + (b"?" + b"&".join(pairs) if pairs else b"")
    method = choose.choices(METHODS, weights=[20, 3, 6] + [1] * (len(METHODS) - 3))[0]
    version = choose.choice([b"HTTP/1.1"] * 8 + [b"HTTP/1.0", b"HTTP/9.9", b""])
    lines = [b" ".join([method, target, version]), b"Host: " + host, b"Connection: close"]
    lines += choose.sample(HEADERS, choose.choice([0, 0, 1, 2, 3]))
    body = choose.choice(BODIES) if method == b"POST" else b""
    if body and choose.random() < 0.7:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def status_of(port: int, request: bytes, source: str = "127.0.0.1") -> int:
    """Send bytes to a server and return the status of what comes back; 0 for nothing.

    Args:
        source: the address of the loopback that they come from.
    """
    where = ("127.0.0.1", port)
    with socket.create_connection(where, timeout=3, source_address=(source, 0)) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65536)
        except (ConnectionError, TimeoutError):
            return 0
    found = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    return int(found[1]) if found else 0
