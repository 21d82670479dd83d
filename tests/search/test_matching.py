"""Which programmes answer and in which order; near words; marked words."""

import numpy as np
import pytest
from django.db import transaction

from programmes.search import index, matching, vocabulary
from programmes.search.marking import excerpt, mark
from programmes.search.matching import Met, match
from programmes.search.question import understand
from programmes.search.repair import Reader
from programmes.search.suggest import nearest
from programmes.search.thesaurus import Thesaurus
from tests import factories

SYNONYMS = [["заём", "кредит"], ["верификация контрагентов", "надёжность партнёра"]]


@pytest.fixture
def ask(db):
    """Return a function that asks programmes given as slug → weighted lemmas."""

    def ask(question, documents, synonyms=(), names=()):
        slugs = {factories.programme(slug, title=slug).pk: slug for slug in documents}
        with transaction.atomic():
            index.store({pk: documents[slug] for pk, slug in slugs.items()})
        words = vocabulary.load(sorted(slugs, key=slugs.get))
        found = match(understand(question, Reader(words, Thesaurus(synonyms, names))).groups, words)
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


def test_a_word_that_says_what_a_programme_is_about_answers_for_the_others(ask):
    found, _ = ask("грант космос", {"a": {"грант": 48}, "b": {"грант": 3}})
    assert found == ["a"]


def test_the_rarest_title_word_stays_when_all_words_are_nowhere_together(ask):
    documents = {"a": {"токарь": 48}, **{name: {"обучение": 48} for name in "bcdefg"}}
    found, answer = ask("обучение токаря", documents)
    assert (found[0], answer.partial) == ("a", True)


def test_one_word_of_three_in_passing_is_a_coincidence(ask):
    assert ask("купить мягкий диван", {"a": {"купить": 18}})[0] == []


def test_what_each_word_finds_alone_is_told_in_the_order_of_the_question(ask):
    _, answer = ask("грант космос", {"a": {"грант": 48}, "b": {"грант": 3}})
    assert answer.met == (Met("грант", 2), Met("космос", 0))
    assert (answer.found, answer.missing) == ([Met("грант", 2)], [Met("космос", 0)])


@pytest.mark.parametrize(("names", "found"), [([(["Моспром"], [])], ["a"]), ((), [])])
def test_a_name_says_what_is_asked_wherever_it_stands(ask, names, found):
    assert ask("моспром отзывы знакомых", {"a": {"моспром": 16}}, names=names)[0] == found


def test_a_figure_that_nobody_names_leaves_the_rest_of_the_question(ask):
    assert ask("кредит 7 млн", {"a": {"кредит": 48}})[0] == ["a"]


@pytest.mark.parametrize(("asker", "first"), [("студенту", "b"), ("заводу", "a")])
def test_programmes_for_the_side_that_the_words_tell_come_first(ask, asker, first):
    documents = {
        "a": {"курс": 40, "#business": 12},
        "b": {"курс": 40, "#learning": 12},
        "c": {"студент": 3, "завод": 3},
    }
    assert ask(f"курс {asker}", documents)[0][0] == first


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


def test_equal_ranks_come_in_the_order_of_the_vocabulary(ask):
    same = {"грант": 16}
    assert ask("грант", {"c": same, "a": same, "b": same})[0] == ["a", "b", "c"]


@pytest.mark.parametrize("first", [0, 1, 2, 3, 1000])
def test_the_best_come_in_the_same_order_however_many_are_put_in_order_first(monkeypatch, first):
    ranks = np.array([3, 9, 1, 7, 5])
    answer = matching.Matches(pks=np.arange(5, dtype="u4"), scores=ranks, ranks=ranks)
    monkeypatch.setattr(matching, "MAX_FIRST", first)
    assert list(answer.best_first()) == answer.ids == [1, 3, 4, 0, 2]


def test_ranks_are_whole_numbers(ask):
    _, answer = ask("грант", {"a": {"грант": 16}, "b": {"налог": 3}})
    assert all(type(score) is int for score in answer.scored.values())


def test_a_question_that_is_a_keyword_word_for_word_comes_first(ask):
    documents = {
        "a": {"экспорт": 18, "начать": 18},
        "b": {"экспорт": 18, "начать": 18, "=начать с что экспорт": 8},
    }
    assert ask("с чего начать экспорт", documents)[0] == ["b", "a"]


def test_the_nearest_words_of_the_catalogue_are_offered():
    words = vocabulary.Vocabulary(
        ids={"экспорт": 1, "станок": 2}, counts={"экспорт": 1, "станок": 1}, programmes=[]
    )
    assert nearest("Экспонат", Reader(words, Thesaurus([]))) == ["экспорт"]


@pytest.mark.parametrize(("word", "other"), [("цена", "центр"), ("бесплатно", "беспилотник")])
def test_a_common_beginning_alone_makes_no_near_word(word, other):
    words = vocabulary.Vocabulary(ids={other: 1}, counts={other: 1}, programmes=[])
    assert nearest(word, Reader(words, Thesaurus([]))) == []


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
