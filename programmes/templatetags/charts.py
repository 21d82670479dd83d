"""A figure as a row of squares: how much one square is, how many are sure and how many possible."""

from decimal import Decimal

from django import template

from ..choices import Bound
from ..models import Fact

register = template.Library()

MOST = 24  # squares in a row
STEPS = (1, 2, 5)
PITCH, SIDE = 8, 6  # units of the drawing: from one square to the next, and a square
OPEN_END = (Bound.MORE_THAN, Bound.AT_LEAST)


@register.inclusion_tag("components/squares.html")
def squares(fact: Fact):
    """Draw a fact's figure.

    Args:
        fact: one with a figure; per cents are drawn of ten squares, the rest open-ended.
    """
    share = fact.unit == "%"
    most = Decimal(100) if share else max(fact.value, fact.value_to or 0)
    worth = Decimal(10) if share else worth_of_square(most)
    named = max(1, round(fact.value / worth))
    possible = 10 if share else max(named, round((fact.value_to or 0) / worth))
    return {
        "worth": worth,
        "unit": "%" if share else "",
        "sure": 0 if fact.bound == Bound.UP_TO else length(named),
        "possible": length(possible),
        "more": possible * PITCH if fact.bound in OPEN_END and not share else 0,
        "width": (possible + 1) * PITCH,
    }


def length(count: int) -> int:
    """Return how far a row of squares reaches, in units of the drawing."""
    return count * PITCH - (PITCH - SIDE)


def worth_of_square(value: Decimal) -> Decimal:
    """Return the least of 1, 2, 5, 10, 20, 50 … that draws a value with few enough squares."""
    power = Decimal("0.1") if value < 1 else Decimal(1)
    while True:
        for step in STEPS:
            if value / (step * power) <= MOST:
                return step * power
        power *= 10
