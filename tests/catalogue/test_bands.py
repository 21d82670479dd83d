"""How much, at what rate, for how long: facets and an order read from the facts."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from programmes import catalogue
from programmes.catalogue import in_common_unit
from programmes.words import MONEY_UNITS, TIME_UNITS, Amount, Measure, Rate, Term
from tests.catalogue.test_catalogue import TODAY
from tests.factories import fact, programme

pytestmark = pytest.mark.django_db


def money(slug: str, value, unit="млн ₽", measure="amount", **fields):
    """Make a grant with a figure."""
    record = programme(slug, kind="grant", title=slug)
    figure = {"value": value, "bound": "up-to", "unit": unit, "label": "размер"}
    fact(record, "amount", **(figure | {"measure": measure} | fields))


def slugs(query: str) -> list[str]:
    return [each.slug for each in catalogue.ask(QueryDict(query), TODAY).page]


def facet(name: str, query: str = ""):
    answer = catalogue.ask(QueryDict(query), TODAY)
    return next(each for each in answer.facets if each.name == name)


def test_every_unit_of_money_and_time_is_worth_something():
    for measure in (Measure.AMOUNT, Measure.TERM):
        worth = MONEY_UNITS if measure == Measure.AMOUNT else TIME_UNITS
        assert measure.units == tuple(worth)
        assert all(in_common_unit(1, unit, worth) > 0 for unit in measure.units)


def test_a_term_in_days_stands_in_a_band():
    money("p", 90, "дней", "term")
    assert slugs("term=up-to-1y") == ["p"]


@pytest.mark.parametrize(
    ("value", "unit", "band"),
    [
        (4, "недели", "up-to-1m"),
        (1, "месяц", "up-to-1m"),
        ("3.5", "месяца", "3m-1y"),
        (3, "месяца", "1m-3m"),
        (12, "месяцев", "3m-1y"),
        (4, "года", "over-1y"),
        (80, "часов", "in-hours"),
    ],
)
def test_a_course_stands_in_the_band_of_its_length(value, unit, band):
    money("p", value, unit, "duration")
    assert slugs(f"duration={band}") == ["p"]


def test_a_length_in_months_says_more_than_one_in_hours():
    record = programme("p", kind="training")
    for code, value, unit in (("work", 80, "часов"), ("time", 2, "месяца")):
        measured = {"value": value, "bound": "exactly", "unit": unit, "measure": "duration"}
        fact(record, code, label=code, **measured)
    assert slugs("duration=1m-3m") == ["p"]


@pytest.mark.parametrize(
    ("value", "unit", "band"),
    [
        (500, "тыс. ₽", "up-to-1m"),
        (1, "млн ₽", "up-to-1m"),
        (10, "млн\u00a0₽ в год", "1m-10m"),
        (100, "млн ₽", "10m-100m"),
        (5, "млрд ₽", "over-100m"),
    ],
)
def test_a_sum_stands_in_the_band_of_its_roubles(value, unit, band):
    money("p", value, unit)
    assert slugs(f"amount={band}") == ["p"]


def test_the_largest_sum_of_a_programme_decides():
    money("p", 1)
    record = programme("q", kind="grant")
    for code, value in (("first", 1), ("second", 50)):
        fact(record, code, value=value, bound="up-to", unit="млн ₽", label=code, measure="amount")
    assert slugs("amount=10m-100m") == ["q"]


def test_the_upper_end_of_a_range_decides():
    money("p", 5, bound="between", value_to=2000)
    assert slugs("amount=over-100m") == ["p"]


def test_a_tax_relief_is_money_of_another_kind():
    money("p", 2, "%", "tax")
    assert slugs("amount=relief") == ["p"]


def test_advice_gives_no_money_and_lacks_no_figure():
    programme("advice", kind="consulting")
    programme("grant", kind="grant")
    assert slugs("amount=no-money") == ["advice"]
    assert slugs("amount=not-stated") == ["grant"]


def test_every_programme_stands_in_one_band():
    money("p", 1), money("q", 2, "%", "tax"), programme("advice", kind="consulting")
    programme("bare", kind="grant")
    assert sum(option.count for option in facet("amount").options) == 4


def test_the_largest_sum_comes_first_whenever_it_was_written_down():
    money("middle", 20), money("large", 3, "млрд ₽"), money("small", 1)
    assert slugs("sort=amount") == ["large", "middle", "small"]


def test_large_sums_come_first_and_unknown_ones_last():
    money("small", 1), money("large", 3, "млрд ₽"), programme("bare", title="А")
    assert slugs("sort=amount") == ["large", "small", "bare"]


def test_a_measure_that_few_know_is_not_offered_until_it_is_asked_for():
    money("p", 3, "%", "rate")
    for number in range(10):
        programme(f"bare-{number}", kind="grant")
    assert not facet("rate").is_offered
    assert facet("rate", "rate=up-to-3").is_offered


def test_the_band_of_a_value_is_the_narrowest_that_holds_it():
    assert Rate.of(Decimal("3.5")) == Rate.UP_TO_5
    assert Term.of(Decimal(5)) == Term.UP_TO_5Y
    assert Amount.of(Decimal(10**9)) == Amount.OVER_100M
