"""XLSX: typed cells, real links, no formulas, and a sheet that says what the file is."""

import io
from datetime import UTC, date, datetime
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from programmes.models import Programme
from programmes.tables import as_csv, as_xlsx
from programmes.tables.columns import BY_KEY, COLUMNS
from programmes.web.files import exports
from tests.factories import exhibitions, internship, loan, programme, source
from tests.nasty import TEXTS

KEYS = [column.key for column in COLUMNS]
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def download(client, db):
    """Ask for the workbook of a question, opened by a program that knows nothing of ours."""

    def ask(query=""):
        response = client.get(f"/programmes.xlsx{query}")
        assert response.status_code == 200
        return openpyxl.load_workbook(io.BytesIO(response.getvalue()))

    return ask


def cell(book, key, row=2):
    return book.worksheets[0].cell(row, KEYS.index(key) + 1)


def column(book, key):
    return [each.value for each in list(book.worksheets[0].columns)[KEYS.index(key)]][1:]


def notes(book) -> dict[str, str]:
    return {label: text for label, text in book.worksheets[1].iter_rows(values_only=True) if label}


def test_the_workbook_holds_the_rows_of_the_csv_in_their_order(client, download):
    exhibitions(), internship(), loan()
    text = client.get("/programmes.csv?sort=updated").getvalue().decode("utf-8-sig")
    slugs = [line.partition(";")[0] for line in text.split("\r\n")[1:-1]]
    assert column(download("?sort=updated"), "slug") == slugs
    assert len(slugs) == 3


def test_headings_and_codes_stay_in_sight(download):
    sheet = download().worksheets[0]
    assert [each.value for each in sheet[1]] == [column.heading for column in COLUMNS]
    assert sheet.freeze_panes == "B2"


@pytest.mark.parametrize("count", [0, 2])
def test_a_filter_stands_over_all_rows_and_columns(download, count):
    for number in range(count):
        programme(f"p{number}")
    last = openpyxl.utils.get_column_letter(len(COLUMNS))
    assert download().worksheets[0].auto_filter.ref == f"A1:{last}{count + 1}"
    assert download("?columns=slug,title").worksheets[0].auto_filter.ref == f"A1:B{count + 1}"


def test_on_paper_the_table_is_as_wide_as_the_page_and_each_page_has_the_headings(download):
    sheet = download().worksheets[0]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")


def test_the_time_of_a_change_is_told_to_the_second(download):
    exhibitions()
    text = Programme.objects.get().updated_at.astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M:%S")
    assert str(cell(download(), "updated_at").value) == text
    assert cell(download(), "updated_at").number_format.endswith("hh:mm:ss")


def test_texts_are_texts_and_dates_are_dates(download):
    record = internship()
    Programme.objects.filter(pk=record.pk).update(
        updated_at=datetime(2026, 11, 20, 9, 30, 5, tzinfo=UTC)
    )
    record.save()
    book = download()
    assert cell(book, "title").data_type in ("s", "inlineStr")
    assert cell(book, "intake_opens").value == datetime(2026, 11, 1)  # noqa: DTZ001 - as Excel has it
    assert cell(book, "intake_opens").number_format == r"dd\.mm\.yyyy"
    assert cell(book, "updated_at").is_date
    assert cell(book, "in_base_document").value == "нет"
    assert cell(book, "stage").value is None


def test_a_moment_is_told_by_the_clock_in_moscow():
    made = as_xlsx.moment_cell("A1", "2026-11-20 12:30:05")
    value = float(made.partition("<v>")[2].partition("</v>")[0])
    assert openpyxl.utils.datetime.from_excel(value) == datetime(2026, 11, 20, 12, 30, 5)  # noqa: DTZ001 - Moscow's


def test_a_day_before_excels_calendar_stays_a_text():
    assert "1863-04-05" in as_xlsx.day_cell("A1", "1863-04-05")


def test_the_address_is_a_link(download):
    exhibitions()
    link = cell(download(), "url").hyperlink
    assert link.target == "http://testserver/programmes/international-exhibitions/"


def test_links_stop_where_excel_stops_and_the_addresses_stay(download, monkeypatch):
    monkeypatch.setattr(as_xlsx, "MAX_LINKS", 1)
    exhibitions(), loan()
    book = download()
    assert [bool(cell(book, "url", row).hyperlink) for row in (2, 3)] == [True, False]
    assert cell(book, "url", 3).value.startswith("http://testserver/")


def test_columns_are_as_wide_as_their_texts_within_reason(download):
    exhibitions()
    sizes = [each.width for each in download().worksheets[0].column_dimensions.values()]
    assert all(as_xlsx.NARROWEST <= size <= as_xlsx.WIDEST for size in sizes)
    assert len(set(sizes)) > 3


def test_columns_are_chosen_and_ordered(download):
    exhibitions()
    rows = download("?columns=url,title").worksheets[0].iter_rows(values_only=True)
    assert next(rows) == ("Адрес", "Название")


def test_the_second_sheet_says_what_the_file_is(download):
    exhibitions(), loan()
    book = download("?audience=exporters&q=экспорт")
    told = notes(book)
    assert book.sheetnames == ["Программы", "О выгрузке", "Факты"]
    assert "«экспорт»" in told["Вопрос"]
    assert told["Адрес"].startswith("http://testserver/programmes/?q=")
    assert told["Сколько"] == "2\N{NO-BREAK SPACE}программы"
    assert "CC BY 4.0" in told["Лицензия"]
    assert told["Источники"] == "Правительство Москвы: Публикация mayor-blog"


def test_only_sources_of_the_rows_are_named(download):
    exhibitions()
    source("unused")
    assert "unused" not in str(list(download().worksheets[1].iter_rows(values_only=True)))


def test_a_refused_question_gets_the_sentence(client, db):
    response = client.get("/programmes.xlsx?kind=gift")
    assert response.status_code == 400
    assert "нет значения «gift»" in response.content.decode()


def test_a_workbook_knows_no_delimiter(client, db):
    assert client.get("/programmes.xlsx?delimiter=comma").status_code == 400


def test_more_rows_than_excel_opens_are_refused(client, db, monkeypatch):
    exhibitions()
    small = exports.Form("xlsx", "x", (), exports.write_xlsx, most_rows=0)
    monkeypatch.setattr(exports, "FORM_XLSX", small)
    response = client.get("/programmes.xlsx")
    assert response.status_code == 400
    assert "возьмите CSV" in response.content.decode()


def sheet_of(texts, key="title"):
    """Write texts as one column and read them with another program."""
    file = io.BytesIO()
    with as_xlsx.open_workbook(file, "Текст") as package:
        as_xlsx.write_table(package, 1, [BY_KEY[key]], ([text] for text in texts))
    return openpyxl.load_workbook(file).worksheets[0]


def test_no_text_becomes_a_formula():
    cells = next(iter(sheet_of(TEXTS).columns))
    assert {each.data_type for each in cells} <= {"s", "inlineStr", "n"}  # n: an empty cell
    assert [each.value for each in cells].count(None) == 0


@pytest.mark.parametrize("text", [t for t in TEXTS if t.isprintable() and "_x" not in t])
def test_a_text_comes_out_as_it_went_in(text):
    assert sheet_of([text])["A2"].value == text


@pytest.mark.parametrize("sign", ["\x00", "\x1f", "\r", "\ufffe", "\uffff"])
def test_a_sign_that_xml_refuses_is_spelled(sign):
    assert sheet_of([f"a{sign}b"])["A2"].value is not None


def test_a_text_longer_than_a_cell_says_that_it_was_cut():
    text = sheet_of(["ы" * 40_000])["A2"].value
    assert len(text) == as_xlsx.MAX_CELL_SIGNS
    assert text.endswith(as_xlsx.CUT)


def test_a_pair_of_surrogates_is_not_cut_in_two():
    text = as_xlsx.cut_to_cell("👍" * 20_000)
    assert len(text.encode("utf-16-le")) // 2 in (
        as_xlsx.MAX_CELL_SIGNS,
        as_xlsx.MAX_CELL_SIGNS - 1,
    )


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_are_lettered_as_spreadsheets_do(place, letters):
    assert as_xlsx.letters_of(place) == letters


def test_rows_are_written_as_they_come():
    taken = []

    def rows():
        for number in range(1000):
            taken.append(number)
            yield [str(number)]

    file = io.BytesIO()
    with as_xlsx.open_workbook(file, "Текст") as package:
        package_open = package.open

        def watched(*args, **kwargs):
            assert len(taken) <= as_xlsx.SAMPLE  # nothing more is read before writing begins
            return package_open(*args, **kwargs)

        package.open = watched
        as_xlsx.write_table(package, 1, [BY_KEY["title"]], rows())
    assert len(ZipFile(file).read("xl/worksheets/sheet1.xml")) > 1000


def test_a_guard_of_the_csv_is_no_part_of_the_workbook(download):
    programme(title="=1+1")
    assert cell(download(), "title").value == "=1+1"
    assert cell(download(), "title").data_type != "f"


def test_dates_of_a_row_are_days():
    assert as_xlsx.day_cell("A1", date(2026, 2, 1).isoformat()).endswith("<v>46054</v></c>")


def test_rows_of_the_csv_are_read_back_for_the_workbook():
    assert list(as_csv.rows([as_csv.line(["=1", "a;b", ""]).encode()])) == [["=1", "a;b", ""]]
