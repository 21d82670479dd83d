"""The matrix «кто × что» of the home page: audiences by kinds of help, each number a list."""

from dataclasses import dataclass
from math import isqrt

from ...catalogue import Answer
from ...models import Audience
from ...words import Kind, Side

HELP = {
    "деньги": (Kind.GRANT, Kind.SUBSIDY, Kind.LOAN, Kind.SOFT_LOAN, Kind.GUARANTEE),
    "статусы и льготы": (Kind.STATUS,),
    "земля и контракты": (Kind.LAND, Kind.CONTRACT),
    "советы": (Kind.CONSULTING, Kind.ANALYTICS, Kind.ACCOMPANIMENT),
    "выставки и сбыт": (Kind.EVENT, Kind.SALES),
    "оборудование": (Kind.EQUIPMENT,),
    "учёба": (Kind.TRAINING,),
    "практика и экскурсии": (Kind.INTERNSHIP, Kind.TOUR),
    "конкурсы": (Kind.CONTEST,),
}
"""What one may need, in words of a visitor, and the kinds of support that it is."""
MAX_DOT_SIZE = 6


@dataclass(frozen=True)
class Dot:
    """How many programmes of one help there are for one audience.

    Attributes:
        what: the help.
        count: how many.
        size: of the dot, from 1 to ``MAX_DOT_SIZE``: its area grows with the number.
        query: the question that lists them.
    """

    what: str
    count: int
    size: int
    query: str


def matrix(answer: Answer) -> list[dict]:
    """Return the two sides with their audiences, each with its dots.

    Args:
        answer: of everything.
    """
    options = {
        facet.name: {option.value: option for option in facet.options} for facet in answer.facets
    }
    rows = {
        audience.slug: audience
        for audience in Audience.objects.all()
        if audience.slug in options["audience"] and options["audience"][audience.slug].count
    }
    return [
        {
            "side": side,
            "option": options["side"][side.value],
            "rows": [
                {"option": options["audience"][slug], "dots": dots(answer, slug)}
                for slug, audience in rows.items()
                if audience.side == side
            ],
        }
        for side in Side
        if side.value in options["side"]
    ]


def dots(answer: Answer, audience: str) -> list[Dot]:
    """Return the dots of one audience, one for each help."""
    mine = answer.selected & answer.index.chosen("audience", [audience])
    found = []
    for what, kinds in HELP.items():
        values = [kind.value for kind in kinds]
        count = mine.intersection_cardinality(answer.index.chosen("kind", values))
        query = answer.question.query(audience=[audience], kind=values)
        found.append(Dot(what, count, min(MAX_DOT_SIZE, isqrt(max(count, 1) * 2)), query))
    return found
