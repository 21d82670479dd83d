"""Reading: the table in a file is found and understood, whichever program and person made it."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from programmes.imports import table as importing
from programmes.models import Programme
from programmes.tables.reading.budget import UnreadableError
from tests.factories import exhibitions
from tests.sheets import book, table
from tests.uploads.packages import (
    HEADINGS,
    MAIN,
    OFFICE,
    STRICT_MAIN,
    STRICT_OFFICE,
    package,
    parts,
    row,
    text_cell,
    workbook,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
SLUG = "international-exhibitions"
TWO_HEADINGS = row(text_cell("Код"), text_cell("Название"))


@pytest.fixture(autouse=True)
def _a_programme():
    exhibitions()


def refusals(file) -> str:
    plan = importing.compare(file, TODAY)
    return "\n".join(map(str, plan.refusals))


def applied(file) -> Programme:
    plan, done = importing.apply(file, TODAY)
    assert done, list(map(str, plan.refusals))
    return Programme.objects.get(slug=SLUG)


def saved(made: openpyxl.Workbook) -> io.BytesIO:
    file = io.BytesIO()
    made.save(file)
    file.seek(0)
    return file


def csv_file(text: str, encoding="utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def quoted_csv(*rows) -> io.BytesIO:
    return csv_file("".join(";".join(f'"{cell}"' for cell in cells) + "\r\n" for cells in rows))


# --- Where the table is ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "О\N{NO-BREAK SPACE}стоимости",
        "О  стоимости",
        " о Стоимости ",
        "О\N{ZERO WIDTH SPACE} стоимости",
        "О стоимости\N{ZERO WIDTH SPACE}",
        "О\nстоимости",
        "\N{ZERO WIDTH NO-BREAK SPACE}О сто\N{SOFT HYPHEN}имости",
        "COST_NOTE",
    ],
)
@pytest.mark.parametrize("make", [book, quoted_csv])
def test_a_heading_is_known_by_what_people_see_of_it(heading, make):
    assert applied(make(["Код", heading], [SLUG, "50 %"])).cost_note == "50 %"


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "sep=,", "sep=\t"])
def test_a_first_line_that_names_the_separator_is_no_row(line):
    separator = line.strip('"')[-1]
    rows = f"Код{separator}Название\r\n{SLUG}{separator}Новое\r\n"
    assert applied(csv_file(f"{line}\r\n{rows}")).title == "Новое"


def test_titles_may_stand_above_the_headings():
    rows = [["Программы поддержки на ноябрь"], [], ["Код", "Название"], [SLUG, "Новое"]]
    assert applied(book(*rows)).title == "Новое"
    exported = "Программы поддержки;\r\n\r\nКод;Название\r\nx;=1\r\n"
    assert "Строка 4, столбец «Название»" in refusals(csv_file(exported))


def test_a_cover_sheet_and_a_hidden_one_are_passed_over():
    made = openpyxl.Workbook()
    made.active.append(["Отчёт за ноябрь"])
    hidden = made.create_sheet("Черновик")
    hidden.append(["Код", "Название"])
    hidden.append([SLUG, "Старое"])
    hidden.sheet_state = "hidden"
    sheet = made.create_sheet("Таблица")
    sheet.append(["Код", "Название"])
    sheet.append([SLUG, "Новое"])
    assert applied(saved(made)).title == "Новое"


def test_two_tables_in_one_workbook_are_refused_by_the_names_of_their_sheets():
    made = openpyxl.Workbook()
    for sheet in (made.active, made.create_sheet("Вторая")):
        sheet.append(["Код", "Название"])
    with pytest.raises(UnreadableError, match="на нескольких листах: «Sheet», «Вторая»"):
        refusals(saved(made))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["Отчёт", "за ноябрь"]], "Лист «Sheet», строка 1. Столбца «Отчёт» в каталоге нет."),
        ([[], ["Кодд", "Название"]], "Лист «Sheet», строка 2. .* Возможно, нужен «Код»."),
        ([["Код", "Нзвание"]], "Лист «Sheet», строка 1. .* Возможно, нужен «Название»."),
        ([["Код", "Название", "title"]], "строка 1. Столбец «Название» стоит в файле дважды"),
        ([[]], "нет столбца «Код»"),
    ],
)
def test_a_sheet_without_our_headings_is_refused_with_its_name_and_row(rows, sentence):
    with pytest.raises(UnreadableError, match=sentence):
        refusals(book(*rows))


def test_a_refused_cell_of_a_workbook_is_named_with_its_sheet():
    found = refusals(book(["Код", "Вид поддержки"], [SLUG, "Подарок"]))
    assert found.startswith("Лист «Sheet», строка 2, столбец «Вид поддержки»: «Подарок»")


def test_a_workbook_all_of_whose_sheets_are_hidden_is_refused():
    sheet = '<sheet name="Лист1" sheetId="1" state="veryHidden" r:id="rId1"/>'
    with pytest.raises(UnreadableError, match="нет листов, которые видны"):
        refusals(package(parts(book=workbook(sheet))))


def test_a_strict_workbook_is_read():
    rows = HEADINGS + row(
        text_cell(SLUG), text_cell("Новое"), '<c t="d"><v>2026-11-20T00:00:00.000</v></c>'
    )
    strict = {
        name: text.replace(MAIN, STRICT_MAIN).replace(OFFICE, STRICT_OFFICE)
        for name, text in parts(rows).items()
    }
    record = applied(package(strict))
    assert (record.title, record.checked_on) == ("Новое", date(2026, 11, 20))


def test_names_with_prefixes_are_read():
    content = parts(TWO_HEADINGS + row(text_cell(SLUG), text_cell("Новое")))
    sheet = content["xl/worksheets/sheet1.xml"]
    sheet = sheet.replace("</", "<~").replace("<", "<x:").replace("<x:~", "</x:")
    content["xl/worksheets/sheet1.xml"] = sheet.replace("xmlns=", "xmlns:x=")
    assert applied(package(content)).title == "Новое"


def test_a_table_in_utf_16_is_read():
    text = f"Код\tНазвание\r\n{SLUG}\tНовое\r\n"
    assert applied(csv_file(text, "utf-16")).title == "Новое"


def test_merged_cells_are_refused_because_all_but_one_are_empty():
    made = openpyxl.Workbook()
    for cells in (["Каталог"], ["Код", "Название"], [SLUG, "Новое"], ["x", ""]):
        made.active.append(cells)
    made.active.merge_cells("A1:B1")
    assert "столбец" in refusals(saved(made))
    made.active.merge_cells("B3:B4")
    with pytest.raises(UnreadableError, match="Лист «Sheet»: ячейки B3:B4 объединены"):
        refusals(saved(made))


def test_the_last_cells_of_a_row_that_are_empty_empty_their_fields():
    record = Programme.objects.get()
    record.cost_note = "50 %"
    record.save()
    assert applied(book(["Код", "О стоимости"], [SLUG])).cost_note == ""


# --- What a cell holds -----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["_xD800_", "_xDFFF_x", "_xd83d__xde00_"])
def test_half_a_pair_stays_as_it_is_spelled(text):
    assert applied(book(["Код", "Название"], [SLUG, text])).title == text


def test_characters_that_a_workbook_spells_are_read():
    rows = TWO_HEADINGS + row(text_cell(SLUG), text_cell("раз_x0020_два_x005F_x0041_"))
    assert applied(package(parts(rows))).title == "раз два_x0041_"


@pytest.mark.parametrize("day", [date(2022, 11, 20), date(2026, 11, 1)])
def test_a_workbook_that_counts_from_1904_has_the_same_dates(day):
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active.append(["Код", "Проверено"])
    made.active.append([SLUG, day])
    assert applied(saved(made)).checked_on == day


DATES = ["Проверено", "Приём открывается", "Приём закрывается"]


@pytest.mark.parametrize("heading", DATES)
@pytest.mark.parametrize(
    "value", [2026, 60, 0, -1, 45000.5, 1e300, 20261126, 46000, True, 0.25, "46000", "#N/A", "=A1"]
)
def test_what_is_no_date_is_refused_in_a_column_of_dates(heading, value):
    found = refusals(book(["Код", heading], [SLUG, value]))
    assert f"столбец «{heading}»" in found
    assert "столбец «Код»" not in found


@pytest.mark.parametrize("value", [2026, 60, -5, 20261126, 0.5, 46000.25])
def test_a_number_that_only_looks_like_a_date_is_none(value):
    made = openpyxl.Workbook()
    made.active.append(["Код", "Проверено"])
    made.active.append([SLUG, value])
    made.active["B2"].number_format = "dd.mm.yyyy"
    assert "столбец «Проверено»" in refusals(saved(made))


DAYS = [
    "2025-09-02",
    "02.09.2025",
    "2.9.2025",
    "2025-09-02 00:00:00",
    "2025-09-02T00:00:00.000",
    "02.09.2025 00:00",
    "2 сентября 2025 года",
    "2\N{NO-BREAK SPACE}сентября 2025\N{NO-BREAK SPACE}года",
    date(2025, 9, 2),
    datetime(2025, 9, 2),  # noqa: DTZ001 - a spreadsheet knows no zones
]


@pytest.mark.parametrize("value", DAYS)
@pytest.mark.parametrize(
    ("heading", "name"), [("Проверено", "checked_on"), ("Действует с", "since")]
)
def test_every_column_of_dates_reads_the_same_forms(value, heading, name):
    record = applied(book(["Код", heading], [SLUG, value]))
    assert getattr(record, name) == date(2025, 9, 2)


@pytest.mark.parametrize(
    "text", ["02.09.2025 10:15", "31.02.2025", "02.09.25", "09/02/2025", "завтра"]
)
@pytest.mark.parametrize("heading", ["Проверено", "Действует с"])
def test_no_column_of_dates_reads_what_may_mean_something_else(text, heading):
    assert f"столбец «{heading}»: «{text}»" in refusals(table({"slug": SLUG, heading: text}))


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2025", date(2025, 1, 1), "year"),
        ("с 2025 г.", date(2025, 1, 1), "year"),
        ("09.2025", date(2025, 9, 1), "month"),
        ("сентябрь 2025", date(2025, 9, 1), "month"),
        ("С\N{NO-BREAK SPACE}сентября 2025\N{NO-BREAK SPACE}года", date(2025, 9, 1), "month"),
        ("со 2 сентября 2025 года", date(2025, 9, 2), "day"),
    ],
)
def test_a_beginning_is_as_precise_as_it_was_written(text, day, precision):
    record = applied(table({"slug": SLUG, "since": text}))
    assert (record.since, record.since_precision) == (day, precision)


@pytest.mark.parametrize("number_format", ["0%", "#,##0", '0.00" ₽"', "0.00E+00"])
def test_a_number_that_is_shown_otherwise_than_it_is_stored_is_refused(number_format):
    made = openpyxl.Workbook()
    made.active.append(["Код", "О стоимости"])
    made.active.append([SLUG, 0.05])
    made.active["B2"].number_format = number_format
    assert "столбец «О стоимости»: число показано в особом виде" in refusals(saved(made))


def test_a_date_that_a_spreadsheet_made_of_a_text_is_refused():
    assert "здесь дата, а нужен текст" in refusals(
        book(["Код", "Название"], [SLUG, date(2026, 2, 1)])
    )


def test_a_cell_that_refers_to_a_text_that_is_not_there_is_refused():
    rows = HEADINGS + row(text_cell(SLUG), '<c t="s"><v>-1</v></c>')
    assert "значение ячейки в книге не читается" in refusals(package(parts(rows)))


# --- What is no table ------------------------------------------------------------------------


def archive(**contents: str) -> io.BytesIO:
    return package({name.replace("_", "/"): text for name, text in contents.items()})


def compound(stream: str) -> io.BytesIO:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return io.BytesIO(head + stream.encode("utf-16-le") + bytes(512))


ODS = "application/vnd.oasis.opendocument.spreadsheet"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (archive(mimetype=ODS), r"таблица OpenDocument \(ODS\). Откройте .* сохраните"),
        (compound("Workbook"), "книга старого вида XLS. Откройте .* сохраните как книгу XLSX"),
        (compound("EncryptedPackage"), "закрыта паролем. .* сохраните без пароля"),
        (compound("WordDocument"), "документ Word"),
        (compound("Что-то"), "документ старого Office"),
        (io.BytesIO(b"\x89PNG\r\n\x1a\n"), "картинка PNG. Выберите таблицу"),
        (io.BytesIO(b"\xff\xd8\xff\xe0"), "картинка JPEG"),
        (io.BytesIO(b"%PDF-1.7"), "документ PDF. Выберите таблицу"),
        (archive(readme="x"), "архив ZIP. Распакуйте"),
        (archive(word_document="x"), r"документ Word \(DOCX\)"),
        (archive(ppt_presentation="x"), "презентация"),
        (io.BytesIO(b"PK\x05\x06" + bytes(18)), "пустой архив ZIP"),
        (io.BytesIO(b"\n<!DOCTYPE html><html>"), "страница HTML. Откройте"),
        (io.BytesIO(b"<table><tr><td>"), "страница HTML"),
        (io.BytesIO(b'<?xml version="1.0"?><a/>'), "файл XML"),
        (io.BytesIO(b"\x1f\x8b\x08"), "архив GZIP"),
        (io.BytesIO(b"7z\xbc\xaf\x27\x1c"), "архив 7z"),
        (io.BytesIO(bytes(100)), "не текст и не книга XLSX"),
        (io.BytesIO(b'{"slug": "x"}'), "файл JSON. Выберите таблицу"),
        (io.BytesIO("Код;Название\nа;б".encode("cp1251")), "не в кодировке UTF-8"),
        (io.BytesIO(b""), "Файл пуст"),
    ],
)
def test_what_is_no_table_is_named_and_the_way_out_with_it(file, sentence):
    with pytest.raises(UnreadableError, match=sentence) as refusal:
        refusals(file)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("odd", ["{}\N{ZERO WIDTH SPACE}", " {} ", "{}\N{NO-BREAK SPACE}"])
@pytest.mark.parametrize(
    ("heading", "name"),
    [("Оператор", "Моспром"), ("Для кого", "экспортеры"), ("Вид поддержки", "ГРАНТ")],
)
def test_a_name_is_known_by_what_people_see_of_it(odd, heading, name):
    plan = importing.compare(table({"slug": SLUG, heading: odd.format(name)}), TODAY)
    assert list(map(str, plan.refusals)) == []
