"""The log: one line an event, with the number of the request and without anybody's data."""

import json
import logging
import re
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from time import perf_counter
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from . import environment

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
MAX_PATH_CHARACTERS = 200
ZONE = ZoneInfo(environment.TIME_ZONE)
MAX_TRACE_CALLS = 12  # calls of a trace that are written down
OF_A_REQUEST = ("method", "path", "status", "ms")
# what gunicorn writes into its sentences: addresses of visitors, questions, whole headers
PERSONAL = re.compile(r"(?<=ip=)\S+|\?\S+|(?<=: )'.*'$")
# their messages speak of machines; others may quote what a visitor typed
OF_MACHINES = (OSError, OperationalError)

access = logging.getLogger("portal.access")
_request_id: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """Return the number of the request that this thread answers; empty outside of one."""
    return _request_id.get()


def log_requests(get_response: Callable) -> Callable:
    """Middleware: gives each request a number and writes one line about it.

    The line has the path and not the question, and neither the address nor the name of anybody.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if WELL_FORMED.fullmatch(given) else uuid4().hex
        token = _request_id.set(number)
        began = perf_counter()
        try:
            response = get_response(request)
            response[HEADER] = number
            seen = {
                "method": request.method[:10],
                "path": request.path[:MAX_PATH_CHARACTERS],
                "status": response.status_code,
                "ms": round((perf_counter() - began) * 1000, 1),
            }
            access.info("%(method)s %(path)s %(status)s %(ms)s ms", seen, extra=seen)
            return response
        finally:
            _request_id.reset(token)

    return answer


def without_trace(record: logging.LogRecord) -> bool:
    """Filter: a database that is away is one line a request, not a trace."""
    if getattr(record, "status_code", None) == 503:
        record.exc_info = None
    return True


def without_persons(record: logging.LogRecord) -> bool:
    """Filter: blot out addresses and questions in the sentences of the application server."""
    record.msg, record.args = PERSONAL.sub("…", record.getMessage()), ()
    return True


class Times:
    """The time of a line: ISO 8601 with its offset, in one zone whatever the machine's is."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's own name
        moment = datetime.fromtimestamp(record.created, ZONE)
        return moment.isoformat(timespec="milliseconds")


class PlainLines(Times, logging.Formatter):
    """One line an event for people; what an event carries besides its name follows as JSON."""

    def __init__(self):
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        line = super().formatMessage(record)
        fields = getattr(record, "fields", None)
        return f"{line} {json.dumps(fields, ensure_ascii=False)}" if fields else line


class JsonLines(Times, logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := request_id():
            line["request_id"] = number
        line |= {name: getattr(record, name) for name in OF_A_REQUEST if hasattr(record, name)}
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1]:
            line |= describe_error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def describe_error(error: BaseException) -> dict:
    """Return an error as its kind and the way to it, innermost last.

    Its message is left out, because it may quote what a visitor typed; so are the values of
    variables. The line of the code is enough to find the mistake.
    """
    frames = traceback.extract_tb(error.__traceback__)[-MAX_TRACE_CALLS:]
    found = {
        "error": f"{type(error).__module__}.{type(error).__qualname__}",
        "trace": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if isinstance(error, OF_MACHINES):
        found["reason"] = str(error).partition("\n")[0]
    return found
