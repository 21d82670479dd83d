"""What is offered while a question is being typed."""

import pytest

from programmes.search import vocabulary
from programmes.search.repair import Reader
from programmes.search.suggest import Offers, Suggestion, suggestions
from programmes.search.thesaurus import Thesaurus

TITLES = {
    "Участие в международных выставках": "стенд на ярмарке",
    "Юридическое сопровождение": "помощь юриста",
}
OPERATORS = {"Моспром": "", "МФППП": ""}
NOTHING = vocabulary.Vocabulary(ids={}, counts={}, programmes=[])


def offered(typed, words=NOTHING, **options):
    found = suggestions(typed, Offers(TITLES, OPERATORS, frequent=words.frequent), **options)
    return [suggestion.text for suggestion in found]


@pytest.mark.parametrize(
    "typed",
    ["выст", "международные выст", "участие в межд", "dscn", "vyst", "Выставки", "выставки в"],
)
def test_a_beginning_is_continued_by_titles(typed):
    assert offered(typed) == ["Участие в международных выставках"]


@pytest.mark.parametrize("typed", ["мосп", "vjcg", "mosp", "ьщыз"])
def test_a_beginning_is_continued_by_operators(typed):
    assert offered(typed) == ["Моспром"]


@pytest.mark.parametrize("typed", ["", "м", "  ", "🙂", "щц", "\x00"])
def test_too_little_or_rubbish_is_continued_by_nothing(typed):
    assert offered(typed) == []


def test_words_are_nouns_the_most_frequent_first():
    ids = {"стажировка": 1, "станок": 2, "стать": 3}
    counts = {"стажировка": 2, "станок": 5, "стать": 9}
    words = vocabulary.Vocabulary(ids=ids, counts=counts, programmes=[])
    assert suggestions("ста", Offers(frequent=words.frequent)) == [
        Suggestion("станок", "word"),
        Suggestion("стажировка", "word"),
    ]


def test_a_word_that_is_an_operators_name_is_offered_once():
    words = vocabulary.Vocabulary(ids={"моспром": 1}, counts={"моспром": 9}, programmes=[])
    assert offered("моспр", words) == ["Моспром"]


def test_no_more_is_offered_than_asked():
    titles = {f"Выставка {number}": "" for number in range(20)}
    assert len(suggestions("выст", Offers(titles), limit=5)) == 5


def test_a_programme_is_offered_by_the_words_people_know_it_by():
    assert offered("стенд на ярм") == ["Участие в международных выставках"]
    assert offered("помощь юр") == ["Юридическое сопровождение"]


COURSES = {"Центр «Профессии»": "курсы токаря\nкурсы сварщика\nлизинг оборудования"}


def continued(typed: str, *frequent: str) -> list[str]:
    ids = dict.fromkeys(("курс", "учиться", "проверка"), 1)
    words = vocabulary.Vocabulary(ids=ids, counts=ids, programmes=[])
    offers = Offers(COURSES, frequent=frequent)
    found = suggestions(typed, offers, Reader(words, Thesaurus([])))
    return [each.text for each in found if each.kind == "word"]


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("лучшие курсы ток", "лучшие курсы токаря"),
        ("хочу курсы на свар", "хочу курсы на сварщика"),
        ("хороший лизинг обор", "хороший лизинг оборудования"),
    ],
)
def test_the_last_word_of_a_phrase_is_completed_in_its_form_and_the_words_before_it_kept(
    typed, whole
):
    assert whole in continued(typed, "токарь", "сварщик", "оборудование")


@pytest.mark.parametrize("typed", ["курсы такар", "курсы сворщ", "курсф ток"])
def test_what_is_misspelt_is_repaired(typed):
    titles = Offers(COURSES)
    ids = {"курс": 1, "токарь": 2}
    words = vocabulary.Vocabulary(ids=ids, counts=ids, programmes=[])
    found = suggestions(typed, titles, Reader(words, Thesaurus([])))
    assert [each.text for each in found] == ["Центр «Профессии»"]


def test_the_more_is_typed_the_less_is_lost():
    """Words that no title has with the last one do not take the last one away."""
    assert [each.text for each in suggestions("хочу днём на токаря", Offers(COURSES))] == [
        "Центр «Профессии»"
    ]


def test_a_title_and_an_operator_come_in_the_order_given():
    titles = {"Выставки Б": "", "Выставки А": ""}
    assert [each.text for each in suggestions("выставки", Offers(titles))] == list(titles)


@pytest.mark.parametrize(
    ("lemma", "spelling"), [("прием", "приём"), ("россия", "Россия"), ("вуз", "ВУЗ")]
)
def test_words_are_spelled_as_russian_spells_them(lemma, spelling):
    found = suggestions(lemma, Offers(frequent=[lemma]))
    assert [each.text for each in found] == [spelling]


def test_a_word_of_no_dictionary_is_spelled_as_texts_spell_it_or_not_offered():
    titles = {"Центр «Руднево»": ""}
    offers = Offers(titles, frequent=["руднево", "абырвалг"])
    assert Suggestion("Руднево", "word") in offers.entries
    assert suggestions("абырв", offers) == []


@pytest.mark.parametrize(("meant", "misread"), [("индия", "индий"), ("станок", "станков")])
def test_a_word_that_texts_do_not_mean_is_not_offered(meant, misread):
    ids = {meant: 1, misread: 2}
    words = vocabulary.Vocabulary(ids=ids, counts={meant: 3, misread: 3}, programmes=[])
    assert words.frequent == (meant,)
