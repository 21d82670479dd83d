"""Whoever sees all answers of two releases: each of one release, each ETag with one body."""

import csv
import io
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from tests.cluster.releases import NEW_CELL, NEW_PAGE, OLD_PAGE
from tests.faults.load import KNOWN, Question, fetch, never_asked

ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
MIXED = "mixed"
OLD, NEW = "old", "new"


def release_of_page(text: str) -> str:
    """Return which release made a page."""
    return {(1, 0): OLD, (0, 1): NEW}.get((text.count(OLD_PAGE), text.count(NEW_PAGE)), MIXED)


def release_of_table(text: str) -> str:
    """Return which release made all rows of a table of programmes."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    made = {NEW if any(NEW_CELL in cell for cell in row) else OLD for row in rows}
    return made.pop() if len(made) == 1 else MIXED


@dataclass(frozen=True)
class Seen(Question):
    """A question whose answers a witness sees."""

    witness: "Witness"
    release_of: Callable[[str], str]

    def fault(self, headers: dict, body: bytes) -> str:
        return super().fault(headers, body) or self.witness.fault(self, headers, body)


@dataclass
class Witness:
    """All answers through one proxy.

    Attributes:
        address: the portal.
        made_by: how many answers were of which release.
        bodies: the fingerprints of the bodies under one address and ETag: more than one is a
            content that stands under the name of another.
        styles: the names of the changed style in the pages of each release: each has one.
        assets: how many static files of the pages were asked for.
    """

    address: str
    made_by: Counter = field(default_factory=Counter)
    bodies: defaultdict = field(default_factory=lambda: defaultdict(set))
    styles: defaultdict = field(default_factory=lambda: defaultdict(set))
    assets: int = 0
    _numbers: Iterable[int] = field(default_factory=itertools.count)

    def sees(self, question: Question, release_of: Callable[[str], str]) -> Seen:
        """Return the same question, whose answers are seen."""
        return Seen(question.path, question.is_right, self, release_of)

    def known(self) -> list[Seen]:
        """Return what everybody asks."""
        table = "/programmes.csv"
        pages = [self.sees(each, release_of_page) for each in KNOWN if each.path != table]
        return [
            *pages,
            *(self.sees(each, release_of_table) for each in KNOWN if each.path == table),
        ]

    def never_asked(self) -> Seen:
        """Return a page that no cache has."""
        return self.sees(never_asked(), release_of_page)

    def fault(self, question: Seen, headers: dict, body: bytes) -> str:
        """Return what is wrong with a whole answer; nothing where it is right."""
        text = body.decode("utf-8-sig")
        release = question.release_of(text)
        self.made_by[release] += 1
        if release == MIXED:
            return "of two releases at once"
        bodies = self.bodies[question.path, headers["ETag"].removeprefix("W/")]
        bodies.add(blake2b(body).hexdigest())
        if len(bodies) > 1:
            return f"another body under the ETag {headers['ETag']}"
        return self.fault_of_assets(text, release)

    def fault_of_assets(self, page: str, release: str) -> str:
        """Ask for a page's changed style and one more of its files, as a browser without a cache.

        With a number, so that the proxy has no copy of it either.
        """
        names = ASSET.findall(page)
        if not names:
            return ""
        number, style = next(self._numbers), self.note_style(names, release)
        for name in {style, names[number % len(names)]}:
            status, _, _ = fetch(self.address, f"{name}?{number}")
            self.assets += 1
            if status != 200:
                return f"its {name} is {status}"
        return ""

    def note_style(self, names: list[str], release: str) -> str:
        """Return which of a page's files is the changed style, and note whose it is."""
        style = next(name for name in names if "/base." in name)
        self.styles[release].add(style)
        return style

    def summary(self) -> str:
        """Return the figures in one line."""
        return (
            f"{self.made_by[OLD]} answers of the old release, {self.made_by[NEW]} of the new one,"
            f" {self.made_by[MIXED]} of both; {len(self.bodies)} ETags;"
            f" {self.assets} static files"
        )
