"""The strip of evidence: every fact in one part, the parts side by side, the years in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.dossier.strip import WIDTH, evidence_strip
from programmes.models import Fact, Source
from programmes.words import Reliability


def fact(reliability=Reliability.PRESS, as_of=None, published_on=None) -> Fact:
    """Return a fact with its source, neither saved."""
    return Fact(as_of=as_of, source=Source(reliability=reliability, published_on=published_on))


@given(st.lists(st.sampled_from(Reliability.values), min_size=1, max_size=40))
def test_the_parts_hold_every_fact_and_fill_the_strip(kinds):
    parts = evidence_strip(map(fact, kinds)).parts
    assert sum(part.count for part in parts) == len(kinds)
    assert [part.kind for part in parts] == [kind for kind in Reliability.values if kind in kinds]
    ends = [part.start + part.width for part in parts]
    assert parts[0].start == 0
    assert ends[-1] == pytest.approx(WIDTH, abs=0.2)
    assert [part.start for part in parts[1:]] == pytest.approx(ends[:-1], abs=0.11)


def test_without_facts_there_is_nothing_to_draw():
    assert evidence_strip([]).parts == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([date(2025, 3, 1)], "2025 года"),
        ([date(2022, 3, 1), date(2025, 1, 1)], "2022–2025 годов"),
        ([date(2025, 3, 1), None, None], "2025 года, без даты — 2\u00a0факта"),
        ([None], "без дат"),
    ],
)
def test_the_years_of_the_facts_are_named(days, words):
    assert evidence_strip(fact(as_of=day) for day in days).years == words


def test_a_fact_without_a_day_is_as_old_as_its_source():
    assert evidence_strip([fact(published_on=date(2024, 5, 1))]).years == "2024 года"
