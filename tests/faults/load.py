"""Visitors at a steady pace, and what became of every request of theirs."""

import csv
import http.client
import io
import itertools
import ssl
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from tests.laws.tree import ROOT

UNTRUSTED = ssl.create_default_context()
UNTRUSTED.check_hostname = False
UNTRUSTED.verify_mode = ssl.CERT_NONE
LONGEST = 20  # seconds after which a visitor gives up
PROGRAMMES = ROOT / "fixtures" / "programmes"
COMPLETE, REFUSED, LOST, WRONG = "complete", "refused", "lost", "wrong"


@dataclass(frozen=True)
class Question:
    """An address, and how to tell whether its answer is whole and right."""

    path: str
    is_right: Callable[[bytes], bool]

    def fault(self, headers: dict, body: bytes) -> str:
        """Return what is wrong with an answer of status 200; nothing where it is right."""
        return "" if self.is_right(body) else f"body of {len(body)} bytes is not whole"


@dataclass(frozen=True)
class Answer:
    """What a visitor got.

    Attributes:
        began: when the question was asked, in seconds of the monotonic clock.
        seconds: how long the answer took.
        kind: complete; refused, with word when to come back; lost, as the client can tell (no
            answer, or one that is shorter than it promised); or wrong.
        what: the path, the status and what was wrong.
    """

    began: float
    seconds: float
    kind: str
    what: str


def is_page(body: bytes) -> bool:
    """Tell whether a page is there to its end."""
    return body.lstrip().startswith((b"<!doctype html>", b"<!DOCTYPE html>")) and (
        body.rstrip().endswith(b"</html>")
    )


def listed() -> int:
    """Return how many programmes of the fixtures a list without a question shows."""
    records = (tomllib.loads(path.read_text("utf-8")) for path in PROGRAMMES.glob("*.toml"))
    return sum(
        record["state"] == "published" and record.get("nature", "support") == "support"
        for record in records
    )


def is_file(rows: int) -> Callable[[bytes], bool]:
    """Return a check that a CSV has all its rows, each with all its columns."""

    def check(body: bytes) -> bool:
        text = io.StringIO(body.decode("utf-8-sig"), newline="")
        found = list(csv.reader(text, delimiter=";"))
        return len(found) == rows + 1 and len({len(row) for row in found}) == 1

    return check


HEALTH = Question("/healthz", lambda body: b'"ok"' in body)
KNOWN = [
    Question("/", is_page),
    Question("/programmes/", is_page),
    Question(f"/programmes/?q={quote('выставки')}&audience=exporters", is_page),
    Question("/programmes.csv", is_file(listed())),
    Question("/about/", is_page),
]
"""What everybody asks, so that the proxy has copies of it."""


def never_asked(numbers=itertools.count()) -> Question:  # noqa: B008 - one count for all
    """Return a question that no cache can have an answer to."""
    return Question(f"/programmes/?q={quote('станки')}+{next(numbers)}", is_page)


def ask(address: str, question: Question) -> Answer:
    """Ask once, on a connection of its own."""
    began = time.monotonic()
    try:
        status, headers, body = fetch(address, question.path)
        kind, why = judged(question, status, headers, body)
    except (OSError, http.client.HTTPException, ValueError) as error:
        status, kind, why = 0, LOST, repr(error)
    seconds = time.monotonic() - began
    return Answer(began, seconds, kind, f"{question.path} {status} {why}")


def fetch(
    address: str,
    path: str,
    sent: dict[str, str] | None = None,
    source: str = "127.0.0.1",
    patience: float = LONGEST,
) -> tuple[int, dict, bytes]:
    """Return status, headers and the whole body of an answer.

    Args:
        sent: headers of the request besides Host.
        source: the address of the loopback that it comes from.
        patience: seconds without a sign after which the visitor gives up.

    Raises:
        http.client.IncompleteRead: the body is shorter than was promised.
    """
    where = urlsplit(address)
    options = {"timeout": patience, "source_address": (source, 0)}
    if where.scheme == "https":
        connection = http.client.HTTPSConnection(
            where.hostname, where.port, context=UNTRUSTED, **options
        )
    else:
        connection = http.client.HTTPConnection(where.hostname, where.port, **options)
    try:
        connection.request("GET", path, headers={"Host": where.netloc, **(sent or {})})
        response = connection.getresponse()
        return response.status, dict(response.headers), response.read()
    finally:
        connection.close()


def judged(question: Question, status: int, headers: dict, body: bytes) -> tuple[str, str]:
    """Return the kind of an answer and what is wrong with it."""
    if status == 200:
        fault = question.fault(headers, body)
        return (WRONG if fault else COMPLETE), fault
    if status in (429, 503) and "Retry-After" in headers:
        return (REFUSED, "") if is_page(body) or b"{" in body else (WRONG, "no word to a human")
    return WRONG, body[:200].decode(errors="replace")


class AtWork:
    """Somebody who works in a thread, ``_work``, until ``_over``: from entering to leaving it."""

    def __enter__(self):
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()
        return self

    def __exit__(self, *failure):
        self._over.set()
        self._thread.join()

    def _work(self):
        raise NotImplementedError


@dataclass
class Load:
    """Visitors who ask at a steady pace from entering the block to leaving it.

    Attributes:
        address: the portal.
        next_question: what the next visitor asks.
        per_second: how many come.
        visitors: how many can wait at the same time.
        answers: what they got, in the order of the answers.
    """

    address: str
    next_question: Callable[[], Question]
    per_second: float
    visitors: int = 24
    answers: list[Answer] = field(default_factory=list)

    def __enter__(self):
        self._began = time.monotonic()
        self._tickets = itertools.count()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._visit) for _ in range(self.visitors)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *failure):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _visit(self):
        while True:
            due = self._began + next(self._tickets) / self.per_second
            if self._over.wait(max(0.0, due - time.monotonic())):
                return
            self.answers.append(ask(self.address, self.next_question()))

    # --- What became of it --------------------------------------------------------------------

    def count(self, kind: str) -> int:
        """Return how many answers were of a kind."""
        return sum(answer.kind == kind for answer in self.answers)

    def wrong(self) -> Counter:
        """Return the wrong and lost answers and how often each came."""
        return Counter(a.what for a in self.answers if a.kind in (WRONG, LOST))

    def slowest(self, *kinds: str) -> float:
        """Return the longest time an answer took, of certain kinds."""
        return max((a.seconds for a in self.answers if a.kind in kinds), default=0.0)

    def recovery(self, moment: float) -> float:
        """Return how many seconds after a moment the last refused question was asked."""
        late = [a.began for a in self.answers if a.kind != COMPLETE and a.began > moment]
        return max(late, default=moment) - moment

    def summary(self) -> str:
        """Return the figures in one line."""
        return (
            f"{len(self.answers)} answers: {self.count(COMPLETE)} complete, "
            f"{self.count(REFUSED)} refused, {self.count(LOST)} lost, {self.count(WRONG)} wrong; "
            f"slowest complete "
            f"{self.slowest(COMPLETE):.2f} s, refused {self.slowest(REFUSED):.2f} s"
        )


def cycling(questions: list[Question]) -> Callable[[], Question]:
    """Return a source of questions that goes round and round."""
    return itertools.cycle(questions).__next__
