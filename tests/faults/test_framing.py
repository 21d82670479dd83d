"""Requests whose end two servers could see in two places: nobody gets another one's answer."""

import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.faults.servers import running

pytestmark = pytest.mark.slow

HOST = b"Host: localhost\r\n"
POST = b"POST /csp-reports HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
GET = b"GET /healthz HTTP/1.1\r\n"
HIDDEN = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
OPEN = (
    b"GET /robots.txt HTTP/1.1\r\nX: "  # it would take the line of the next request into its header
)
NEXT = b"GET /about/ HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"

CODINGS = {
    "plain": b"Transfer-Encoding: chunked",
    "unknown": b"Transfer-Encoding: xchunked",
    "space before the colon": b"Transfer-Encoding : chunked",
    "tab before the colon": b"Transfer-Encoding\t: chunked",
    "tab": b"Transfer-Encoding:\tchunked",
    "vertical tab": b"Transfer-Encoding: \x0bchunked",
    "in quotes": b'Transfer-Encoding: "chunked"',
    "after identity": b"Transfer-Encoding: identity, chunked",
    "before identity": b"Transfer-Encoding: chunked, identity",
    "after gzip": b"Transfer-Encoding: gzip, chunked",
    "in two lines": b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
    "with another": b"Transfer-Encoding: chunked\r\nTransfer-encoding: cow",
    "twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    "folded": b"Transfer-Encoding:\r\n chunked",
    "folded into another": b"X: x\r\n Transfer-Encoding: chunked",
    "indented": b" Transfer-Encoding: chunked",
    "after LF": b"X: x\nTransfer-Encoding: chunked",
    "after CR": b"X: x\rTransfer-Encoding: chunked",
    "NUL behind": b"Transfer-Encoding: chunked\x00",
    "NUL before": b"Transfer-Encoding: \x00chunked",
    "underscore": b"Transfer_Encoding: chunked",
    "capitals": b"tRANSFER-eNCODING: cHuNkEd",
    "parameter": b"Transfer-Encoding: chunked;q=1",
    "comma": b"Transfer-Encoding: , chunked",
    "high byte": b"Transfer-Encoding: chunked\xff",
}
LENGTHS = {
    "twice": b"2\r\nContent-Length: 60",
    "list": b"2, 60",
    "plus": b"+2",
    "minus": b"-2",
    "hexadecimal": b"0x2",
    "underscore": b"1_0",
    "zeros": b"0002",
    "letters": b"2abc",
    "empty": b"",
    "exponent": b"2e0",
    "NUL": b"2\x00",
    "other digits": "２".encode(),
    "two to the 64th and two": b"18446744073709551618",
    "folded": b"\r\n 2",
}
CHUNKS = {
    "extension": b"2;a=b\r\n{}\r\n0\r\n\r\n",
    "extension ended by LF": b"2;a\n{}\r\n0\r\n\r\n",
    "extension with a line": b'2;a="\r\n"\r\n{}\r\n0\r\n\r\n',
    "0x": b"0x2\r\n{}\r\n0\r\n\r\n",
    "plus": b"+2\r\n{}\r\n0\r\n\r\n",
    "minus": b"-2\r\n{}\r\n0\r\n\r\n",
    "underscore": b"0_2\r\n{}\r\n0\r\n\r\n",
    "space before": b" 2\r\n{}\r\n0\r\n\r\n",
    "no size": b"\r\n{}\r\n0\r\n\r\n",
    "overflow": b"10000000000000002\r\n{}\r\n0\r\n\r\n",
    "LF": b"2\n{}\n0\n\n",
    "CR": b"2\r{}\r0\r\r",
    "no end": b"2\r\n{}0\r\n\r\n",
    "another end": b"2\r\n{}xx0\r\n\r\n",
    "length in the trailer": b"2\r\n{}\r\n0\r\nContent-Length: 50\r\n\r\n",
    "host in the trailer": b"2\r\n{}\r\n0\r\nHost: evil\r\n\r\n",
}
OTHERS = {
    "chunks inside a length": POST
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN),
    "body of GET": GET + HOST + b"Content-Length: %d\r\n\r\n%s" % (len(HIDDEN), HIDDEN),
    "body of HEAD": b"HEAD /healthz HTTP/1.1\r\n"
    + HOST
    + b"Content-Length: %d\r\n\r\n%s" % (len(HIDDEN), HIDDEN),
    "body of a static file": b"POST /static/css/base.css HTTP/1.1\r\n"
    + HOST
    + b"Content-Length: %d\r\n\r\n%s" % (len(HIDDEN), HIDDEN),
    "body of TRACE": b"TRACE / HTTP/1.1\r\n"
    + HOST
    + b"Content-Length: %d\r\n\r\n%s" % (len(HIDDEN), HIDDEN),
    "odd expectation": POST
    + b"Expect: y 100-continue\r\nContent-Length: %d\r\n\r\n%s" % (len(HIDDEN), HIDDEN),
    "length named by Connection": POST
    + b"Connection: Content-Length\r\nContent-Length: %d\r\n\r\n%s" % (len(HIDDEN), HIDDEN),
    "chunks of HTTP/1.0": b"POST /csp-reports HTTP/1.0\r\nConnection: keep-alive\r\n"
    + HOST
    + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + OPEN,
    "LF alone": b"GET /healthz HTTP/1.1\nHost: localhost\n\n",
    "two hosts": GET + HOST + b"Host: evil.example\r\n\r\n",
    "space before the colon of Host": GET + b"Host : localhost\r\n\r\n",
    "whole address": b"GET http://evil.example/healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "name of a variable": GET + HOST + b"SCRIPT_NAME: /x\r\n\r\n",
    "folded header": GET + HOST + b"X: a\r\n b\r\n\r\n",
    "upgrade": GET + HOST + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
}
SHAPES = {
    **{
        f"coding {name}": POST
        + line
        + b"\r\nContent-Length: %d\r\n\r\n0\r\n\r\n%s" % (5 + len(OPEN), OPEN)
        for name, line in CODINGS.items()
    },
    **{
        f"length {name}": POST + b"Content-Length: " + value + b"\r\n\r\n{}"
        for name, value in LENGTHS.items()
    },
    **{
        f"chunk {name}": POST + b"Transfer-Encoding: chunked\r\n\r\n" + body
        for name, body in CHUNKS.items()
    },
    **OTHERS,
}
REFUSED = (400, 403, 404, 405, 408, 413, 415, 417, 421, 501, 505)


def answers(port: int, *requests: bytes) -> list[tuple[int, bytes]]:
    """Send requests on one connection; return the status and the rest of each answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        received = b""
        try:
            for request in requests:
                connection.sendall(request)
            while part := connection.recv(65536):
                received += part
        except (ConnectionError, TimeoutError):
            pass  # what came until then counts
    _, *found = re.split(rb"(?:^|(?<=\n)|(?<=[}>]))HTTP/1\.\d (?=\d{3} )", received)
    return [(int(each[:3]), each) for each in found if not each.startswith(b"100")]


def check(port: int) -> None:
    """Send every shape with another request behind it, and that one alone afterwards."""
    wrong = {}
    for name, shape in SHAPES.items():
        (_, alone), *_ = answers(port, NEXT)
        got = answers(port, shape, NEXT)
        is_own = bool(got) and got[-1][0] == 200 and b"<h1>" in got[-1][1] and b"<h1>" in alone
        is_over = not got or got[-1][0] in REFUSED or got[-1][0] == 204
        if any(b"User-agent" in body for _, body in got) or not (is_own or is_over):
            wrong[name] = [status for status, _ in got]
    assert wrong == {}


def test_no_shape_hides_a_request_from_the_server(on_sqlite):
    with running(on_sqlite()) as portal:
        check(portal.ports[0])
        assert '"level": "error"' not in portal.log()


def test_no_shape_hides_a_request_from_the_proxy(behind_nginx):
    check(behind_nginx.plain_port)


class Careless(BaseHTTPRequestHandler):
    """Answers without reading what a request brings, and so takes a body for the next request."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b"User-agent" if self.path == "/robots.txt" else b"<h1>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the library's own name

    def log_message(self, *args):
        pass


def test_a_server_that_lets_a_request_hide_is_noticed():
    with ThreadingHTTPServer(("127.0.0.1", 0), Careless) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with pytest.raises(AssertionError, match="body of GET"):
                check(server.server_port)
        finally:
            server.shutdown()
