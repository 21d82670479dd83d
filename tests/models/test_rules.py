"""Rules that exist in SQL and in Python: both must give the same answer, always."""

from datetime import date, timedelta
from itertools import product

import pytest

from programmes.models import Programme
from programmes.words.choices import CheckInterval, Intake, State
from tests.factories import programme, source

TODAY = date(2026, 11, 22)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)

pytestmark = pytest.mark.django_db


def intakes():
    """Yield every intake the database accepts around today."""
    for opens, closes in product([None, YESTERDAY, TODAY, TOMORROW], repeat=2):
        dated = bool(opens or closes)
        if opens and closes and closes < opens:
            continue
        for intake in Intake:
            if (intake == Intake.DATED) == dated:
                yield {"intake": intake, "intake_opens": opens, "intake_closes": closes}


def test_sql_and_python_agree_on_the_intake_of_every_programme_on_every_day():
    for number, fields in enumerate(intakes()):
        programme(f"p{number}", **fields)
    for day in (YESTERDAY, TODAY, TOMORROW):
        for record in Programme.objects.with_intake_on(day):
            assert record.intake_status == record.intake_status_on(day), (record.intake, day)


def test_sql_and_python_agree_on_what_is_open():
    for number, fields in enumerate(intakes()):
        programme(f"p{number}", **fields)
    by_sql = set(Programme.objects.open_on(TODAY).values_list("slug", flat=True))
    by_python = {p.slug for p in Programme.objects.all() if p.is_open_on(TODAY)}
    assert by_sql == by_python
    assert 0 < len(by_sql) < Programme.objects.count()


def test_sql_and_python_agree_on_what_is_due_for_checking():
    days = [None, *(TODAY - timedelta(days=n) for n in (0, 29, 30, 89, 90, 179, 180, 364, 365))]
    for number, (checked, every, state) in enumerate(product(days, CheckInterval, State)):
        if state == State.PUBLISHED and checked is None:
            continue
        programme(f"p{number}", checked_on=checked, check_every=every, state=state)
    by_sql = set(Programme.objects.due_for_check(TODAY).values_list("slug", flat=True))
    by_python = {p.slug for p in Programme.objects.all() if p.is_due_for_check(TODAY)}
    assert by_sql == by_python
    assert 0 < len(by_sql) < Programme.objects.count()


def test_a_programme_that_closes_today_is_still_open():
    record = programme(intake=Intake.DATED, intake_closes=TODAY)
    assert record.is_open_on(TODAY)


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.ARCHIVED])
def test_what_the_public_does_not_see_is_never_due_for_checking(state):
    record = programme(state=state, checked_on=None)
    assert not record.is_due_for_check(TODAY)
    assert not Programme.objects.due_for_check(TODAY).exists()


def test_a_programme_with_a_fact_from_the_base_document_is_in_it():
    base = {"code": "a01", "source": source("mayor-blog", is_base=True)}
    programme("in", facts=[base, {"code": "f2"}])
    programme("out", facts=[{"source": source("press")}])
    found = {each.slug: each.in_base_document for each in Programme.objects.for_reading()}
    assert found == {"in": True, "out": False}
