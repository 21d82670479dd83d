"""CSV: the rows of the question, as a spreadsheet in Russia opens them."""

import csv
import io

import pytest

from programmes import records, tables
from programmes.columns import COLUMNS
from programmes.models import Programme

from .factories import draft, exhibitions, internship, loan, programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def download(client):
    """Ask for the file of a question: the response, with the whole body at hand."""

    def ask(query=""):
        response = client.get(f"/programmes.csv{query}")
        response.body = response.getvalue()  # which closes the file
        return response

    return ask


def read(response) -> list[list[str]]:
    text = response.body.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def column(response, key="slug") -> list[str]:
    position = [each.key for each in COLUMNS].index(key)
    return [row[position] for row in read(response)[1:]]


def test_the_file_holds_every_row_of_the_question(download):
    for number in range(45):
        programme(f"p{number:02}")
    assert len(column(download())) == 45


def test_drafts_stay_out_of_the_file(download):
    draft()
    assert column(download()) == []


def test_headings_are_russian_and_the_first_column_is_the_slug(download):
    exhibitions()
    headings, row = read(download())
    assert headings[:2] == ["Код", "Название"]
    assert row[0] == "international-exhibitions"


def test_every_row_has_every_column(download):
    exhibitions(), internship(), loan()
    assert {len(row) for row in read(download())} == {len(COLUMNS)}


def test_the_file_begins_with_a_mark_of_utf8_and_has_no_separator_line(download):
    body = download().body
    assert body.startswith(b"\xef\xbb\xbf" + "Код;".encode())


def test_rows_end_with_crlf_and_lists_break_inside_cells_with_lf(download):
    programme(benefits="раз\nдва")
    body = download().body.decode("utf-8-sig")
    assert body.count("\r\n") == 2
    assert "раз\nдва" in body


def test_a_cell_with_a_line_break_and_nothing_else_to_quote_stays_one_cell(download):
    programme(description="раз\n\nдва")
    headings, row = read(download())
    assert row[headings.index("Описание")] == "раз\n\nдва"


def test_the_file_is_sent_whole_with_its_length(download):
    exhibitions()
    response = download()
    assert int(response["Content-Length"]) == len(response.body)


def test_the_type_says_that_there_is_a_header(download):
    assert download()["Content-Type"] == "text/csv; charset=utf-8; header=present"


def test_the_file_has_a_plain_and_a_russian_name(download):
    disposition = download()["Content-Disposition"]
    assert 'filename="programmes-' in disposition
    assert "filename*=UTF-8''%D0%BF%D1%80%D0%BE%D0%B3" in disposition


def test_a_refused_question_gets_no_file_but_the_sentence(download):
    response = download("?kind=gift")
    assert response.status_code == 400
    assert "нет значения «gift»" in response.body.decode()


def test_a_broken_row_gives_no_partial_file(client, monkeypatch):
    exhibitions()
    monkeypatch.setattr(records, "lines", lambda pks: 1 / 0)
    client.raise_request_exception = False
    assert client.get("/programmes.csv").status_code == 500


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠x", "\r=1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_text_that_begins_like_a_formula_is_made_a_text(formula):
    assert tables.safe(formula)[0] in "'\n"


def test_a_null_character_is_dropped():
    assert tables.safe("a\0b") == "ab"


def test_rows_cost_the_same_queries_for_one_programme_and_for_twenty(
    download, django_assert_max_num_queries
):
    for number in range(20):
        programme(f"p{number}")
    download()  # builds the sets of this version
    with django_assert_max_num_queries(14):
        rows = column(download())
    assert len(rows) == 20 == Programme.objects.count()
