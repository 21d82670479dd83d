"""Facts as a flat table, in CSV, in the workbook and in the API: the same ones in one order."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from programmes.web.files import exports
from programmes.words import About, Measure
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def facts():
    source = factories.source("law", url="https://mos.ru/law", published_on=date(2025, 3, 1))
    amount = {
        "code": "sum",
        "statement": "Дают от 1,5 до 10 млн ₽.",
        "value": Decimal("1.5"),
        "value_to": Decimal(10),
        "bound": "between",
        "unit": "млн ₽",
        "label": "сумма",
        "measure": Measure.AMOUNT,
        "about": About.BENEFITS,
        "source": source,
        "as_of": date(2025, 2, 1),
    }
    who = {"code": "who", "statement": "Дают заводам.", "about": About.ELIGIBILITY}
    factories.programme("b", title="Вторая", kind="grant", facts=[amount, who | {"source": source}])
    factories.programme("a", title="Первая", kind="loan", facts=[who | {"source": source}])
    factories.programme("draft", state="draft", facts=[who | {"source": source}])


def content(response) -> bytes:
    assert response.status_code == 200, response.content.decode()
    return response.getvalue() if response.streaming else response.content


def table(client, query="", delimiter=";") -> list[dict]:
    text = content(client.get(f"/facts.csv{query}")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def pairs(rows) -> list[tuple]:
    return [(row["Код программы"], row["Код факта"]) for row in rows]


def test_every_public_fact_of_a_question_is_a_row_in_the_order_of_the_catalogue(client):
    assert pairs(table(client, "?sort=title")) == [("b", "sum"), ("b", "who"), ("a", "who")]
    assert pairs(table(client, "?kind=loan")) == [("a", "who")]


def test_a_row_says_the_figure_with_its_bound_the_day_and_the_source(client):
    row, _ = table(client, "?kind=grant")
    assert (row["Число"], row["До числа"], row["Единица"]) == ("1,5", "10", "млн ₽")
    assert (row["На дату"], row["Опубликовано"]) == ("2025-02-01", "2025-03-01")
    assert row["Адрес источника"] == "https://mos.ru/law"
    assert row["Адрес факта"].endswith("/programmes/b/#fact-sum")
    assert row["Граница"]
    assert row["Надёжность"]


def test_beside_commas_numbers_have_a_point(client):
    row, _ = table(client, "?kind=grant&delimiter=comma", ",")
    assert row["Число"] == "1.5"


def test_facts_are_asked_for_by_what_they_measure_and_are_about(client):
    assert pairs(table(client, "?measure=amount")) == [("b", "sum")]
    assert pairs(table(client, "?about=eligibility&sort=title")) == [("b", "who"), ("a", "who")]


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ("measure=none", "measure"),
        ("about=benefits&about=cost", "about"),
        ("columns=slug", "columns"),
        ("colour=red", "colour"),
        ("delimiter=tab", "delimiter"),
    ],
)
def test_what_is_not_understood_gives_no_file(client, asked, parameter):
    answer = client.get(f"/facts.csv?{asked}")
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


def test_a_file_of_programmes_knows_nothing_of_measures(client):
    assert client.get("/programmes.csv?measure=amount").status_code == 400


def test_the_workbook_has_the_same_facts_on_a_sheet_of_their_own(client):
    book = openpyxl.load_workbook(io.BytesIO(content(client.get("/programmes.xlsx?sort=title"))))
    assert book.sheetnames == ["Программы", "О выгрузке", "Факты"]
    head, *rows = book["Факты"].iter_rows(values_only=True)
    rows = [dict(zip(head, row, strict=True)) for row in rows]
    assert pairs(rows) == pairs(table(client, "?sort=title"))
    assert (rows[0]["Число"], rows[0]["До числа"]) == (1.5, 10)
    assert rows[0]["На дату"].date() == date(2025, 2, 1)


def test_a_large_workbook_names_the_file_of_facts_instead(client, monkeypatch):
    monkeypatch.setattr(exports, "MAX_PROGRAMMES_WITH_FACTS", 1)
    book = openpyxl.load_workbook(io.BytesIO(content(client.get("/programmes.xlsx"))))
    assert book.sheetnames == ["Программы", "О выгрузке"]
    noted = {row[0]: row[1] for row in book["О выгрузке"].iter_rows(values_only=True)}
    assert noted["Факты"].endswith("/facts.csv")


def test_a_kept_file_of_facts_is_not_taken_for_another(client, monkeypatch):
    monkeypatch.setattr(exports, "MAX_SMALL_ROWS", 0)
    whole = content(client.get("/facts.csv"))
    assert content(client.get("/programmes.csv")) != whole
    assert content(client.get("/facts.csv?measure=amount")) != whole
    assert content(client.get("/facts.csv")) == whole


def test_the_api_gives_the_same_facts_page_by_page(client):
    found, address = [], "/api/v1/facts?sort=title&page_size=2"
    while address:
        page = client.get(address).json()
        assert (page["count"], page["pages"]) == (3, 2)
        found += [(each["programme"]["slug"], each["code"]) for each in page["results"]]
        address = page["next"]
    assert found == pairs(table(client, "?sort=title"))


def test_a_page_of_the_api_begins_inside_a_programme(client):
    answer = client.get("/api/v1/facts?sort=title&page_size=1&page=2").json()
    assert [each["code"] for each in answer["results"]] == ["who"]
    assert answer["results"][0]["programme"]["slug"] == "b"
    assert answer["results"][0]["source"]["slug"] == "law"


def test_the_api_keeps_the_condition_in_its_links(client):
    page = client.get("/api/v1/facts?about=eligibility&page_size=1").json()
    assert page["count"] == 2
    assert "about=eligibility" in page["next"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [("measure=none", 400), ("page=9", 404), ("page=x", 400), ("page_size=0", 400)],
)
def test_the_api_refuses_what_it_does_not_understand(client, asked, status):
    assert client.get(f"/api/v1/facts?{asked}").status_code == status
