"""What is made in parts: what is in the digest, what a check leaves, what another release made."""

from dataclasses import replace
from datetime import date

import pytest

from programmes.catalogue.sets import current_version
from programmes.derived import parts, refresh
from programmes.models import Programme
from programmes.tables import ready_rows
from tests.derived.making import dates, derived, made_of
from tests.derived.test_refresh import change, words_of
from tests.factories import draft, exhibitions, loan

pytestmark = pytest.mark.django_db


def test_what_only_a_row_of_the_exports_shows_is_in_the_digest():
    made = made_of(exhibitions())
    other = replace(made, parts=made.parts | {"cell.title": "another"})
    assert other.digest != made.digest


def test_a_check_of_many_moves_the_version_and_the_day_in_the_exports_alone():
    records, day = [exhibitions(), loan(), draft()], date(2026, 11, 21)
    before, moments, token = derived(), dates(), current_version().token
    refresh.check_all(records, day)
    assert (derived(), dates()) == (before, moments)
    assert current_version().token != token
    [row] = ready_rows.lines([records[0].pk])
    assert b";2026-11-21;" in row
    assert set(Programme.objects.values_list("checked_on", "revision")) == {(day, 1)}
    refresh.refresh(refresh.all_pks(), is_seen=False)
    assert derived() == before


def test_a_check_of_drafts_leaves_the_version():
    exhibitions()
    token = current_version().token
    refresh.check_all([draft()], date(2026, 11, 21))
    assert current_version().token == token


def test_parts_that_another_release_made_are_not_taken_over(settings, monkeypatch):
    record = exhibitions()
    monkeypatch.setitem(parts.WORDS_PARTS, "words.own", lambda programme: {"жираф": 1})
    change(record.audiences.get(), name="Экспортёры города")
    assert "жираф" not in words_of(record)
    settings.RELEASE = "another"
    change(record.audiences.get(), name="Экспортёры столицы")
    assert "жираф" in words_of(record)
