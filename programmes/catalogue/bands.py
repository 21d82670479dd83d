"""Bands: how much, at what rate and for how long, read from the measures of facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..models import Fact
from ..words import MONEY_UNITS, NBSP, TIME_UNITS, Amount, Duration, Measure, Rate, Term

SPARED = (Measure.TAX, Measure.RELIEF, Measure.RENT)
READ = (Measure.AMOUNT, Measure.RATE, Measure.TERM, Measure.DURATION, *SPARED)
HOURS = "час"
"""How the units begin in which a course says how much work it is, and not how long it takes."""


@dataclass
class Bands:
    """The band of each programme in each facet of measures, by its primary key.

    Attributes:
        of: by facet, the programmes of which the measure is known.
        roubles: the largest sum of each programme that names one.
    """

    of: dict[str, dict[int, str]] = field(
        default_factory=lambda: {"amount": {}, "rate": {}, "term": {}, "duration": {}}
    )
    roubles: dict[int, Decimal] = field(default_factory=dict)


def read_bands() -> Bands:
    """Read the bands of all published programmes, in one query."""
    facts = Fact.objects.public().filter(measure__in=READ).order_by()
    rates, years, lengths, spared = {}, {}, {}, set()
    in_hours = set()
    bands = Bands()
    for pk, measure, value, value_to, unit in facts.values_list(
        "programme", "measure", "value", "value_to", "unit"
    ):
        most = value if value_to is None else value_to
        if measure == Measure.AMOUNT:
            if roubles := in_common_unit(most, unit, MONEY_UNITS):
                bands.roubles[pk] = max(bands.roubles.get(pk, roubles), roubles)
        elif measure == Measure.RATE:
            rates[pk] = min(rates.get(pk, value), value)
        elif measure == Measure.TERM:
            if length := in_common_unit(most, unit, TIME_UNITS):
                years[pk] = max(years.get(pk, length), length)
        elif measure == Measure.DURATION:
            if unit.startswith(HOURS):
                in_hours.add(pk)
            elif length := in_common_unit(most, unit, TIME_UNITS):
                lengths[pk] = max(lengths.get(pk, length), length)
        else:
            spared.add(pk)
    bands.of["amount"] = {
        **dict.fromkeys(spared, Amount.RELIEF.value),
        **{pk: Amount.of(sum_).value for pk, sum_ in bands.roubles.items()},
    }
    bands.of["rate"] = {pk: Rate.of(percent).value for pk, percent in rates.items()}
    bands.of["term"] = {pk: Term.of(length).value for pk, length in years.items()}
    bands.of["duration"] = {
        **dict.fromkeys(in_hours, Duration.IN_HOURS.value),
        **{pk: Duration.of(length).value for pk, length in lengths.items()},
    }
    return bands


def in_common_unit(value: Decimal, unit: str, worth: Mapping[str, Decimal | int]) -> Decimal | None:
    """Return a figure in roubles or years; None for a unit that the desk would have refused.

    Args:
        value: the figure as its fact has it.
        unit: its unit, which begins as its measure wants it.
        worth: what each of these beginnings is worth: ``MONEY_UNITS`` or ``TIME_UNITS``.
    """
    plain = unit.replace(NBSP, " ")
    found = (value * each for beginning, each in worth.items() if plain.startswith(beginning))
    return next(found, None)
