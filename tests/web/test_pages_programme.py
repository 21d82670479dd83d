"""A programme's page: the answers first, each with the facts it rests on."""

import re
from datetime import date
from html import unescape

import pytest

from programmes.words.choices import About, Bound, Kind
from tests.factories import (
    audience,
    contact,
    draft,
    exhibitions,
    fact,
    internship,
    organisation,
    programme,
    source,
)
from tests.reading import text

pytestmark = pytest.mark.django_db

# --- Programme -------------------------------------------------------------------------------


def test_the_answers_come_before_the_facts(client):
    programme(
        "p",
        benefits="Место на стенде",
        eligibility="Компания из Москвы",
        application="Заключите договор\nПодайте заявку",
        cost_note="До 10 млн ₽",
    )
    page = text(client.get("/programmes/p/"))
    places = [
        page.index(words)
        for words in (
            "Компания из Москвы",
            "Место на стенде",
            "Подайте заявку",
            "До 10 млн ₽",
            "Факты и источники 1 факт",
        )
    ]
    assert places == sorted(places)


def test_an_answer_links_to_the_facts_it_rests_on(client):
    made = programme("p", benefits="Место на стенде", facts=[{}, {"about": About.BENEFITS}])
    page = client.get(made.get_absolute_url()).content.decode()
    heading = page[page.index('id="benefits"') : page.index("Место на стенде")]
    assert 'href="#fact-f2"' in heading
    assert 'id="fact-f2"' in page


def test_every_fact_stands_with_its_source_place_and_date(client):
    made = programme("p", facts=[{"statement": "Построен цех.", "as_of": date(2025, 11, 26)}])
    page = text(client.get(made.get_absolute_url()))
    assert "Построен цех. Правительство Москвы , абзац 2; на 26 ноября 2025 года" in page


def test_sources_that_disagree_name_each_other(client):
    made = programme("p", facts=[{"about": About.PLACE}])
    fact(made, "f2", position=2, about=About.PLACE, alternative_to=made.facts.get(code="f1"))
    page = text(client.get(made.get_absolute_url()))
    assert "Источники расходятся: сравните с фактом 2" in page
    assert "Источники расходятся: сравните с фактом 1" in page
    assert "Источники расходятся: приведены все значения." in page


def test_a_page_begins_with_the_intake_and_the_age_of_what_is_known(client):
    programme("p", intake="closed", facts=[{"as_of": date(2025, 1, 15)}])
    page = text(client.get("/programmes/p/"))
    assert "Приём закрыт" in page
    assert re.search("Самые свежие сведения — 15 января 2025 ?, .+ назад", page)
    assert "Куда обратиться, ни один источник не называет" in page


def test_a_page_of_undated_statements_says_so(client):
    undated = source("undated", published_on=None)
    programme("p", facts=[{"source": undated}])
    page = text(client.get("/programmes/p/"))
    assert "О приёме источники молчат" in page
    assert "Сведения без даты" in page


@pytest.fixture
def two_sides():
    return programme(
        "p",
        benefits="Студентам: практика на заводе\nКомпаниям: стажёры к сезону\nНаставник",
        eligibility="Компаниям: вы работаете в Москве",
    )


def test_each_side_reads_its_own_conditions_and_those_of_all(client, two_sides):
    page = text(client.get("/programmes/p/?as=student"))
    assert "Практика на заводе Наставник" in page
    assert "стажёры" not in page.lower()
    assert "вы работаете" not in page.lower()
    assert "Вы работаете в Москве" in text(client.get("/programmes/p/?as=company"))


def test_a_page_without_a_side_tells_all_of_them_and_leads_to_each(client, two_sides):
    page = client.get("/programmes/p/").content.decode()
    assert "Студентам: практика на заводе" in page
    assert 'href="/programmes/p/?as=company"' in page
    assert "?as=college" not in page


@pytest.mark.parametrize("side", ["college", "everybody", "company&as=student"])
def test_a_side_that_a_programme_does_not_have_is_refused(client, two_sides, side):
    assert client.get(f"/programmes/p/?as={side}").status_code == 400


def test_one_side_alone_is_no_choice(client):
    programme("p", benefits="Студентам: практика", eligibility="Вы учитесь")
    assert "?as=" not in client.get("/programmes/p/").content.decode()
    assert client.get("/programmes/p/?as=student").status_code == 400


def test_what_a_page_of_one_record_does_not_know_is_dropped(client, two_sides):
    answer = client.get("/programmes/p/?as=student&colour=red")
    assert answer.status_code == 302
    assert answer["Location"] == "/programmes/p/?as=student"


def test_every_unknown_answer_is_said(client):
    made = programme("p")
    page = text(client.get(made.get_absolute_url()))
    assert "Источники не называют: что вы получите, условия отбора, порядок подачи заявки," in page
    assert "стоимость, формат, когда принимают заявки, с какого времени она действует," in page
    assert "Спросить оператора" in page
    assert "Сообщите редакции" in page


def test_the_dates_of_the_intake_are_told_in_words(client):
    internship()
    page = text(client.get("/programmes/tekhnostazhirovka/"))
    assert "с 1 ноября по 1 декабря 2026 года" in page


NOT_IN_BASE = "Этой программы нет в базовом документе каталога"


def test_a_programme_outside_the_base_document_says_so(client):
    programme("p")
    assert NOT_IN_BASE in text(client.get("/programmes/p/"))


def test_a_programme_of_the_base_document_does_not(client):
    programme("p", facts=[{"source": source("base", is_base=True)}])
    assert NOT_IN_BASE not in text(client.get("/programmes/p/"))


def test_who_asks_how_to_apply_is_led_to_the_operators_site(client):
    operator = organisation("mfppp", site="https://www.mfppp.ru/")
    programme("p", operator=operator)
    page = client.get("/programmes/p/").content.decode()
    assert '<a href="https://www.mfppp.ru/">mfppp.ru</a>' in page


def test_a_contact_names_its_source(client):
    made = programme("p")
    contact(made)
    page = text(client.get("/programmes/p/"))
    assert "Подать заявку Источник: Правительство Москвы" in page


def test_the_page_and_each_of_its_facts_lead_to_the_form_of_corrections(client):
    programme("p", facts=[{"code": "a"}, {"code": "b"}])
    page = client.get("/programmes/p/").content.decode()
    links = re.findall(r'href="(/corrections/[^"]*programme=p[^"]*)"', page)
    assert [unescape(link) for link in links] == [
        "/corrections/?programme=p",
        "/corrections/?kind=addition&programme=p",
        "/corrections/?programme=p&fact=a",
        "/corrections/?programme=p&fact=b",
    ]


def test_related_programmes_are_linked(client):
    exhibitions()
    programme("missions", kind=Kind.EVENT, title="Бизнес-миссии")
    page = text(client.get("/programmes/missions/"))
    assert "Похожие программы Участие в международных выставках" in page


def test_the_next_step_of_the_path_is_called_so(client):
    programme("first", stage="assess", title="Готовность")
    programme("second", stage="market", title="Рынок")
    assert "Следующий шаг: выбрать рынок" in text(client.get("/programmes/first/"))
    assert "Следующий шаг" not in text(client.get("/programmes/second/"))


def test_related_programmes_are_first_of_all_for_the_same_people(client):
    exhibitions()
    alike = {"kind": Kind.EVENT, "operator": organisation("mosprom"), "stage": "show"}
    programme("a-fair", title="Ярмарка", audiences=[audience("adults")], **alike)
    programme("b-other", title="Яхта", kind=Kind.LAND)
    page = text(client.get("/programmes/international-exhibitions/"))
    assert "Похожие программы Яхта" in page


def test_a_draft_is_not_shown_to_the_public(client):
    draft()
    assert client.get("/programmes/machine-building-centre/").status_code == 404


def share(value, bound=Bound.EXACTLY, label="доля практики") -> dict:
    return {"value": value, "bound": bound, "unit": "%", "label": label, "is_key": True}


def test_two_values_of_one_quantity_are_drawn_on_one_scale(client):
    made = programme("p", facts=[share(30), share(70, Bound.AT_LEAST)])
    page = client.get(made.get_absolute_url()).content.decode()
    drawings = page.split('class="bar"')[1:]
    assert [re.findall(r' d="([^"]+)"', each.split("</svg>")[0]) for each in drawings] == [
        ["M0 4h85.71"],
        ["M0 4h200.00", "M200.00 4h32"],
    ]


def test_a_figure_with_nothing_to_compare_it_with_is_not_drawn(client):
    made = programme("p", facts=[share(2), share(0, label="ставка")])
    page = client.get(made.get_absolute_url()).content.decode()
    assert 'class="figure-value"' in page
    assert 'class="bar"' not in page
