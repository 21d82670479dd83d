"""Which questions count as not answered, and what of their words may be kept."""

import pytest
from django.http import QueryDict

from programmes.catalogue import ask, today
from programmes.questions.wording import unanswered_words
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(db):
    factories.loan()
    factories.exhibitions()


def kept(words, **others):
    params = QueryDict(mutable=True)
    params.update({"q": words, **others})
    return unanswered_words(ask(params, today()))


def test_a_question_that_finds_nothing_is_kept_in_dictionary_forms_without_filler():
    assert kept("Хочу получить ипотеку") == kept("ипотека") == "ипотека"
    assert kept("московская программа ипотеки") == "ипотека"


def test_a_question_of_which_one_word_is_unknown_is_kept_whole():
    assert kept("выставки для пасечников") == "выставка пасечник"


def test_a_question_whose_words_are_known_and_stand_together_nowhere_is_kept():
    for number, word in enumerate(["трактор", "балалайка"]):
        factories.programme(f"p{number}", facts=[{"statement": f"Упомянут {word} среди других."}])
    assert kept("трактор и балалайка") == "трактор балалайка"


def test_a_question_that_is_answered_is_not_kept():
    assert kept("выставки") == ""
    assert kept("заём экспортёрам") == ""


def test_a_question_left_without_rows_by_its_other_conditions_is_not_kept():
    assert kept("выставки", kind="loan") == ""


@pytest.mark.parametrize("others", [{"literal": "1"}, {"kind": "nonsense"}])
def test_what_is_refused_or_searched_as_typed_is_not_kept(others):
    assert kept("ипотека", **others) == ""


@pytest.mark.parametrize(
    "private",
    [
        "ipoteka@example.org",
        "ипотека +7 (495) 777-26-96",
        "ипотека 7707083893",
        "ипотека 77 07 08",
        "https://example.org/ипотека",
        "ипотека example.ru",
        "ипотека " * 11,
        "ипотека пасека борщ автобус метро ясли балкон",
        "ипотека " + "ж" * 31,
        "ипотека Пушкину",
        "ипотека Марии",
        "ипотека Сергеевичу",
    ],
)
def test_what_may_be_somebodys_own_is_never_kept(private):
    assert kept(private) == ""
