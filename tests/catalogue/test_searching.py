"""The words of a question: repairs undone, each word told apart, what is like them in meaning."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from programmes import catalogue
from programmes.catalogue import searching
from programmes.models import Programme
from programmes.search import understand
from tests.factories import organisation, programme

TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


@pytest.fixture
def field():
    """Training of turners and an exhibition abroad; a loan for machines of another operator."""
    programme("turners", title="Обучение токаря", kind="training")
    programme("stands", title="Стенд на выставке", kind="event")
    programme("loan", title="Кредит на станок", kind="loan", operator=organisation("fund"))


def ask(words="", **others):
    return catalogue.ask(QueryDict(urlencode({"q": words, **others}, doseq=True)), TODAY)


def slugs(pks):
    found = Programme.objects.in_bulk(pks)
    return [found[pk].slug for pk in pks]


def test_a_repair_that_finds_something_is_kept(field):
    answer = ask("абучение")
    assert (answer.understanding.text, slugs(answer.pks)) == ("обучение", ["turners"])


def test_a_repair_that_finds_nothing_is_taken_back(field):
    answer = ask("пожалуста")
    assert understand("пожалуста", answer.snapshot.reader).text == "пожалуйста"
    assert (answer.understanding.text, answer.understanding.repairs) == ("пожалуста", ())


def test_a_name_that_no_dictionary_has_is_absent_and_near_words_are_offered(field):
    programme("sector", title="Развитие сферы услуг")
    answer = ask("сбер")
    assert (answer.pks, answer.understanding.repairs) == ([], ())
    assert [word for word, _ in answer.nearest] == ["сфера"]


def test_each_word_is_told_apart_where_no_programme_has_all(field):
    answer = ask("кредит на обучение вечером")
    told = {each.word: each.count for each in answer.asked_words}
    assert told == {"кредит": 1, "обучение": 1, "вечером": 0}


def test_a_count_is_what_the_question_with_this_word_alone_gives(field):
    programme("second", title="Обучение сварщика", kind="training")
    for each in ask("кредит на обучение вечером").asked_words:
        assert catalogue.ask(QueryDict(each.only), TODAY).count == each.count


def test_the_other_conditions_stay_in_the_counts_and_in_the_questions(field):
    (loan, _) = ask("кредит обучение", kind="training").asked_words
    assert (loan.word, loan.count) == ("кредит", 0)
    assert "kind=training" in loan.only
    assert "kind=training" in loan.without


def test_a_question_without_a_word_has_all_others(field):
    without = [QueryDict(each.without)["q"] for each in ask("кредит обучение ночью").asked_words]
    assert without == ["обучение ночью", "кредит ночью", "кредит обучение"]


@pytest.mark.parametrize("words", ["обучение токаря", "обучение", "", "🙂"])
def test_nothing_is_told_apart_where_all_words_are_found_or_there_are_none(field, words):
    assert ask(words).asked_words == []


def test_what_is_like_the_words_stands_apart_from_what_has_them(field):
    answer = ask("сварщик")
    assert answer.pks == []
    assert slugs(answer.similar) == ["turners"]


def test_what_has_the_words_is_never_like_them(field):
    answer = ask("токарь")
    assert slugs(answer.pks) == ["turners"]
    assert set(answer.similar).isdisjoint(answer.pks)


def test_what_is_like_the_words_meets_the_other_conditions(field):
    assert ask("сварщик", kind="loan").similar == []
    assert slugs(ask("сварщик", kind="training").similar) == ["turners"]


def test_words_asked_literally_have_no_likeness(field):
    assert ask("сварщик", literal="1").similar == []


def test_a_question_without_words_has_no_likeness(field):
    assert ask(kind="loan").similar == []


def test_a_question_of_another_field_finds_nothing_though_a_word_of_it_stands_somewhere(field):
    programme("fair", title="Ярмарка борща и станков")
    answer = ask("рецепт борща бабушкин старинный")
    assert (answer.pks, answer.similar) == ([], [])


def test_without_the_setting_the_words_answer_alone(field, settings):
    settings.SEARCH_BY_MEANING = False
    assert (ask("сварщик").pks, ask("сварщик").similar) == ([], [])
    assert slugs(ask("обучение токаря").pks) == ["turners"]
    assert slugs(ask("обучение сварщика").pks) == ["turners"]


def test_an_english_question_finds_russian_programmes(field):
    answer = ask("loan")
    assert slugs(answer.pks) == ["loan"]
    assert answer.understanding.translations


def test_of_two_that_match_alike_the_one_that_is_open_comes_first(db):
    programme("a", title="Грант а", intake="closed")
    programme("b", title="Грант б", intake="continuous")
    assert slugs(ask("грант").pks) == ["b", "a"]


def test_of_two_that_match_alike_support_comes_before_background(db):
    programme("a", title="Грант а", nature="background")
    programme("b", title="Грант б")
    assert slugs(ask("грант").pks) == ["b", "a"]


def test_a_question_of_a_hundred_words_costs_no_more_than_one_of_a_dozen(field, monkeypatch):
    asked = []
    real = searching.understand
    monkeypatch.setattr(
        searching, "understand", lambda *args, **kwargs: asked.append(1) or real(*args, **kwargs)
    )
    nouns = "дом вода рука день мост лес река гора небо солнце луна снег дождь ветер зима книга"
    words = f"кредит {nouns}"
    told = ask(words).asked_words
    assert len(words.split()) > len(told) == searching.MAX_TOLD_APART
    assert len(asked) <= searching.MAX_TOLD_APART + 2


def test_a_number_is_answered_by_the_programme_that_has_it(field):
    programme("phone", title="Справки", description="Звоните: 777 26 96, добавочный 15.")
    assert slugs(ask("777 26 96 99").pks) == ["phone"]
