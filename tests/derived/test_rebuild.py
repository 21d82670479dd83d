"""A rebuild: index, rows and digests made anew, part by part, by whatever code there is now."""

import pytest

from programmes.catalogue.sets import current_version
from programmes.derived import refresh
from programmes.models import Posting, Programme
from tests.factories import exhibitions, loan

pytestmark = pytest.mark.django_db


def test_a_rebuild_by_another_release_moves_no_date(settings):
    record = Programme.objects.get(pk=exhibitions().pk)
    settings.RELEASE = "another"
    refresh.rebuild()
    after = Programme.objects.get(pk=record.pk)
    assert after.public_digest != record.public_digest
    assert after.updated_at == record.updated_at


def test_a_rebuild_notices_what_was_changed_behind_the_records():
    record = Programme.objects.get(pk=exhibitions().pk)
    Programme.objects.update(summary="Совсем другое.")
    refresh.rebuild()
    assert Programme.objects.get(pk=record.pk).updated_at > record.updated_at


def test_a_rebuild_gives_a_version_of_its_own():
    before = current_version().token
    refresh.rebuild()
    assert current_version().token != before


@pytest.mark.parametrize(
    ("damage", "times"),
    [
        (lambda settings: Posting.objects.all().delete(), 3),
        (lambda settings: Programme.objects.update(summary="Совсем другое."), 3),
        (lambda settings: setattr(settings, "RELEASE", "another"), 1),
    ],
)
def test_each_part_of_a_rebuild_that_is_seen_moves_the_version(
    settings, monkeypatch, damage, times
):
    exhibitions(), loan()
    damage(settings)
    renewed, renew = [], refresh.renew_version
    monkeypatch.setattr(refresh, "REBUILT_AT_ONCE", 1)
    monkeypatch.setattr(refresh, "renew_version", lambda: renewed.append(renew()))
    refresh.rebuild()
    assert len(renewed) == times
