"""«Попробовать» on the page about the data: what the choice shows, the file says."""

import csv
import html
import io
import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programmes():
    for number in range(7):
        factories.programme(f"p{number}", title=f"Программа {number}", kind="grant")


def page(client, query="") -> str:
    answer = client.get(f"/data/{query}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def table_of(text: str) -> list[list[str]]:
    """Return the cells of the first rows on the page."""
    shown = text.partition("table-scroll")[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", shown, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_the_first_rows_are_those_of_the_file_at_the_address(client):
    text = page(client, "?columns=title&columns=url&columns=kind")
    address = re.search(r'class="trial-address" href="http://testserver([^"]+)"', text)[1]
    written = client.get(address).getvalue().decode("utf-8-sig")
    file = [*csv.reader(io.StringIO(written, newline=""), delimiter=";")]
    assert table_of(text) == file[:6]


def test_a_choice_stays_ticked(client):
    text = page(client, "?columns=title&file=programmes_xlsx")
    ticked = re.findall(r'name="(\w+)" value="(\w+)" checked', text)
    assert ticked == [("columns", "title"), ("file", "programmes_xlsx")]
    assert "/programmes.xlsx?columns=title" in text


def test_without_a_choice_there_is_an_example(client):
    assert len(table_of(page(client))) == 6


@pytest.mark.parametrize("asked", ["columns=none", "file=pdf", "colour=red", "columns=%00"])
def test_what_is_not_there_is_refused(client, asked):
    assert client.get(f"/data/?{asked}").status_code == 400
