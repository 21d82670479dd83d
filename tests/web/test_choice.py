"""A visitor's own choice: the list, the comparison, the questions to an operator."""

import csv
import io
import re

import openpyxl
import pytest

from programmes.models import Programme
from tests.factories import contact, draft, exhibitions, fact, loan, organisation, programme

pytestmark = pytest.mark.django_db


def text(response) -> str:
    """Return the words of a page."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain)


def table(answer) -> list[list[str]]:
    """Return the cells of a CSV file."""
    written = io.StringIO(answer.getvalue().decode("utf-8-sig"), newline="")
    return [*csv.reader(written, delimiter=";")]


@pytest.fixture
def three():
    for slug in "abc":
        programme(slug, title=f"Программа {slug}")


# --- My list --------------------------------------------------------------------------------


def test_a_list_stands_in_its_address_in_its_order(client, three):
    page = client.get("/list/?programme=c&programme=a").content.decode()
    assert page.index("Программа c</a>") < page.index("Программа a</a>")
    assert "/programmes.csv?programme=c&amp;programme=a" in page


def test_a_programme_of_a_list_can_be_moved_and_dropped(client, three):
    page = client.get("/list/?programme=c&programme=a&programme=b").content.decode()
    assert 'href="?programme=c&amp;programme=b&amp;programme=a"' in page
    assert 'href="?programme=c&amp;programme=b"' in page


def test_a_programme_that_is_gone_is_named_and_the_rest_is_shown(client, three):
    draft("hidden")
    page = text(client.get("/list/?programme=a&programme=hidden"))
    assert "Одной программы из ссылки в каталоге больше нет: hidden" in page
    assert "Программа a" in page


def test_an_empty_list_says_how_to_fill_it(client, three):
    assert "Здесь пока пусто" in text(client.get("/list/"))


def test_a_list_of_strange_parameters_is_refused(client, three):
    assert client.get("/list/?programme=a&colour=red").status_code == 400


def test_a_list_holds_no_more_than_a_hundred(client):
    named = "&".join(f"programme=p{number}" for number in range(101))
    assert client.get(f"/list/?{named}").status_code == 400


def test_each_card_leads_to_the_list(client, three):
    page = client.get("/programmes/").content.decode()
    assert page.count("data-keep=") == 3
    assert 'href="/list/?programme=a"' in page


# --- Comparison -----------------------------------------------------------------------------


def test_differences_stand_first_and_what_is_alike_apart(client):
    loan(), exhibitions()
    page = text(
        client.get("/compare/?programme=export-agro-loan&programme=international-exhibitions")
    )
    assert (
        page.index("Вид поддержки") < page.index("Одинаково у всех") < page.index("Чья программа")
    )


def test_a_cell_names_who_says_so_and_for_which_day(client, three):
    for slug, value in (("a", 5), ("b", 7)):
        fact(
            Programme.objects.get(slug=slug),
            "rate",
            statement=f"Ставка {value} %.",
            value=value,
            bound="up-to",
            unit="%",
            label="ставка",
            measure="rate",
        )
    page = text(client.get("/compare/?programme=a&programme=b"))
    assert "Ставка до 5 % — ставка" in page.replace("\xa0", " ")


def test_no_more_than_four_stand_side_by_side(client):
    for slug in "abcde":
        programme(slug, title=f"Программа {slug}")
    page = text(client.get("/compare/?" + "&".join(f"programme={slug}" for slug in "abcde")))
    assert "не больше 4 программ: показаны первые" in page
    assert "Программа e" not in page


def test_a_comparison_is_a_table_for_a_spreadsheet(client, three):
    answer = client.get("/compare.csv?programme=b&programme=a")
    rows = table(answer)
    titles = [Programme.objects.get(slug=slug).title for slug in "ba"]
    assert rows[0] == ["Вопрос", *titles]
    assert {len(row) for row in rows} == {3}
    page = text(client.get("/compare/?programme=b&programme=a"))
    shown = [cell for row in rows[1:] for cell in row[1:] if cell != "не указано"]
    assert all(line in page for cell in shown for line in cell.split("\n") if "(" not in line)


def test_the_workbook_of_a_comparison_says_what_its_csv_says(client, three):
    answers = [client.get(f"/compare.{end}?programme=b&programme=a") for end in ("csv", "xlsx")]
    sheet = openpyxl.load_workbook(io.BytesIO(answers[1].getvalue())).active
    assert [*map(list, sheet.iter_rows(values_only=True))] == table(answers[0])


def test_a_title_that_begins_like_a_formula_is_no_formula_in_a_heading(client, three):
    Programme.objects.filter(slug="a").update(title='=1+1;"два"')
    answer = client.get("/compare.csv?programme=b&programme=a")
    rows = table(answer)
    assert rows[0][2].startswith("'=")


@pytest.mark.parametrize("named", ["a", "", "a&programme=nobody", "&programme=".join("abcde")])
def test_a_table_of_a_comparison_leaves_nobody_out_without_a_word(client, three, named):
    for end in ("csv", "xlsx"):
        answer = client.get(f"/compare.{end}?programme={named}")
        assert answer.status_code == 400
        assert answer.json()["errors"]


def test_one_programme_is_not_compared(client, three):
    assert "нужны хотя бы две программы" in text(client.get("/compare/"))
    assert "<table>" not in client.get("/compare/?programme=a").content.decode()


def test_a_single_programme_is_offered_others_for_the_same_people(client):
    mine = loan()
    other = programme("other", title="Другая", kind="loan", audiences=[*mine.audiences.all()])
    page = client.get(f"/compare/?programme={mine.slug}").content.decode()
    assert "С чем сравнить программу" in page
    assert f'href="?programme={mine.slug}&amp;programme={other.slug}"' in page


def test_what_nobody_says_is_named_once(client, three):
    page = text(client.get("/compare/?programme=a&programme=b"))
    assert "Ни об одной из них источники не говорят:" in page


# --- Questions to the operator --------------------------------------------------------------


def questions(client, slug: str) -> str:
    return text(client.get(f"/programmes/{slug}/questions/"))


def test_what_no_source_says_becomes_a_question(client):
    programme("bare", kind="grant")
    page = questions(client, "bare")
    for sentence in (
        "Идёт ли приём заявок сейчас?",
        "Куда и в каком виде подать заявку",
        "Какова сумма гранта и какую долю затрат он покрывает?",
        "Сколько времени рассматривают заявку?",
        "Куда обратиться, ни один источник не называет",
    ):
        assert sentence in page


def test_what_is_known_is_not_asked(client):
    record = programme(
        "full", kind="loan", intake="continuous", application="Письмом", eligibility="Все"
    )
    contact(record, "+7 (495) 777-26-96", kind="phone")
    for measure, unit in (("amount", "млн ₽"), ("rate", "%"), ("term", "лет")):
        figure = {"value": 5, "bound": "up-to", "unit": unit, "label": measure, "measure": measure}
        fact(record, measure, **figure)
    page = questions(client, "full")
    for word in ("приём", "Куда и в каком виде", "ставку", "срок", "телефон"):
        assert word not in page.split("Вопросы оператору", 2)[2].split("Сайт")[0], word


def test_learners_are_asked_for_in_their_words(client):
    programme("course", kind="training")
    page = questions(client, "course")
    assert "Как записаться и какие документы принести?" in page
    assert "Сколько длится обучение" in page


def test_the_letter_goes_to_the_operator_where_a_mailbox_is_known(client):
    record = programme("p", operator=organisation())
    contact(record, "ask@example.org", kind="email")
    assert "mailto:ask@example.org?" in client.get("/programmes/p/questions/").content.decode()


def test_a_draft_has_no_questions(client):
    draft("hidden")
    assert client.get("/programmes/hidden/questions/").status_code == 404


def test_a_programme_leads_to_its_questions(client, three):
    assert "/programmes/a/questions/" in client.get("/programmes/a/").content.decode()
