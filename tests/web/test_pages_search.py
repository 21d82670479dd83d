"""What the page of a list says of the words it was asked by."""

import re

import pytest

from tests.factories import programme
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def field():
    programme("turners", title="Обучение токаря", kind="training")
    programme("loan", title="Кредит на станок", kind="loan")


def page(client, words) -> str:
    return client.get("/programmes/", {"q": words}).content.decode()


def read(client, words) -> str:
    return text(client.get("/programmes/", {"q": words}))


def test_where_no_programme_has_all_words_each_is_told_with_what_it_finds(client, field):
    found = read(client, "кредит на обучение вечером")
    assert "Всех слов сразу нет ни в одной программе" in found
    assert "нашлось 2 слова из 3" in found
    assert "«вечером» — не нашлось" in found
    assert "«кредит» — 1 программа" in found


def test_all_words_that_are_known_and_never_together_are_said_to_be_so(client, field):
    assert "По отдельности находятся все" in read(client, "кредит обучение")


def test_a_word_that_other_conditions_leave_out_is_not_said_to_be_nowhere(client, field):
    asked = {"q": "кредит обучение вечером", "kind": "training"}
    found = text(client.get("/programmes/", asked))
    assert "«кредит» — не при этих условиях" in found
    assert "«вечером» — не нашлось" in found


def test_each_word_can_be_asked_alone_and_left_out(client, field):
    html = page(client, "кредит обучение")
    assert 'href="/programmes/?q=%D0%BA%D1%80%D0%B5%D0%B4%D0%B8%D1%82"' in html
    assert html.count("искать без него") == 2


def test_words_of_which_none_is_known_are_said_to_be_so(client, field):
    found = read(client, "борщ маринад")
    assert "Ни одного из этих слов нет ни в одной программе" in found
    assert "0 слов" not in found


def test_one_unknown_word_leaves_no_empty_notice(client, field):
    html = page(client, "борщ")
    assert "Такого слова нет ни в одной программе" in html
    assert not re.search(r'<div class="understood[^>]*>\s*</div>', html)


def test_prepositions_are_never_named_as_left_out(client, field):
    assert "Не учтено" not in page(client, "кредит на станок")


def test_what_is_like_the_words_stands_under_its_own_heading(client, field):
    html = page(client, "сварщик")
    assert "Ничего не найдено" in html
    assert html.index("По смыслу похоже") < html.index("Обучение токаря")


def test_what_has_the_words_stands_under_no_such_heading(client, field):
    assert "По смыслу похоже" not in page(client, "токарь обучение")


def test_an_english_question_is_answered_with_what_it_was_read_as(client, field):
    assert '<p lang="en">' in page(client, "loan")
    found = read(client, "loan")
    assert "“loan” — заём, кредит" in found
    assert "1 programme found" in found


@pytest.mark.parametrize("words", ["北京", "ihracat desteği"])
def test_a_question_in_another_language_is_told_which_are_known(client, field, words):
    assert "Please ask in Russian or in English" in page(client, words)


@pytest.mark.parametrize("words", ["сварщик", "loan", "борщ", "🙂"])
def test_nobody_else_is_told_so(client, field, words):
    assert "Please ask in Russian" not in page(client, words)


def test_programs_read_the_same_apart_from_the_answer(client, field):
    answer = client.get("/api/v1/programmes", {"q": "сварщик"}).json()
    assert (answer["count"], answer["results"]) == (0, [])
    assert [each["slug"] for each in answer["similar"]] == ["turners"]


def test_programs_read_what_each_word_finds_and_how_english_was_read(client, field):
    question = client.get("/api/v1/programmes", {"q": "кредит обучение"}).json()["question"]
    assert [(each["word"], each["count"]) for each in question["asked_words"]] == [
        ("кредит", 1),
        ("обучение", 1),
    ]
    question = client.get("/api/v1/programmes", {"q": "loan"}).json()["question"]
    assert question["understanding"]["translations"] == [
        {"english": "loan", "russian": ["заём", "кредит"]}
    ]


@pytest.mark.parametrize("suffix", ["csv", "atom"])
def test_no_file_of_the_list_has_what_is_only_like_it(client, field, suffix):
    answer = client.get(f"/programmes.{suffix}", {"q": "сварщик"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert "Обучение токаря" not in body.decode()
