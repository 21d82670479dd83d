"""Import: the table an editor filled in, compared, refused or taken over as a whole."""

import io
from dataclasses import astuple
from datetime import date

import openpyxl
import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from programmes.catalogue.sets import current_version
from programmes.derived import refresh
from programmes.imports import saving
from programmes.imports import table as importing
from programmes.imports.comparing import Comparison
from programmes.models import Programme
from programmes.tables.columns import BY_KEY, COLUMNS
from programmes.words.choices import Cost, DatePrecision, Intake, Kind, State
from programmes.words.validators import clean_text
from tests.derived.making import dates, derived
from tests.factories import (
    audience,
    contact,
    draft,
    exhibitions,
    internship,
    loan,
    organisation,
    place,
    programme,
)
from tests.nasty import TEXTS
from tests.sheets import book, exported, table

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


def compare(file) -> importing.Plan:
    return importing.compare(file, TODAY)


def apply(file) -> importing.Plan:
    plan, done = importing.apply(file, TODAY)
    assert done, list(map(str, plan.refusals))
    return plan


def differences(plan) -> list[tuple]:
    return [(e.record.slug, *astuple(c)) for e in plan.edits for c in e.changes]


# --- There and back --------------------------------------------------------------------------

FILES = [("csv", ""), ("csv", "?delimiter=comma"), ("xlsx", ""), ("csv", "?columns=title,slug")]


@pytest.mark.parametrize(("kind", "query"), FILES)
def test_what_was_exported_changes_nothing(client, kind, query):
    contact(exhibitions()), internship(), loan()
    plan = compare(exported(client, kind, query))
    assert (plan.edits, plan.refusals, plan.notices) == ([], [], [])
    assert plan.unchanged == 3


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nasty_texts_come_back_as_they_went_out(client, kind):
    texts = [text for text in TEXTS if "\0" not in text]
    for number, text in enumerate(texts):
        visible = text if clean_text(text) else f"x{text}x"
        fact = {"statement": visible, "locator": visible}
        programme(f"p{number}", title=visible, summary=visible, benefits=text, facts=[fact])
    plan = compare(exported(client, kind))
    assert (differences(plan), list(map(str, plan.refusals))) == ([], [])
    assert plan.unchanged == len(texts)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_rebuilds_a_lost_entry_as_a_draft(client, kind):
    kept = exhibitions()
    columns = [each.key for each in COLUMNS if each.take and each.key != "checked_on"]
    file = exported(client, kind, f"?columns=slug,{','.join(columns)}")
    before = {key: BY_KEY[key].cell(Programme.objects.for_reading().get()) for key in columns}
    kept.delete()
    apply(file)
    made = Programme.objects.for_reading().get()
    assert made.state == State.DRAFT
    assert {key: BY_KEY[key].cell(made) for key in columns} == before


def test_a_very_long_text_that_a_cell_cannot_hold_is_not_cut_in_the_catalogue(client):
    programme(description="ы" * 40_000)
    assert compare(exported(client, "xlsx")).edits == []


# --- What a cell changes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "field", "value"),
    [
        ("title", "Новое", "title", "Новое"),
        ("kind", "Грант", "kind", Kind.GRANT),
        ("kind", " грант ", "kind", Kind.GRANT),
        ("kind", "grant", "kind", Kind.GRANT),
        ("stage", "", "stage", ""),
        ("cost", "Бесплатно", "cost", Cost.FREE),
        ("since", "с сентября 2025 года", "since", date(2025, 9, 1)),
        ("since", "со 2 октября 2024 года", "since", date(2024, 10, 2)),
        ("since", "2020", "since", date(2020, 1, 1)),
        ("since", "2020-05", "since", date(2020, 5, 1)),
        ("since", "", "since", None),
        ("checked_on", "21.11.2026", "checked_on", date(2026, 11, 21)),
        ("benefits", "раз\r\nдва", "benefits", "раз\nдва"),
    ],
)
def test_a_cell_changes_its_field(key, text, field, value):
    exhibitions()
    row = {"slug": "international-exhibitions", key: text}
    apply(table(row))
    assert getattr(Programme.objects.get(), field) == value


def test_the_precision_follows_the_words():
    exhibitions()
    apply(table({"slug": "international-exhibitions", "since": "с мая 2020 года"}))
    assert Programme.objects.get().since_precision == DatePrecision.MONTH


def test_dates_of_intake_come_with_their_kind():
    exhibitions()
    row = {"intake": "В указанные даты", "intake_opens": "2026-12-01"}
    apply(table({"slug": "international-exhibitions"} | row))
    record = Programme.objects.get()
    assert (record.intake, record.intake_opens) == (Intake.DATED, date(2026, 12, 1))


def test_names_slugs_and_full_names_are_understood():
    record = exhibitions()
    audience("enterprises"), organisation("technopolis"), place()
    apply(
        table(
            {
                "slug": record.slug,
                "audience": "enterprises; экспортёры",
                "operator": "Особая экономическая зона «Технополис Москва»",
                "place": "Индустриальный парк «Руднево»",
            }
        )
    )
    record = Programme.objects.get()
    assert {a.slug for a in record.audiences.all()} == {"enterprises", "exporters"}
    assert record.operator.slug == "technopolis"
    assert [p.slug for p in record.places.all()] == ["rudnevo-park"]


def test_a_name_may_hold_the_sign_that_stands_between_names():
    record = exhibitions()
    place("odd", name="Цех № 1; двор"), place()
    names = "Цех № 1; двор; Индустриальный парк «Руднево»"
    apply(table({"slug": record.slug, "place": names}))
    assert record.places.count() == 2


def test_no_operator_is_written_in_words():
    exhibitions()
    apply(table({"slug": "international-exhibitions", "operator": "Не указан в источнике"}))
    assert Programme.objects.get().operator is None


def test_a_new_code_makes_a_draft():
    audience()
    row = {"slug": "new", "title": "Новая", "summary": "Кому-то.", "kind": "Грант"}
    apply(table(row | {"audience": "Экспортёры"}))
    record = Programme.objects.get(slug="new")
    assert (record.state, record.revision) == (State.DRAFT, 0)


def test_an_import_never_publishes():
    draft()
    apply(table({"slug": "machine-building-centre", "title": "Другое"}))
    assert Programme.objects.get().state == State.DRAFT


def test_an_editor_who_has_the_form_open_will_be_told():
    record = exhibitions()
    apply(table({"slug": record.slug, "title": "Другое"}))
    assert Programme.objects.get().revision == record.revision + 1


def test_all_changes_are_one_change_of_the_catalogue():
    exhibitions(), loan()
    seen = set()
    for slug in ("international-exhibitions", "export-agro-loan"):
        seen.add(current_version().token)
        apply(table({"slug": slug, "title": f"Новое {slug}"}))
    assert len(seen | {current_version().token}) == 3


def test_what_follows_from_a_table_is_what_is_made_of_everything():
    exhibitions(), audience("adults"), organisation("fund"), place("zoo")
    named = {"audience": "adults", "operator": "fund", "place": "zoo"}
    apply(
        table({"slug": "international-exhibitions", "summary": "Иначе.", "cost": "paid", **named})
    )
    in_parts, moments = derived(), dates()
    refresh.refresh(refresh.all_pks(), is_seen=False)
    assert (derived(), dates()) == (in_parts, moments)


def test_a_column_that_is_not_in_the_file_stays():
    exhibitions()
    apply(table({"slug": "international-exhibitions", "cost": "Бесплатно"}))
    assert Programme.objects.get().title == "Участие в международных выставках"


# --- What other programs make of a file ------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_csv_is_read_whatever_saved_it(delimiter, encoding):
    exhibitions()
    row = {"slug": "international-exhibitions", "title": "Новое; и, другое"}
    apply(table(row, delimiter=delimiter, encoding=encoding))
    assert Programme.objects.get().title == "Новое; и, другое"


def test_headings_may_be_keys():
    exhibitions()
    apply(io.BytesIO(b"slug,cost\ninternational-exhibitions,free\n"))
    assert Programme.objects.get().cost == Cost.FREE


def test_a_workbook_saved_by_another_program_is_read(client):
    exhibitions(), internship()
    opened = openpyxl.load_workbook(exported(client, "xlsx"))
    place_of = {each.value: each.column for each in opened.worksheets[0][1]}
    opened.worksheets[0].cell(2, place_of["Название"]).value = "Новое название"
    file = io.BytesIO()
    opened.save(file)
    file.seek(0)
    assert [each[1] for each in differences(compare(file))] == ["Название"]


def test_dates_numbers_and_booleans_of_a_workbook_are_understood():
    record = exhibitions()
    cells = ["Код", "Проверено", "Действует с", "Есть в базовом документе"]
    apply(book(cells, [record.slug, date(2026, 11, 1), 2020, False]))
    record = Programme.objects.get()
    assert (record.checked_on, record.since) == (date(2026, 11, 1), date(2020, 1, 1))


def test_empty_rows_and_columns_are_passed_over():
    record = exhibitions()
    plan = compare(book(["Код", None, "Название"], [None], [record.slug, None, record.title]))
    assert (plan.unchanged, plan.refusals) == (1, [])


# --- How it is written -----------------------------------------------------------------------


def titles(count: int) -> io.BytesIO:
    """Return a table that gives so many programmes, made on the spot, another title."""
    audience()
    for number in range(count):
        programme(f"p{number}")
    return table(*({"slug": f"p{number}", "title": f"Новое {number}"} for number in range(count)))


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_a_table_is_read_and_compared(monkeypatch):
    file, seen = titles(3), []

    def watched(*args):
        seen.append(connection.in_atomic_block)
        return Comparison(*args)

    monkeypatch.setattr(importing, "Comparison", watched)
    apply(file)
    assert seen == [False]


def test_so_many_rows_are_written_with_so_few_statements():
    counts = []
    for count in (5, 40):
        Programme.objects.all().delete()
        plan = compare(titles(count))
        with CaptureQueriesContext(connection) as queries, refresh.refresh_once():
            assert saving.save_portion(plan.table, plan.edits, lambda edits: None, None)
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 2


def test_a_long_table_is_written_in_several_transactions(monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    monkeypatch.setattr(importing, "PAUSE_SECONDS", 0)
    noted = []
    assert importing.apply(titles(5), TODAY, note=noted.append)[1]
    assert [len(changes) for changes in noted] == [2, 2, 1]
    assert Programme.objects.filter(title__startswith="Новое").count() == 5


@pytest.mark.parametrize(
    ("size", "seconds", "following"),
    [(25, 0.1, 50), (100, 2.0, 50), (100, 1.0, 100), (200, 0.1, 200), (10, 60.0, 5)],
)
def test_the_longer_records_were_held_the_fewer_are_held_next(size, seconds, following):
    assert importing.fitting(size, seconds) == following


def test_whoever_changes_a_programme_meanwhile_stops_the_rest_of_a_table(monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    monkeypatch.setattr(importing, "PAUSE_SECONDS", 0)

    def edit(changes):
        Programme.objects.filter(slug="p3").update(revision=7, title="Иначе")

    plan, done = importing.apply(titles(5), TODAY, note=edit)
    assert (done, plan.written, len(plan.edits)) == (False, 2, 3)
    assert Programme.objects.get(slug="p3").title == "Иначе"


def test_what_a_table_names_may_be_deleted_meanwhile():
    record = exhibitions()
    other = organisation("technopolis")
    file = table({"slug": record.slug, "operator": "technopolis", "title": "Новое"})

    def delete(changes):
        raise IntegrityError

    assert not importing.apply(file, TODAY, note=delete)[1]
    assert Programme.objects.get().operator != other
