"""Which programmes answer and in which order; suggestions; marked words."""

import pytest
from django.db import transaction

from programmes.search import index, vocabulary
from programmes.search.marking import excerpt, mark
from programmes.search.matching import match
from programmes.search.question import understand
from programmes.search.repair import Reader
from programmes.search.suggest import Offers, Suggestion, nearest, suggestions
from programmes.search.thesaurus import Thesaurus
from tests import factories

SYNONYMS = [["заём", "кредит"], ["верификация контрагентов", "надёжность партнёра"]]


@pytest.fixture
def ask(db):
    """Return a function that asks programmes given as slug → weighted lemmas."""

    def ask(question, documents, synonyms=()):
        slugs = {factories.programme(slug, title=slug).pk: slug for slug in documents}
        with transaction.atomic():
            index.store({pk: documents[slug] for pk, slug in slugs.items()})
        words = vocabulary.load()
        found = match(understand(question, Reader(words, Thesaurus(synonyms))).groups, words)
        return [slugs[pk] for pk in found.ids], found

    return ask


def test_all_words_must_match(ask):
    found, answer = ask("грант экспорт", {"a": {"грант": 40}, "b": {"грант": 3, "экспорт": 3}})
    assert (found, answer.partial) == (["b"], False)


def test_where_no_programme_has_all_words_those_with_most_come(ask):
    found, answer = ask(
        "грант экспорт станок",
        {"a": {"грант": 3, "экспорт": 3}, "b": {"станок": 3}, "c": {"налог": 3}},
    )
    assert (found, answer.partial) == (["a"], True)


def test_half_of_the_words_is_enough_in_a_title(ask):
    found, _ = ask("грант космос", {"a": {"грант": 48}, "b": {"грант": 3}})
    assert found == ["a"]


def test_half_of_the_words_in_passing_is_a_coincidence(ask):
    assert ask("купить диван", {"a": {"купить": 18}})[0] == []


@pytest.mark.parametrize("question", ["абракадабра щцукен", "🙂", "", "北京"])
def test_rubbish_finds_nothing(ask, question):
    assert ask(question, {"a": {"грант": 40}})[0] == []


def test_a_title_beats_a_text(ask):
    assert ask("грант", {"a": {"грант": 3}, "b": {"грант": 40}})[0] == ["b", "a"]


def test_the_rarer_word_counts_more(ask):
    documents = {
        "a": {"экспорт": 40, "станок": 3},
        "b": {"экспорт": 3, "станок": 40},
        "c": {"экспорт": 3},
        "d": {"экспорт": 3},
    }
    assert ask("экспорт станок", documents)[0] == ["b", "a"]


def test_the_word_itself_beats_its_synonym(ask):
    documents = {"a": {"кредит": 16}, "b": {"заем": 16}}
    assert ask("кредит", documents, SYNONYMS)[0] == ["a", "b"]


def test_a_synonym_that_found_something_is_named(ask):
    _, answer = ask("кредит", {"a": {"кредит": 16}, "b": {"заем": 16}}, SYNONYMS)
    assert answer.through == (("кредит", "заём"),)


def test_a_synonym_that_added_nothing_is_not_named(ask):
    _, answer = ask("кредит", {"a": {"кредит": 16, "заем": 16}}, SYNONYMS)
    assert answer.through == ()


def test_a_phrase_needs_all_its_words_in_the_programme(ask):
    documents = {"a": {"верификация": 16}, "b": {"верификация": 16, "контрагент": 16}}
    assert ask("надёжность партнёра", documents, SYNONYMS)[0] == ["b"]


def test_equal_ranks_come_in_the_order_of_titles(ask):
    same = {"грант": 16}
    assert ask("грант", {"c": same, "a": same, "b": same})[0] == ["a", "b", "c"]


def test_ranks_are_whole_numbers(ask):
    _, answer = ask("грант", {"a": {"грант": 16}, "b": {"налог": 3}})
    assert all(type(score) is int for score in answer.scores.values())


def test_a_question_that_is_a_keyword_word_for_word_comes_first(ask):
    documents = {
        "a": {"экспорт": 18, "начать": 18},
        "b": {"экспорт": 18, "начать": 18, "=начать с что экспорт": 8},
    }
    assert ask("с чего начать экспорт", documents)[0] == ["b", "a"]


TITLES = ["Участие в международных выставках", "Юридическое сопровождение"]
OPERATORS = ["Моспром", "МФППП"]
NOTHING = vocabulary.Vocabulary(ids={}, counts={}, order={})


def offered(typed, words=NOTHING, **options):
    found = suggestions(typed, Offers(TITLES, OPERATORS, words.frequent), **options)
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
    words = vocabulary.Vocabulary(ids=ids, counts=counts, order={})
    assert suggestions("ста", Offers(frequent=words.frequent)) == [
        Suggestion("станок", "word"),
        Suggestion("стажировка", "word"),
    ]


def test_a_word_that_is_an_operators_name_is_offered_once():
    words = vocabulary.Vocabulary(ids={"моспром": 1}, counts={"моспром": 9}, order={})
    assert offered("моспр", words) == ["Моспром"]


def test_no_more_is_offered_than_asked():
    titles = [f"Выставка {number}" for number in range(20)]
    assert len(suggestions("выст", Offers(titles), limit=5)) == 5


def test_the_nearest_words_of_the_catalogue_are_offered():
    words = vocabulary.Vocabulary(
        ids={"экспорт": 1, "станок": 2}, counts={"экспорт": 1, "станок": 1}, order={}
    )
    assert nearest("Экспонат", words) == ["экспорт"]


@pytest.mark.parametrize(("word", "other"), [("цена", "центр"), ("бесплатно", "беспилотник")])
def test_a_common_beginning_alone_makes_no_near_word(word, other):
    words = vocabulary.Vocabulary(ids={other: 1}, counts={other: 1}, order={})
    assert nearest(word, words) == []


def test_matched_words_are_marked_in_every_form():
    assert mark("Участие в выставках.", {"выставка"}) == [
        ("Участие в ", False),
        ("выставках", True),
        (".", False),
    ]


def test_words_that_match_as_one_are_marked_as_one():
    assert ("бизнес-миссиях", True) in mark("в бизнес-миссиях", {"бизнесмисси~"})


@pytest.mark.parametrize("text", ["", "Руднево", "а\u0301 «б» — в-г <b>&", "🙂 \n\n рынки\t"])
def test_segments_joined_give_the_text_back(text):
    assert "".join(part for part, _ in mark(text, {"руднев~", "рынок"})) == text


def test_an_excerpt_shows_the_matched_words_of_a_long_text():
    text = "Слово " * 100 + "о выставках за рубежом " + "и другое " * 100
    segments = excerpt(text, {"выставка", "рубеж"}, 120)
    assert [part for part, marked in segments if marked] == ["выставках", "рубежом"]
    assert (segments[0][0], segments[-1][0]) == ("… ", " …")
    assert sum(len(part) for part, _ in segments) <= 124


def test_a_short_text_is_its_own_excerpt():
    assert excerpt("Рынки", {"рынок"}) == [("Рынки", True)]
