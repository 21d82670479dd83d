"""The log of changes: what the public read before, what it reads now, once for each field."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from programmes.derived import changelog, refresh
from programmes.models import SEVERITIES, STATE, Change, Programme
from programmes.tables import ready_rows
from programmes.words import Severity, State
from tests.factories import draft, event, exhibitions, loan, programme

pytestmark = pytest.mark.django_db


def change(record, **fields):
    record = Programme.objects.get(pk=record.pk)
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()


def make_old():
    """Put what stands in the log an hour back: nothing is merged with it any more."""
    Change.objects.update(moment=timezone.now() - changelog.MERGED_WITHIN - timedelta(seconds=1))


def told(record=None):
    """Return what the log says, the oldest change first."""
    found = Change.objects.order_by("pk")
    found = found.filter(programme=record) if record else found
    return list(found.values_list("field", "old", "new"))


@pytest.fixture
def settled():
    """Make a published programme whose publication is known."""
    record = programme("p", cost_note="До 5 млн ₽")
    Change.objects.all().delete()
    return record


def test_a_changed_field_is_told_with_its_old_and_new_text(settled):
    change(settled, cost_note="До 10 млн ₽")
    assert told() == [("cost_note", "До 5 млн ₽", "До 10 млн ₽")]


def test_the_moment_of_a_change_is_the_date_of_change(settled):
    change(settled, cost_note="До 10 млн ₽")
    assert Change.objects.get().moment == Programme.objects.get(pk=settled.pk).updated_at


def test_a_change_that_is_taken_back_leaves_nothing(settled):
    with pytest.raises(RuntimeError), transaction.atomic():
        change(settled, cost_note="До 10 млн ₽")
        raise RuntimeError
    assert told() == []


def test_a_publication_is_a_change():
    record = draft()
    assert told() == []
    change(exhibitions(), title="Другая")
    assert told(record) == []
    assert told()[0] == (STATE, "", State.PUBLISHED)


def test_going_to_the_archive_is_a_change(settled):
    change(settled, state=State.ARCHIVED)
    assert told() == [(STATE, State.PUBLISHED, State.ARCHIVED)]


def test_a_check_is_no_change(settled):
    change(settled, checked_on="2026-11-21")
    assert told() == []


def test_what_no_column_holds_is_told_to_have_moved(settled):
    made = event("one", programmes=[settled])
    Change.objects.all().delete()
    made.note = "Нужна регистрация"
    made.save()
    assert told() == [("page", "", "")]


def test_what_becomes_of_an_entry_behind_the_scenes_is_told_when_it_returns(settled):
    change(settled, state=State.DRAFT)
    change(settled, cost_note="До 1 млн ₽")
    change(settled, state=State.PUBLISHED)
    assert told() == [("cost_note", "До 5 млн ₽", "До 1 млн ₽")]


def test_a_programme_that_nobody_sees_has_no_public_changes(settled):
    change(settled, cost_note="До 10 млн ₽")
    change(settled, state=State.DRAFT)
    assert not Change.objects.public().exists()


# --- Merging -----------------------------------------------------------------------------------


def test_a_field_that_moves_twice_within_an_hour_has_moved_once(settled):
    change(settled, cost_note="До 7 млн ₽")
    change(settled, cost_note="До 10 млн ₽")
    assert told() == [("cost_note", "До 5 млн ₽", "До 10 млн ₽")]


def test_a_field_that_returns_within_an_hour_has_not_moved(settled):
    change(settled, cost_note="До 7 млн ₽")
    change(settled, cost_note="До 5 млн ₽")
    assert told() == []


def test_a_field_that_moves_again_later_has_moved_twice(settled):
    change(settled, cost_note="До 7 млн ₽")
    make_old()
    change(settled, cost_note="До 5 млн ₽")
    assert told() == [
        ("cost_note", "До 5 млн ₽", "До 7 млн ₽"),
        ("cost_note", "До 7 млн ₽", "До 5 млн ₽"),
    ]


def test_two_programmes_are_not_merged(settled):
    other = loan()
    Change.objects.all().delete()
    change(settled, cost_note="Иначе")
    change(other, cost_note="Иначе")
    assert Change.objects.count() == 2


# --- What is no change -------------------------------------------------------------------------


def test_a_rebuild_writes_nothing(settled):
    refresh.rebuild()
    assert told() == []


def test_a_rebuild_by_other_code_writes_nothing(settled, settings):
    settings.RELEASE = "another"
    refresh.rebuild()
    assert told() == []


def test_a_rebuild_in_another_layout_writes_nothing(settled, settings, monkeypatch):
    settings.RELEASE = "another"
    monkeypatch.setattr(ready_rows, "LAYOUT", "another")
    refresh.rebuild()
    assert told() == []


def test_a_change_under_other_code_tells_the_field_alone(settled, settings):
    settings.RELEASE = "another"
    change(settled, cost_note="До 10 млн ₽")
    assert told() == [("cost_note", "До 5 млн ₽", "До 10 млн ₽")]


def test_loading_the_fixtures_again_writes_nothing():
    call_command("load_catalogue", verbosity=0)
    Change.objects.all().delete()
    call_command("load_catalogue", verbosity=0)
    assert told() == []


# --- Many at once ------------------------------------------------------------------------------


def test_a_renamed_audience_takes_as_many_questions_for_ten_programmes_as_for_two(
    django_assert_max_num_queries, settled
):
    [shared] = settled.audiences.all()
    others = [programme(f"p{number}") for number in range(9)]
    for other in others:
        other.audiences.set([shared])
    Change.objects.all().delete()
    shared.name = "Экспортёры города"
    with django_assert_max_num_queries(60):
        shared.save()
    assert Change.objects.filter(field="audience").count() == 10


# --- Severity ----------------------------------------------------------------------------------


def test_every_field_with_a_severity_is_one_that_can_move():
    named = {name for names in SEVERITIES.values() for name in names}
    assert named <= {STATE, *changelog.COMPARED}


@pytest.mark.parametrize("severity", Severity)
def test_the_severity_of_a_change_is_the_one_it_is_found_by(severity, settled):
    names = [*changelog.COMPARED, STATE, "page"]
    now = timezone.now()
    Change.objects.bulk_create(Change(programme=settled, field=n, moment=now) for n in names)
    found = {each.pk for each in Change.objects.all() if each.severity == severity}
    assert set(Change.objects.of_severity(severity).values_list("pk", flat=True)) == found
    assert found
