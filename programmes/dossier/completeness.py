"""How much of the catalogue is known: of each field, and on what kind of sources it rests."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import BooleanField, Count, ExpressionWrapper

from ..models import Fact, Programme, Source, known_when
from ..words import Nature, Reliability

MAX_ROWS = 150
"""Of the matrix on a page."""


@dataclass(frozen=True)
class Share:
    """How many of all: a line of a table."""

    label: str
    count: int
    total: int

    @property
    def percent(self) -> int:
        """The share in whole per cent; of nothing, none."""
        return round(100 * self.count / self.total) if self.total else 0


def completeness() -> list[Share]:
    """Return of how many published programmes of support each field is known."""
    published = Programme.objects.published().filter(nature=Nature.SUPPORT).order_by()
    total = published.count()
    known = known_when()
    fields = {f"field_{number}": when for number, when in enumerate(known.values())}
    counts = published.aggregate(**{name: Count("pk", filter=w) for name, w in fields.items()})
    return [Share(label, counts[name], total) for label, name in zip(known, fields, strict=True)]


@dataclass(frozen=True)
class Known:
    """What of a programme is known, question by question.

    Attributes:
        drawing: a stroke for each question that has an answer, as an SVG path of 4 units a place.
        silent: the questions that have none, as one text.
    """

    title: str
    url: str
    drawing: str
    silent: str


def known_matrix() -> tuple[list[str], list[Known]]:
    """Return the questions, and of each published programme of support which have an answer.

    The first ``MAX_ROWS`` by the alphabet: more is a table to download, not a picture.
    """
    published = Programme.objects.published().filter(nature=Nature.SUPPORT)
    known = known_when()
    told = {
        f"field_{number}": ExpressionWrapper(when, output_field=BooleanField())
        for number, when in enumerate(known.values())
    }
    rows = published.only("slug", "title").annotate(**told)[:MAX_ROWS]
    answers = attrgetter(*told)
    return list(known), [known_of(row, dict(zip(known, answers(row), strict=True))) for row in rows]


def known_of(programme: Programme, told: Mapping[str, bool]) -> Known:
    """Return a row of the matrix.

    Args:
        programme: whose row it is.
        told: whether each question has an answer.
    """
    drawing = "".join(f"M{4 * place} 4h3" for place, known in enumerate(told.values()) if known)
    silent = "; ".join(label for label, known in told.items() if not known)
    return Known(programme.title, programme.get_absolute_url(), drawing, silent)


def statements(*_: object) -> dict[int, int]:
    """Return how many public statements rest on each source that has any, by its primary key.

    One query that reads every fact: asked for once a version, as a part of its snapshot.
    """
    return Fact.objects.public().counted_by_source()


def evidence(by_source: Mapping[int, int]) -> list[Share]:
    """Return how many public statements rest on sources of each reliability.

    Args:
        by_source: from ``statements``.
    """
    counts = dict.fromkeys(Reliability.values, 0)
    for pk, reliability in Source.objects.order_by().values_list("pk", "reliability"):
        counts[reliability] += by_source.get(pk, 0)
    total = sum(counts.values())
    return [Share(str(Reliability(value).label), count, total) for value, count in counts.items()]


def ages(by_source: Mapping[int, int]) -> list[Share]:
    """Return how many public sources of statements were published in each year, the newest first.

    Args:
        by_source: from ``statements``.
    """
    sources = Source.objects.order_by().values_list("pk", "published_on")
    days = [day for pk, day in sources if pk in by_source]
    years = Counter(day.year for day in days if day)
    undated = len(days) - years.total()
    lines = [Share(f"{year} год", years[year], len(days)) for year in sorted(years, reverse=True)]
    return [*lines, Share("Дата не указана", undated, len(days))] if undated else lines
