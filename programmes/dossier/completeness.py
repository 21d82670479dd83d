"""How much of the catalogue is known: of each field, and on what kind of sources it rests."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

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
    rows = list(published.only("slug", "title")[:MAX_ROWS])
    shown = published.filter(pk__in=[row.pk for row in rows]).order_by()
    known = {
        label: {*shown.filter(when).values_list("pk", flat=True)}
        for label, when in known_when().items()
    }
    return list(known), [known_of(row, known) for row in rows]


def known_of(programme: Programme, known: Mapping[str, set[int]]) -> Known:
    """Return a row of the matrix.

    Args:
        programme: whose row it is.
        known: the programmes of which each question has an answer.
    """
    told = [programme.pk in pks for pks in known.values()]
    drawing = "".join(f"M{4 * place} 4h3" for place, is_told in enumerate(told) if is_told)
    silent = [label for label, is_told in zip(known, told, strict=True) if not is_told]
    return Known(programme.title, programme.get_absolute_url(), drawing, "; ".join(silent))


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
