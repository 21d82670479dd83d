"""Drawings of figures: only what can be compared, on one scale, in the order of the values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.dossier.figures import SCALE, bar, key_figures, split_label
from programmes.models import Fact
from programmes.words.choices import Bound

VALUES = st.decimals(0, 10**14, places=2)


def fact(value, bound=Bound.EXACTLY, *, unit="%", label="ставка", key=True, value_to=None) -> Fact:
    """Return a fact with a figure, not saved."""
    return Fact(
        value=Decimal(value),
        value_to=value_to,
        bound=bound,
        unit=unit,
        label=label,
        is_key=key,
    )


def lengths(*facts: Fact) -> list[Decimal]:
    """Return how far the bars of one figure reach."""
    (figure,) = key_figures(facts)
    return [value.bar.possible for value in figure.values]


# --- What is drawn together ------------------------------------------------------------------


def test_a_figure_alone_is_not_drawn():
    (figure,) = key_figures([fact(2)])
    assert not figure.is_compared
    assert figure.values[0].bar is None


def test_values_of_one_quantity_share_a_scale():
    assert lengths(fact(25), fact(2)) == [SCALE, Decimal(SCALE) * 2 / 25]


def test_the_partner_of_a_key_figure_is_shown_with_it():
    (figure,) = key_figures([fact(3, key=False), fact(5)])
    assert [value.fact.value for value in figure.values] == [3, 5]


def test_different_quantities_are_never_compared():
    assert len(key_figures([fact(2), fact(25, label="доля")])) == 2


def test_different_units_are_never_compared():
    assert len(key_figures([fact(9100, unit="м²"), fact(9, unit="тыс. м²")])) == 2


def test_a_unit_is_the_same_in_every_case_of_its_noun():
    course = [fact(3, unit="месяцев"), fact("3.5", unit="месяца")]
    assert len(key_figures(course)) == 1


def test_no_break_spaces_make_no_other_quantity():
    shares = [fact(70, label="доля времени"), fact(90, label="Доля\u00a0времени")]
    assert len(key_figures(shares)) == 1


def test_words_after_a_dash_name_the_case():
    assert split_label("налог на прибыль\N{NO-BREAK SPACE}— у резидента") == (
        "налог на прибыль",
        "у резидента",
    )
    cases = [fact(2, label="налог — у резидента"), fact(25, label="налог — без статуса")]
    assert len(key_figures(cases)) == 1


def test_no_key_figure_shows_nothing():
    assert key_figures([fact(2, key=False), fact(3, key=False)]) == []


# --- How long a bar is -----------------------------------------------------------------------


@given(st.lists(VALUES, min_size=2, max_size=6).filter(any))
def test_longer_bars_are_larger_values_and_none_is_cut(values):
    drawn = lengths(*(fact(value) for value in values))
    by_value = [length for _, length in sorted(zip(values, drawn, strict=True))]
    assert by_value == sorted(by_value)
    assert max(drawn) == SCALE


@given(VALUES.filter(bool), st.integers(1, 100))
def test_a_bar_is_as_long_as_its_share_of_the_largest(value, part):
    drawn = bar(fact(value * part / 100), value)
    assert abs(drawn.sure - Decimal(SCALE) * part / 100) <= Decimal("0.01")


def test_nothing_is_drawn_for_zero():
    (figure,) = key_figures([fact(0), fact(5)])
    assert figure.values[0].bar.possible == 0


def test_zeros_alone_have_no_scale():
    (figure,) = key_figures([fact(0), fact(0)])
    assert [value.bar for value in figure.values] == [None, None]


def test_what_is_below_zero_is_told_in_words_alone():
    (figure,) = key_figures([fact(-5), fact(5)])
    assert [value.bar for value in figure.values] == [None, None]


@pytest.mark.parametrize("bound", [Bound.MORE_THAN, Bound.AT_LEAST, Bound.ABOUT])
def test_a_figure_that_may_be_exceeded_has_an_open_end(bound):
    assert bar(fact(5, bound), Decimal(10)).is_open


@pytest.mark.parametrize("bound", [Bound.EXACTLY, Bound.UP_TO, Bound.ALMOST, Bound.BETWEEN])
def test_a_figure_that_is_not_exceeded_has_none(bound):
    assert not bar(fact(5, bound), Decimal(10)).is_open


@pytest.mark.parametrize("bound", [Bound.UP_TO, Bound.ALMOST, Bound.ABOUT])
def test_a_figure_that_may_be_less_is_sure_of_nothing(bound):
    drawn = bar(fact(5, bound), Decimal(10))
    assert (drawn.sure, drawn.possible) == (0, SCALE / 2)


def test_between_two_numbers_the_first_is_sure_and_the_second_possible():
    drawn = bar(fact(2, Bound.BETWEEN, value_to=Decimal(4)), Decimal(8))
    assert (drawn.sure, drawn.possible) == (SCALE / 4, SCALE / 2)
