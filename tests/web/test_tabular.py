"""The list as a table: the cells of its files, columns to choose, headings that sort."""

import csv
import html
import io
import re

import pytest

from tests.factories import exhibitions, internship, loan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three():
    return exhibitions(), internship(), loan()


def page(client, query, status=200) -> str:
    answer = client.get(f"/programmes/?{query}")
    assert answer.status_code == status
    return answer.content.decode()


def cells(text: str) -> list[list[str]]:
    """Return the texts of a page's table, row by row."""
    table = re.search('<table class="listing">(.*?)</table>', text, re.DOTALL)[1]
    rows = re.findall("<tr>(.*?)</tr>", table, re.DOTALL)
    found = [re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub("<[^>]+>", "", cell)) for cell in row] for row in found]


def file(client, query) -> list[list[str]]:
    written = client.get(f"/programmes.csv?{query}").getvalue().decode("utf-8-sig")
    return [*csv.reader(io.StringIO(written, newline=""), delimiter=";")]


@pytest.mark.parametrize("query", ["columns=title,kind,cost", "columns=title,facts&q=выставки"])
def test_the_table_has_the_cells_of_the_file(client, query):
    assert cells(page(client, f"{query}&view=table")) == file(client, query)


def test_the_name_leads_each_row_and_to_its_page(client):
    text = page(client, "view=table&columns=kind&kind=loan")
    assert cells(text)[0] == ["Название", "Вид поддержки"]
    assert '<th scope="row"><a href="/programmes/export-agro-loan/">' in text


def test_the_file_that_is_offered_has_the_columns_that_are_shown(client):
    text = page(client, "view=table&columns=kind,cost&page_size=50")
    assert 'href="/programmes.csv?columns=kind%2Ccost"' in text
    assert 'href="/programmes.json"' in text


def test_boxes_that_are_ticked_one_by_one_are_the_columns_of_one_address(client):
    text = page(client, "view=table&columns=title&columns=cost&columns=kind")
    assert text == page(client, "view=table&columns=title,cost,kind")
    assert 'value="cost" id="columns-cost" checked' in text


def test_a_heading_sorts_and_says_so(client):
    text = page(client, "view=table&kind=loan")
    assert 'href="/programmes/?kind=loan&amp;sort=title&amp;view=table"' in text
    sorted_text = page(client, "view=table&sort=title")
    assert '<th scope="col" aria-sort="ascending">Название</th>' in sorted_text
    names = [row[0] for row in cells(sorted_text)[1:]]
    assert names == sorted(names)


def test_every_link_of_the_table_keeps_the_table(client):
    text = page(client, "view=table&kind=loan&kind=internship")
    chips = re.findall('class="chip"[^>]*href="([^"]+)"', text)
    assert chips
    assert all("view=table" in link for link in chips)


def test_cards_and_table_lead_to_each_other_with_the_same_question(client):
    assert 'href="/programmes/?kind=loan&amp;view=table"' in page(client, "kind=loan")
    assert 'href="/programmes/?kind=loan"' in page(client, "kind=loan&view=table&columns=cost")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("view=cards", "Вида списка «cards» нет"),
        ("view=table&columns=colour", "Столбца «colour» нет"),
        ("view=table&columns=%00", "нулевой символ"),
        ("columns=kind", "Столбцы выбирают только для таблицы"),
        ("view=table&view=table", "указан несколько раз"),
    ],
)
def test_what_no_table_can_be_is_refused_with_a_sentence(client, query, said):
    text = page(client, query, 400)
    assert said in html.unescape(text)
    assert "export-agro-loan" not in text


@pytest.mark.parametrize(
    "address",
    ["/programmes.csv", "/programmes.xlsx", "/programmes.json", "/programmes.atom", "/facts.csv",
     "/api/v1/programmes", "/api/v1/facts"],
)  # fmt: skip
def test_what_programs_read_is_no_page_and_has_no_view(client, address):
    answer = client.get(f"{address}?view=table")
    assert answer.status_code == 400
    assert "«Вид списка» здесь не действует" in answer.content.decode()
