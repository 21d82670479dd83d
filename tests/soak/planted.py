"""The portal with faults planted into it, for those who want to see the soak fail."""

import os
from contextlib import closing

from portal.wsgi import application as sound

PLANTED = os.environ["PLANTED"].split(",")
LEAKED_BYTES = 200_000  # by each request
EVERY = 25  # which answer is an error
_kept, _last = [], {}


def application(environ, start_response):
    """Answer as the portal does, with what PLANTED names: leak, descriptor, mixed, error."""
    number = len(_kept)
    _kept.append(bytearray(b"x") * LEAKED_BYTES if "leak" in PLANTED else None)
    if "descriptor" in PLANTED:
        _last[number] = open(os.devnull)  # noqa: SIM115, PTH123 - that is the fault
    is_public = not environ["PATH_INFO"].startswith("/admin/")
    if "error" in PLANTED and is_public and number % EVERY == 0:
        start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
        return [b"planted"]
    if "mixed" in PLANTED and environ["PATH_INFO"].endswith(".csv"):
        return older(environ, start_response)
    return sound(environ, start_response)


def older(environ, start_response):
    """Give the body that this address had when this process was first asked for it."""
    said = []
    with closing(
        sound(environ, lambda status, headers, *_: said.append((status, headers)))
    ) as whole:
        body = b"".join(whole)
    status, headers = said[0]
    if status.startswith("200"):
        body = _last.setdefault(environ["PATH_INFO"] + environ["QUERY_STRING"], body)
        headers = [(n, v) for n, v in headers if n != "Content-Length"]
        headers.append(("Content-Length", str(len(body))))
    start_response(status, headers)
    return [body]
