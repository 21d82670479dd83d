"""The catalogue's page: cards, conditions, empty and refused answers, parts for htmx."""

import re

import pytest

from tests.factories import draft, exhibitions, internship, loan, programme
from tests.reading import text

pytestmark = pytest.mark.django_db

# --- Catalogue -------------------------------------------------------------------------------


def test_a_card_shows_what_for_whom_by_whom_and_what_nobody_says(client):
    loan()
    page = text(client.get("/programmes/"))
    for words in (
        "Заём «Экспорт АПК»",
        "промышленные предприятия · экспортёры",
        "МФППП",
        "Источники молчат: размер",
        "Открыт",
    ):
        assert words in page


def test_what_no_source_says_is_shown_as_not_stated(client):
    programme("p")
    page = text(client.get("/programmes/"))
    silent = "стоимость, кто может получить, как подать заявку, приём заявок, контакты"
    assert f"Источники молчат: {silent}" in page


def test_the_question_stands_in_words_with_a_chip_for_each_condition(client):
    exhibitions()
    page = client.get("/programmes/?kind=event&audience=exporters").content.decode()
    assert "Программы для экспортёров, вид поддержки\N{NO-BREAK SPACE}— «Мероприятие»" in page
    assert 'class="chip" href="/programmes/?kind=event"' in page
    assert 'class="chip" href="/programmes/?audience=exporters"' in page


def test_an_empty_answer_says_which_condition_to_drop_and_what_that_gives(client):
    exhibitions()
    page = text(client.get("/programmes/?kind=event&audience=college-students"))
    assert "Ничего не найдено" not in page  # the value is unknown while nobody has it
    internship()
    page = text(client.get("/programmes/?kind=event&audience=college-students"))
    assert "Ничего не найдено" in page
    assert "Без условия «Для кого: Студенты колледжей» — 1 программа" in page
    assert "Без условия «Вид поддержки: Мероприятие» — 1 программа" in page


def test_words_that_nothing_has_lead_to_the_sections_and_to_no_condition_to_drop(client):
    exhibitions()
    response = client.get("/programmes/?q=борщ")
    page = text(response)
    assert "Такого слова нет ни в одной программе." in page
    assert "Что можно убрать" not in page
    assert 'href="/programmes/?side=business"' in response.content.decode()
    assert "Открыть весь каталог — 1 программа" in page


def test_when_no_single_condition_helps_each_is_offered_alone(client):
    exhibitions()
    internship()
    page = client.get("/programmes/?kind=event&audience=college-students&cost=paid")
    assert "Только условие «Вид поддержки: Мероприятие» — 1 программа" in text(page)


def test_a_refused_question_says_what_was_not_understood_and_shows_no_programme(client):
    exhibitions()
    response = client.get("/programmes/?kind=event&colour=red")
    assert response.status_code == 400
    page = text(response)
    assert "Параметр «colour» каталогу неизвестен." in page
    assert "Участие в международных выставках" not in page
    assert 'href="/programmes/?kind=event"' in response.content.decode()


def test_a_page_beyond_the_last_is_understood_but_not_there(client):
    exhibitions()
    page = text(client.get("/programmes/?kind=event&page=9"))
    assert "Такой страницы нет" in page
    assert "Открыть первую страницу" in page
    assert "Часть условий не распознана" not in page.partition("Такой страницы нет")[2]


def test_an_unknown_parameter_is_compared_whole(client):
    assert "Возможно" not in text(client.get("/programmes/?foo=1"))
    assert "Возможно, нужен «audience»." in text(client.get("/programmes/?audiense=1"))


def test_the_second_page_has_the_rest_and_both_are_linked(client):
    for number in range(21):
        programme(f"p{number:02}")
    page = client.get("/programmes/?page=2").content.decode()
    assert page.count('<li class="card card-') == 1
    assert 'href="/programmes/?page=2" aria-current="page"' in page


def test_the_list_is_offered_as_a_file_of_the_same_question(client):
    loan()
    assert (
        'href="/programmes.csv?kind=loan"' in client.get("/programmes/?kind=loan").content.decode()
    )


def test_words_that_were_repaired_are_said_with_the_way_to_search_literally(client):
    exhibitions()
    response = client.get("/programmes/?q=dscnfdrf")
    assert "вы ввели «dscnfdrf»" in text(response)
    assert 'href="/programmes/?q=dscnfdrf&amp;literal=1"' in response.content.decode()


def test_words_that_match_are_marked(client):
    exhibitions()
    assert "<mark>выставках</mark>" in client.get("/programmes/?q=выставка").content.decode()


def test_words_are_shown_as_text_whatever_they_are(client):
    page = client.get("/programmes/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


# --- Catalogue under htmx --------------------------------------------------------------------


def ask_part(client, address):
    return client.get(address, headers={"HX-Request": "true"})


def test_htmx_gets_the_answer_alone_and_the_clean_address(client):
    loan()
    response = ask_part(client, "/programmes/?q=&side=&kind=loan")
    page = response.content.decode()
    assert response["HX-Push-Url"] == "/programmes/?kind=loan"
    assert "<html" not in page
    assert page.count('<li class="card card-') == 1


def title(response) -> str:
    return re.search(r"<title>(.*?)</title>", response.content.decode())[1]


@pytest.mark.parametrize(
    "question",
    ["", "?page=1", "?page=2", "?page=9", "?kind=loan", "?colour=red", "?q=заём&page=1"],
)
def test_a_part_has_the_title_of_its_page(client, question):
    loan()
    for number in range(20):
        programme(f"p{number:02}")
    whole, part = client.get(f"/programmes/{question}"), ask_part(client, f"/programmes/{question}")
    assert title(part) == title(whole)


def test_the_pages_of_a_list_have_different_titles(client):
    for number in range(21):
        programme(f"p{number:02}")
    assert "страница\N{NO-BREAK SPACE}2 из" in title(client.get("/programmes/?page=2"))
    assert "страница" not in title(client.get("/programmes/?page=1"))


def test_the_new_count_is_announced_once(client):
    loan()
    page = ask_part(client, "/programmes/?kind=loan").content.decode()
    assert re.findall(r'id="announcement"[^>]*>([^<]*)', page) == ["Найдено: 1\u00a0программа."]


def test_a_refused_part_leaves_the_address_alone(client):
    response = ask_part(client, "/programmes/?colour=red")
    assert response.status_code == 400
    assert "HX-Push-Url" not in response
    assert "каталогу неизвестен" in response.content.decode()


def test_the_part_and_the_page_are_different_answers_to_a_cache(client):
    page, part = client.get("/programmes/"), ask_part(client, "/programmes/")
    assert page["ETag"] != part["ETag"]
    assert "HX-Request" in page["Vary"]


# --- Suggestions -----------------------------------------------------------------------------


def test_suggestions_are_titles_operators_and_words(client):
    exhibitions()
    found = client.get("/suggest/?q=выст").json()["suggestions"]
    assert found[0] == {
        "text": "Участие в международных выставках",
        "kind": "программа",
        "url": "/programmes/international-exhibitions/",
    }
    assert {"text": "выставка", "kind": "слово", "url": ""} in found


def test_a_draft_is_not_suggested(client):
    draft(title="Выставка тайная")
    assert client.get("/suggest/?q=выст").json() == {"suggestions": []}
