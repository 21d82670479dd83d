"""Key figures of a programme: the values of one quantity together on one scale, the rest alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ..models import Fact
from ..search import lemmas, words
from ..words import Bound

SCALE = 200
"""How long the largest value of a drawing is, in units of the drawing."""
OPEN_END = (Bound.MORE_THAN, Bound.AT_LEAST, Bound.ABOUT)
CEILING = (Bound.UP_TO, Bound.ALMOST, Bound.ABOUT)


@dataclass(frozen=True)
class Bar:
    """A value drawn on the scale of its figure.

    Attributes:
        sure: how far the value surely reaches, in units of the drawing.
        possible: how far it may reach as the source says.
        is_open: whether it may reach farther still.
    """

    sure: Decimal
    possible: Decimal
    is_open: bool


@dataclass(frozen=True)
class Value:
    """One value of a figure: its fact, the case it is true for, its bar where it is compared."""

    fact: Fact
    case: str
    bar: Bar | None


@dataclass(frozen=True)
class Figure:
    """What was measured, and its values: one alone, or several to compare."""

    quantity: str
    values: list[Value]

    @property
    def is_compared(self) -> bool:
        """Whether there is anything to compare."""
        return len(self.values) > 1


def key_figures(facts: Iterable[Fact]) -> list[Figure]:
    """Return the figures to show large, in the order of the facts.

    Facts that measure the same quantity in the same unit belong together, whichever of them is
    a key figure: the words of their labels say so.

    Args:
        facts: all facts of one programme.
    """
    together: dict[tuple, list[Fact]] = {}
    for fact in facts:
        if fact.value is not None and fact.label:
            quantity = " ".join(split_label(fact.label)[0].casefold().split())
            key = (quantity, unit_key(fact.unit))
            together.setdefault(key, []).append(fact)
    return [figure(group) for group in together.values() if any(fact.is_key for fact in group)]


def figure(facts: list[Fact]) -> Figure:
    """Return the figure that some facts about one quantity make."""
    largest = max(farthest(fact) for fact in facts)
    drawn = len(facts) > 1 and largest > 0 and all(fact.value >= 0 for fact in facts)
    values = [
        Value(fact, split_label(fact.label)[1], bar(fact, largest) if drawn else None)
        for fact in facts
    ]
    return Figure(split_label(facts[0].label)[0], values)


def bar(fact: Fact, largest: Decimal) -> Bar:
    """Draw a value: its length is to the largest one's as the value is to the largest.

    Args:
        fact: one with a figure that is not negative.
        largest: the value that takes the whole scale.
    """
    reach = length(farthest(fact), largest)
    sure = Decimal(0) if fact.bound in CEILING else length(fact.value, largest)
    return Bar(sure, reach, fact.bound in OPEN_END)


def length(value: Decimal, largest: Decimal) -> Decimal:
    """Return how long a value is drawn, in units of the drawing, to a hundredth."""
    return (value / largest * SCALE).quantize(Decimal("0.01"))


def farthest(fact: Fact) -> Decimal:
    """Return the largest number that a figure names."""
    return fact.value if fact.value_to is None else fact.value_to


def split_label(label: str) -> tuple[str, str]:
    """Return what was measured and the case: «налог на прибыль», «у резидента»."""
    quantity, *case = re.split(r"\s+—\s+", label, maxsplit=1)
    return quantity, "".join(case)


def unit_key(unit: str) -> tuple[str, ...]:
    """Return a unit as it is compared: «3,5 месяца» and «3 месяцев» are of one unit."""
    return tuple(lemmas(word.normal)[0] for word in words(unit)) or (unit,)
