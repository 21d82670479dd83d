"""Columns: what they mean, what they hold, and that every format writes the same."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from programmes.models import Programme
from programmes.tables.cells import Type, cell
from programmes.tables.columns import BY_KEY, COLUMNS
from programmes.words.validators import FORMULA_STARTS
from tests.factories import contact, exhibitions, fact, internship, loan, place, programme, source


def read(record, key):
    found = Programme.objects.for_reading().get(pk=record.pk)
    return BY_KEY[key].read(found)


def written(record, key):
    found = Programme.objects.for_reading().get(pk=record.pk)
    return BY_KEY[key].cell(found)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_a_column_says_what_it_means_and_shows_an_example(column):
    assert column.meaning.endswith(".")
    assert len(column.meaning) > 20
    assert column.example not in ("", "…")
    assert column.example[0] not in FORMULA_STARTS


def test_keys_and_headings_are_unique():
    assert len({column.key for column in COLUMNS}) == len(COLUMNS)
    assert len({column.heading.casefold() for column in COLUMNS}) == len(COLUMNS)


PYTHON = {Type.DATE: date, Type.MOMENT: datetime, Type.BOOLEAN: bool, Type.NAMES: list}
PYTHON |= {Type.LINES: list, Type.TEXT: str, Type.SINCE: str, Type.LINK: str}


@pytest.mark.django_db
def test_a_column_holds_what_its_type_says():
    records = (exhibitions(), internship(), loan())
    for column, record in product(COLUMNS, records):
        value = read(record, column.key)
        assert value is None or type(value) is PYTHON[column.type], column.key


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "да"),
        (False, "нет"),
        (date(2026, 2, 1), "2026-02-01"),
        (datetime(2026, 2, 1, 9, 30, tzinfo=UTC), "2026-02-01 12:30:00"),
        (["а", "б"], "а; б"),
        ("", ""),
        (7, "7"),
    ],
)
def test_a_value_is_written_the_same_way_everywhere(value, text):
    assert cell(value) == text


@pytest.mark.django_db
def test_names_stand_in_one_line_and_items_one_a_line():
    record = programme(places=[place(), place("pechatniki")], benefits="раз\nдва")
    assert written(record, "place") == "Индустриальный парк «Руднево»; Печатники"
    assert written(record, "benefits") == "раз\nдва"
    assert read(record, "benefits") == ["раз", "два"]


@pytest.mark.django_db
def test_an_empty_list_has_no_items():
    assert read(programme(), "benefits") == []


@pytest.mark.django_db
def test_a_fact_is_cited_with_its_date_publisher_and_place():
    record = programme(facts=[{"as_of": date(2026, 10, 20)}])
    assert written(record, "facts") == (
        "Утверждение f1 подтверждено источником. "
        "(на 20\N{NO-BREAK SPACE}октября 2026\N{NO-BREAK SPACE}года; Правительство Москвы, абзац 2)"
    )


@pytest.mark.django_db
def test_a_source_stands_once_however_many_facts_rest_on_it():
    record = programme(facts=[{"code": "one"}, {"code": "two"}])
    fact(record, "three", source=source("other", url=""), position=9)
    assert read(record, "sources") == [
        "https://example.org/mayor-blog",
        "Правительство Москвы: Публикация other",
    ]


@pytest.mark.django_db
def test_contacts_stand_one_a_line():
    record = programme()
    contact(record), contact(record, "https://example.org/second")
    assert written(record, "contacts").count("\n") == 1


@pytest.mark.django_db
def test_the_address_is_the_deployments(settings):
    record = programme("rudnevo")
    settings.PORTAL_URL = "https://portal.example"
    assert read(record, "url") == "https://portal.example/programmes/rudnevo/"
