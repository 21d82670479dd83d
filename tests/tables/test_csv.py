"""CSV: the rows of the question, as a spreadsheet in Russia opens them."""

import csv
import io

import pytest

from programmes.models import Programme
from programmes.tables import as_csv, ready_rows
from programmes.tables.columns import COLUMNS
from programmes.words.validators import FORMULA_STARTS
from tests.factories import draft, exhibitions, internship, loan, programme
from tests.nasty import TEXTS

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
    monkeypatch.setattr(ready_rows, "lines", lambda pks: 1 / 0)
    client.raise_request_exception = False
    assert client.get("/programmes.csv").status_code == 500


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠x", "\r=1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_text_that_begins_like_a_formula_is_made_a_text(formula):
    assert as_csv.safe(formula)[0] in "'\n"


def test_a_null_character_is_dropped():
    assert as_csv.safe("a\0b") == "ab"


def test_rows_cost_the_same_queries_for_one_programme_and_for_twenty(
    download, django_assert_max_num_queries
):
    for number in range(20):
        programme(f"p{number}")
    download()  # builds the sets of this version
    with django_assert_max_num_queries(14):
        rows = column(download())
    assert len(rows) == 20 == Programme.objects.count()


# --- What can be asked of the file ----------------------------------------------------------


def test_columns_are_chosen_and_ordered(download):
    exhibitions()
    headings, row = read(download("?columns=title,slug"))
    assert headings == ["Название", "Код"]
    assert row == ["Участие в международных выставках", "international-exhibitions"]


def test_one_column_with_an_empty_cell_is_still_a_row(download):
    loan()
    assert read(download("?columns=stage"))[1] == [""]


def test_chosen_columns_keep_their_guard_against_formulas(download):
    programme(title="=1+1")
    assert read(download("?columns=title"))[1] == ["'=1+1"]


@pytest.mark.parametrize("query", ["?columns=", "?columns=,+,", "?columns=&delimiter="])
def test_blank_choices_are_dropped(download, query):
    assert len(read(download(query))[0]) == len(COLUMNS)


def test_a_comma_stands_between_cells_when_asked_for(download):
    exhibitions()
    text = download("?delimiter=comma").body.decode("utf-8-sig")
    plain = download().body.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == list(
        csv.reader(io.StringIO(plain, newline=""), delimiter=";")
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?columns=slug,titel", "Столбца «titel» нет. Ближайшие: title"),
        ("?columns=slug,slug", "Столбец «slug» указан несколько раз"),
        ("?columns=" + "slug," * 40, f"Столбцов указано 40, а в каталоге их {len(COLUMNS)}"),
        ("?columns=slug&columns=title", "Параметр «columns» указан несколько раз"),
        ("?delimiter=tab", "Разделителя «tab» нет"),
        ("?delimiter=comma&delimiter=comma", "Параметр «delimiter» указан несколько раз"),
        ("?columns=%00", "В параметре «columns» есть нулевой символ"),
        ("?colums=slug", "Параметр «colums» каталогу неизвестен"),
        ("?columns=x&kind=gift", "нет значения «gift»"),
    ],
)
def test_what_is_not_understood_is_refused(download, query, sentence):
    response = download(query)
    assert response.status_code == 400
    assert sentence in response.body.decode()


@pytest.mark.parametrize("query", ["columns=slug", "delimiter=comma"])
def test_what_shapes_a_file_is_refused_by_the_page(client, query):
    assert client.get(f"/programmes/?{query}").status_code == 400


def test_no_two_columns_are_so_many_that_all_are_refused(download):
    every = ",".join(each.key for each in COLUMNS)
    assert download(f"?columns={every}").body == download().body


# --- Validators, HEAD -----------------------------------------------------------------------


def test_head_gives_the_headers_of_the_file_and_no_body(client, download):
    exhibitions()
    head = client.head("/programmes.csv")
    assert head["Content-Length"] == download()["Content-Length"]
    assert head["ETag"]
    assert head["Last-Modified"]


def test_an_unchanged_file_is_not_made_again(client, download, monkeypatch):
    exhibitions()
    first = download()
    monkeypatch.setattr(ready_rows, "lines", lambda pks: 1 / 0)
    again = client.get("/programmes.csv", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_a_change_makes_the_file_another_one(client, download):
    record = exhibitions()
    before = download()["ETag"]
    record.title = "Новое название"
    record.save()
    again = client.get("/programmes.csv", headers={"If-None-Match": before})
    assert "Новое название" in again.getvalue().decode()


# --- Formulas -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_a_guarded_text_is_given_back(text):
    assert as_csv.unescape(as_csv.safe(text)) == text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("text", TEXTS)
def test_no_cell_begins_like_a_formula(text):
    assert as_csv.safe(text)[:1] not in [*FORMULA_STARTS]


@pytest.mark.parametrize("text", ["Руднево", "10 %", "2026-02-01", "'кавычка", "a=1"])
def test_an_ordinary_text_goes_out_as_it_is(text):
    assert as_csv.safe(text) == text


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("written_with", [";", ","])
def test_no_cell_begins_like_a_formula_whatever_separator_the_file_is_opened_with(
    delimiter, written_with
):
    lines = [as_csv.line([text] * 3).encode() for text in TEXTS]
    file = io.BytesIO()
    shape = as_csv.Shape(tuple(COLUMNS[:3]), written_with)
    as_csv.write_csv(file, lines, shape)
    text = file.getvalue().decode("utf-8-sig")
    cells = [
        cell
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for cell in row
    ]
    assert [cell for cell in cells if cell[:1] in [*"=+-@＝＋－＠"] and cell] == []


@pytest.mark.parametrize("text", ["a, -5 %", "10 %, +5", "пункт\n— пункт", "один\n\nдва"])
def test_an_ordinary_separator_within_a_text_is_left_alone(text):
    assert as_csv.safe(text) == text
