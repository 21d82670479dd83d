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


def evidence() -> list[Share]:
    """Return how many public statements rest on sources of each reliability."""
    by_source = Fact.objects.public().counted_by_source()
    sources = Source.objects.filter(pk__in=by_source).values_list("pk", "reliability")
    counts = dict.fromkeys(Reliability.values, 0)
    for pk, reliability in sources:
        counts[reliability] += by_source[pk]
    total = sum(counts.values())
    return [Share(str(Reliability(value).label), count, total) for value, count in counts.items()]


def ages() -> list[Share]:
    """Return how many public sources were published in each year, the newest first."""
    cited = Source.objects.filter(facts__in=Fact.objects.public()).distinct()
    days = list(cited.order_by().values_list("pk", "published_on"))
    years = Counter(day.year for _, day in days if day)
    undated = len(days) - years.total()
    lines = [Share(f"{year} год", years[year], len(days)) for year in sorted(years, reverse=True)]
    return [*lines, Share("Дата не указана", undated, len(days))] if undated else lines
