"""Rows kept ready: always what the record says, whoever made them and when."""

import threading

import pytest
from django.db import connection

from portal.database.snapshot import consistent_reading
from programmes.catalogue.sets import current_version
from programmes.derived import refresh
from programmes.models import Programme, PublicRow
from programmes.tables import as_csv, ready_rows
from programmes.tables.columns import COLUMNS
from programmes.words.choices import State
from tests.derived.test_refresh import CHANGES, change
from tests.factories import draft, exhibitions, fact, internship, loan


def ready(record) -> list[str]:
    [line] = ready_rows.lines([record.pk])
    return line


def fresh(record) -> bytes:
    programme = Programme.objects.for_reading().get(pk=record.pk)
    return as_csv.line(column.cell(programme) for column in COLUMNS).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("make", [exhibitions, internship, loan])
def test_a_row_kept_ready_is_what_the_record_says(make):
    record = make()
    assert PublicRow.objects.filter(pk=record.pk, layout=ready_rows.LAYOUT).exists()
    assert ready(record) == fresh(record)


STAYING = [name for name in CHANGES if name not in ("a deleted programme", "an archived programme")]


@pytest.mark.django_db
@pytest.mark.parametrize("name", STAYING)
def test_the_row_follows(name):
    record = exhibitions()
    CHANGES[name](record)
    assert ready(record) == fresh(record)


@pytest.mark.django_db
def test_the_row_follows_a_check_that_changes_nothing_else():
    record = exhibitions()
    change(record, checked_on="2026-11-21")
    assert ready(record) == fresh(record)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.ARCHIVED])
def test_a_hidden_programme_has_no_row(state):
    record = exhibitions()
    change(record, state=state)
    assert not PublicRow.objects.exists()
    assert list(ready_rows.lines([record.pk])) == []


@pytest.mark.django_db
def test_a_row_of_another_release_is_not_used():
    record = exhibitions()
    PublicRow.objects.update(layout="older", line="old")
    assert ready(record) == fresh(record)


@pytest.mark.django_db
def test_a_row_of_another_release_is_counted_and_mended():
    exhibitions(), draft()
    PublicRow.objects.update(layout="older")
    assert ready_rows.missing() == 1
    refresh.rebuild()
    assert ready_rows.missing() == 0


@pytest.mark.django_db
def test_the_address_follows_the_setting(settings):
    record = exhibitions()
    settings.PORTAL_URL = "https://portal.example"
    assert ready(record).endswith(b";https://portal.example/programmes/international-exhibitions/")


@pytest.mark.django_db
def test_rows_come_in_the_order_of_the_question_across_several_reads(monkeypatch):
    monkeypatch.setattr(ready_rows, "ROWS_AT_ONCE", 1)
    made = [loan(), exhibitions(), internship()]
    slugs = [cells[0] for cells in as_csv.rows(ready_rows.lines([record.pk for record in made]))]
    assert slugs == [record.slug for record in made]


@pytest.mark.django_db
def test_rows_that_are_ready_are_copied_in_one_query(django_assert_num_queries):
    pks = [loan().pk, exhibitions().pk]
    PublicRow.objects.filter(pk=pks[0]).update(line="ready;made")
    with django_assert_num_queries(1):
        first, _ = ready_rows.lines(pks)
    assert first.startswith(b"ready;made;")


@pytest.mark.django_db
def test_a_row_has_every_column():
    exhibitions()
    [cells] = as_csv.rows(ready_rows.lines(list(Programme.objects.values_list("pk", flat=True))))
    assert len(cells) == len(COLUMNS)


def elsewhere(work):
    """Do something as another process would: on a connection of its own, to the end."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_does_not_see_what_is_saved_meanwhile():
    record = exhibitions()
    with consistent_reading():
        before, row = current_version(), ready(record)
        elsewhere(lambda: fact(record, "new"))
        assert (current_version(), ready(record)) == (before, row)
    assert current_version() != before
    assert ready(record) != row


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_keeps_no_editor_waiting():
    record = exhibitions()
    with consistent_reading():
        current_version()
        elsewhere(lambda: change(Programme.objects.get(pk=record.pk), title="Новое"))
    assert Programme.objects.get(pk=record.pk).title == "Новое"


def test_a_line_end_inside_a_cell_is_quoted():
    assert as_csv.line(["раз\nдва", "три"]) == '"раз\nдва";три'
