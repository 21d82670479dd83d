"""What a programme's facts rest on, as one strip: kinds of sources, and the years of the facts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..models import Fact
from ..words import Reliability, russian

WIDTH = 200
"""Of the whole strip, in units of its picture."""


@dataclass(frozen=True)
class Part:
    """The facts that rest on one kind of source.

    Attributes:
        kind: the code of the kind.
        label: its name.
        count: how many facts.
        start, width: its place on the strip.
    """

    kind: str
    label: str
    count: int
    start: float
    width: float


@dataclass(frozen=True)
class Strip:
    """The parts, the most reliable first, and of which years the facts are, in words."""

    parts: list[Part]
    years: str


def evidence_strip(facts: Iterable[Fact]) -> Strip:
    """Return the strip of facts that were fetched with their sources."""
    facts = list(facts)
    counts = Counter(fact.source.reliability for fact in facts)
    parts, start = [], 0.0
    for kind in Reliability:
        if count := counts[kind.value]:
            width = WIDTH * count / len(facts)
            parts.append(Part(kind.value, str(kind.label), count, round(start, 1), round(width, 1)))
            start += width
    return Strip(parts, years_in_words(facts))


def years_in_words(facts: list[Fact]) -> str:
    """Return of which years facts are: «2022–2025 годов, 3 без даты»."""
    days = [fact.known_on for fact in facts]
    years = sorted({day.year for day in days if day})
    undated = days.count(None)
    if not years:
        return "без дат"
    span = f"{years[0]} года" if len(years) == 1 else f"{years[0]}–{years[-1]} годов"
    without = russian.count_phrase(undated, "факт", "факта", "фактов")
    return f"{span}, без даты — {without}" if undated else span
