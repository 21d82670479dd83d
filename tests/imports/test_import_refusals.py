"""Import: what is refused, with its place and the reason, and how the command tells it."""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from programmes.imports import table as importing
from programmes.models import Fact, Programme
from programmes.tables.columns import COLUMNS
from programmes.tables.reading.budget import PAGE
from programmes.tables.reading.table import UnreadableError
from programmes.words import Difference
from tests.factories import exhibitions, loan, organisation
from tests.sheets import book, exported, table

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


def compare(file) -> importing.Plan:
    return importing.compare(file, TODAY)


def refusals(file) -> str:
    plan = compare(file)
    assert plan.edits == []
    return "\n".join(map(str, plan.refusals))


SLUG = "international-exhibitions"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"kind": "Грантт"}, "Строка 2, столбец «Вид поддержки»: «Грантт» — такого нет. Возможно"),
        ({"kind": ""}, "столбец «Вид поддержки»: «» — такого нет"),
        ({"audience": "Марсиане"}, "столбец «Для кого»: «Марсиане» в каталоге нет"),
        ({"audience": "экспартёры"}, "Возможно, «Экспортёры»."),
        ({"audience": ""}, "у опубликованной записи должна быть аудитория"),
        ({"operator": "Маспром"}, "Возможно, «Моспром»"),
        ({"intake_opens": "завтра"}, "столбец «Приём открывается»: «завтра» — не дата"),
        ({"intake_opens": "2026-02-30"}, "не дата"),
        (
            {"intake_opens": "2026-02-01"},
            "столбец «Приём открывается»: даты приёма нужны для варианта",
        ),
        ({"since": "давно"}, "столбец «Действует с»: «давно» непонятно"),
        ({"since": "с 31 февраля 2020 года"}, "непонятно"),
        ({"title": "-10 % на аренду"}, "столбец «Название»: начните текст с буквы"),
        ({"title": ""}, "столбец «Название»"),
        ({"title": "а" * 161}, "столбец «Название»"),
        ({"title": "две\nстроки"}, "уберите перенос строки"),
        ({"benefits": "- пункт"}, "столбец «Что вы получите»: уберите маркер"),
        ({"checked_on": "2026-11-23"}, "столбец «Проверено»: проверить запись можно сегодня"),
        ({"checked_on": ""}, "столбец «Проверено»"),
        ({"facts": "Выдуманный факт."}, "столбец «Факты»: это правят в самой записи"),
        ({"contacts": "нет"}, "столбец «Контакты»: это правят в самой записи"),
        ({"title": "Другое", "updated_at": "2020-01-01T00:00:00Z"}, "запись изменилась"),
        ({"updated_at": "вчера"}, "не дата со временем"),
        ({"updated_at": "20.11.2026"}, "не дата со временем"),
    ],
)
def test_a_row_is_refused_with_its_place_and_the_reason(row, sentence):
    exhibitions()
    assert sentence in refusals(table({"slug": SLUG} | row))


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [("", "столбец «Код»"), ("Новая программа", "столбец «Код»"), ("new", "столбец «Название»")],
)
def test_a_new_row_needs_what_a_record_needs(slug, sentence):
    assert sentence in refusals(table({"slug": slug, "summary": "Что-то."}))


def test_a_code_that_stands_twice_is_refused():
    exhibitions()
    found = refusals(table({"slug": SLUG, "cost_note": ""}, {"slug": SLUG, "cost_note": ""}))
    assert f"Строка 3, столбец «Код»: код «{SLUG}» уже есть в строке 2." in found


def test_a_name_of_two_organisations_is_refused():
    exhibitions()
    organisation("one", short_name="Фонд"), organisation("two", short_name="Фонд")
    assert "укажите код: one, two" in refusals(table({"slug": SLUG, "operator": "Фонд"}))


def test_a_formula_of_a_workbook_is_refused():
    exhibitions()
    assert "здесь формула" in refusals(book(["Код", "Название"], [SLUG, "=A1"]))


def test_a_cell_beside_the_table_is_refused():
    exhibitions()
    assert "не под заголовком" in refusals(book(["Код"], [SLUG, "заметка"]))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (table({"slug": "a", "Вид подержки": "x"}), "Возможно, нужен «Вид поддержки»"),
        (table({"title": "x"}), "нет столбца «Код»"),
        (io.BytesIO("Код;Код\n".encode()), "стоит в файле дважды"),
        (io.BytesIO("Код;Название\nа;б".encode("cp1251")), "не в кодировке UTF-8"),
        (io.BytesIO('slug;title\na;"б'.encode()), "не читается как CSV"),
        (io.BytesIO(b"PK\x03\x04 broken"), "не читается как книга XLSX"),
        (io.BytesIO(b""), "нет столбца «Код»"),
    ],
)
def test_a_file_that_is_no_table_of_programmes_is_refused(file, sentence):
    with pytest.raises(UnreadableError, match=sentence):
        compare(file)


def test_a_workbook_that_unpacks_to_very_much_is_refused(client):
    with pytest.raises(UnreadableError, match="слишком велик"):
        importing.compare(exported(client, "xlsx"), TODAY, replace(PAGE, read_bytes=100))


def test_what_the_portal_fills_in_itself_is_passed_over_with_a_notice():
    exhibitions()
    plan = compare(table({"slug": SLUG, "url": "https://example.org/"}))
    assert [str(notice) for notice in plan.notices] == [
        "Строка 2, столбец «Адрес»: это портал заполняет сам; в файле иначе, и это не учтено."
    ]


def test_one_refused_row_stops_all():
    exhibitions(), loan()
    file = table({"slug": SLUG, "title": "Новое"}, {"slug": "export-agro-loan", "title": "=1"})
    file = io.BytesIO(file.getvalue().replace(b"=1", b"+1"))
    plan, done = importing.apply(file, TODAY)
    assert plan.refusals
    assert not done
    assert not Programme.objects.filter(title="Новое").exists()


def test_another_plan_than_the_confirmed_one_is_not_carried_out():
    record = exhibitions()
    file = table({"slug": SLUG, "title": "Новое"})
    confirmed = compare(file).digest
    record.summary, record.revision = "Иначе.", 1
    record.save()
    file.seek(0)
    _, done = importing.apply(file, TODAY, confirmed)
    assert not done
    assert Programme.objects.get().title != "Новое"


# --- The command -----------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path, capsys):
    """Run the command on a file and return what it printed."""

    def command(file, *options):
        path = tmp_path / "table"
        path.write_bytes(file.getvalue())
        call_command("import_programmes", path, *options)
        return capsys.readouterr().out

    return command


def test_the_command_shows_the_difference_and_changes_nothing(run):
    exhibitions()
    told = run(table({"slug": SLUG, "title": "Новое"}))
    assert "  Название: «Участие в международных выставках» → «Новое»" in told
    assert "Изменится: 1\N{NO-BREAK SPACE}программа, новых черновиков: 0" in told
    assert "Это проба: каталог прежний." in told
    assert Programme.objects.get().title != "Новое"


def test_the_command_applies_when_told(run):
    exhibitions()
    assert "Изменения внесены." in run(table({"slug": SLUG, "title": "Новое"}), "--apply")
    assert Programme.objects.get().title == "Новое"


def test_the_command_names_refused_rows_and_fails(run, capsys):
    exhibitions()
    with pytest.raises(CommandError, match="ничего не изменилось"):
        run(table({"slug": SLUG, "kind": "Подарок"}), "--apply")
    assert "Строка 2, столбец «Вид поддержки»" in capsys.readouterr().out


def test_the_command_says_that_a_file_is_missing():
    with pytest.raises(CommandError, match="не открывается"):
        call_command("import_programmes", "missing.csv")


def test_a_long_text_is_shown_where_it_differs():
    old, new = "а" * 500 + "было", "а" * 500 + "стало"
    assert Difference("", old, new).parts == ("…" + "а" * 20 + "было", "…" + "а" * 20 + "стало")


def test_facts_stay_as_they_are():
    exhibitions()
    before = list(Fact.objects.values())
    importing.apply(table({"slug": SLUG, "title": "Новое"}), TODAY)
    assert list(Fact.objects.values()) == before


def test_every_column_is_taken_shown_or_computed():
    shown = {"slug", "requirements", "contacts", "facts", "sources"}
    assert {c.key for c in COLUMNS if not c.take and not c.is_computed} == shown
