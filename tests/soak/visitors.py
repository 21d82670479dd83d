"""Visitors of every kind at a steady pace: what they ask, what they get, what they note of it."""

import gzip
import hashlib
import http.client
import itertools
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from xml.etree import ElementTree

from tests.cluster.clients import AtWork
from tests.faults.load import COMPLETE, LOST, REFUSED, WRONG, fetch
from tests.faults.malformed import malformed, status_of
from tests.soak import answers
from tests.soak.answers import NotWholeError, Question
from tests.soak.strands import Reading

UNCHANGED = "unchanged"
KINDS = (COMPLETE, UNCHANGED, REFUSED, LOST, WRONG)
ANNOUNCED = (429, 503)
PATIENCE_SECONDS = 45  # nginx gives up sooner, and says so
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@dataclass
class Notes:
    """What all who are at work have noted, to be judged at the end.

    Attributes:
        readings: the numbers that were read.
        wrong: what was wrong at once, with the seconds since the beginning.
        lost: requests without an answer, the same.
        bodies: the digest of each body by address, encoding and ETag.
    """

    readings: list[Reading] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    bodies: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def note(self, to: list[str], text: str) -> None:
        """Note a sentence with its moment."""
        to.append(f"{time.monotonic() - self.began:.0f} s: {' '.join(text.split())}")

    def is_same(self, key: tuple[str, str, str], body: bytes) -> bool:
        """Tell whether all bodies under one ETag have been the same."""
        digest = hashlib.blake2b(body, digest_size=16).digest()
        return self.bodies.setdefault(key, digest) == digest


@dataclass
class Worker(AtWork):
    """Somebody who does the same again and again.

    Attributes:
        name: of which kind.
        notes: where what is noted goes.
        pause: seconds between two times.
        tally: how often each kind of answer came.
        slowest: the longest time of a complete answer, in seconds.
    """

    name: str
    notes: Notes
    pause: float
    tally: Counter = field(default_factory=Counter)
    slowest: float = 0.0

    def _work(self):
        while not self._over.wait(self.pause):
            try:
                self.once()
            except (AssertionError, LookupError, TypeError, ValueError) as error:
                # a page that is not what it was taken for
                self.count(WRONG, repr(error))

    def once(self) -> None:
        """Do it once."""
        raise NotImplementedError

    def count(self, kind: str, why: str = "") -> None:
        """Count an answer, and note what was wrong with it."""
        self.tally[kind] += 1
        if kind in (WRONG, LOST):
            to = self.notes.wrong if kind == WRONG else self.notes.lost
            self.notes.note(to, f"{self.name}: {why}")


@dataclass
class Visitor(Worker):
    """Somebody who asks one question after the other.

    Attributes:
        address: the portal.
        source: the visitor's own address, so that the limits of one are not those of all.
        questions: what is asked.
        revalidates: whether copies are kept, and asked whether they still hold.
    """

    address: str = ""
    source: str = "127.0.0.1"
    questions: Iterator[Question] | None = None
    revalidates: bool = False
    _copies: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    _encodings: Iterator[str] = field(default_factory=lambda: itertools.cycle(["gzip", ""]))

    def once(self) -> None:
        question, encoding = next(self.questions), next(self._encodings)
        sent = {"Accept-Encoding": encoding} if encoding else {}
        tag, copy = self._copies.get(question.path, ("", b""))
        if tag:
            sent = {"If-None-Match": tag}
        began = time.monotonic()
        try:
            status, headers, body = fetch(
                self.address, question.path, sent, self.source, PATIENCE_SECONDS
            )
        except (OSError, http.client.HTTPException) as error:
            self.count(LOST, f"{question.path} {error!r}")
            return
        ended = time.monotonic()
        if status == 304 and tag:
            self._take(question, UNCHANGED, copy, headers, (began, ended))
        elif status == 200:
            self.slowest = max(self.slowest, ended - began)
            self._take_new(question, headers, body, (began, ended))
        elif status in question.others:
            self.count(COMPLETE)
        elif status in ANNOUNCED and "Retry-After" in headers:
            self.count(REFUSED)
        else:
            self.count(WRONG, f"{question.path} {status} {body[:300].decode(errors='replace')}")

    def _take_new(self, question, headers, body, times):
        encoding, tag = headers.get("Content-Encoding", ""), headers.get("ETag", "")
        if tag and question.has_versions:
            key = (question.path, encoding, tag)
            if not self.notes.is_same(key, body):
                self.count(WRONG, f"{question.path}: two bodies under {tag}")
                return
        try:
            if encoding == "gzip":
                body = gzip.decompress(body)
        except (OSError, EOFError) as error:
            self.count(WRONG, f"{question.path}: {error!r}")
            return
        if self.revalidates and tag:
            self._copies[question.path] = tag, body
        self._take(question, COMPLETE, body, headers, times)

    def _take(self, question, kind, body, headers, times):
        """Read an answer, note its numbers, count it."""
        try:
            text = question.read(body)
        except (NotWholeError, ValueError) as error:
            self.count(WRONG, f"{question.path}: {error}")
            return
        what, request = f"{self.name} {question.path[:60]}", headers.get("X-Request-ID", "")
        for strand, members in question.shows:
            found = strand.found(text)
            reading = Reading(strand, found, *times, what, members, request=request)
            self.notes.readings.append(reading)
        self.count(kind)


@dataclass
class Crawler(Visitor):
    """A search engine's robot: it reads the map of the site, then page after page of it.

    Attributes:
        moving: how the addresses begin whose programmes come, go and move.
    """

    moving: tuple[str, ...] = ()
    _found: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.questions = self._addresses()

    def _addresses(self) -> Iterator[Question]:
        while True:
            yield Question("/robots.txt", answers.plain)
            yield Question("/sitemap.xml", self._read_map)
            for path in self._found:
                others = (301, 404, 410) if path.startswith(self.moving) else ()
                yield Question(path, answers.page, others=others)

    def _read_map(self, body: bytes) -> str:
        text = answers.as_xml(body)
        locations = ElementTree.fromstring(body).iter(f"{SITEMAP}loc")  # noqa: S314 - our own server's
        self._found = [urlsplit(location.text).path for location in locations]
        random.Random(15).shuffle(self._found)
        return text


@dataclass
class Robot(Worker):
    """A program that sends what no browser would.

    Attributes:
        port: where the proxy listens without TLS.
        source: the robot's own address.
        statuses: how often it got each.
    """

    port: int = 0
    source: str = "127.0.0.1"
    statuses: Counter = field(default_factory=Counter)
    _choose: random.Random = field(default_factory=lambda: random.Random(2026))

    def once(self) -> None:
        request = malformed(self._choose, b"localhost")
        try:
            status = status_of(self.port, request, self.source)
        except OSError:
            status = 0
        self.statuses[status] += 1
        if status >= 500 and status not in (501, 503, 505):
            self.count(WRONG, f"{status} for {request[:200]!r}")
        else:
            # to drop such a request is an answer, too
            self.count(REFUSED if status in ANNOUNCED else COMPLETE)
