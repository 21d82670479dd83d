"""Text to dictionary forms, alphabets, words of one root: pure functions."""

import threading

import pytest

from programmes.search import language
from programmes.search.alphabets import (
    from_latin_keys,
    from_russian_keys,
    look_alikes,
    skeleton,
    skeletons,
)
from programmes.search.derivation import Families, roots
from programmes.search.spelling import Spelling, typos_allowed


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Заём", "заем"),
        ("за рубежо\u0301м", "за рубежом"),
        ("биз\u00adнес\u2011миссия", "бизнес-миссия"),
        ("е\u0308лка и\u0306од", "елка йод"),
        ("«Руднево»\u00a0—  “парк”", '"руднево" - "парк"'),
        ("ｍｏｓｐｒｏｍ\x00\u200b", "mosprom"),
    ],
)
def test_a_text_is_compared_without_its_typography(text, normal):
    assert language.normalise(text) == normal


def test_words_keep_their_places_in_the_text_as_given():
    text = "Участие в биз\u00adнес-миссиях!"
    assert [text[word.start : word.end] for word in language.words(text)] == [
        "Участие",
        "в",
        "биз\u00adнес",
        "миссиях",
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("20 %", ["20", "процент"]),
        ("20%", ["20", "процент"]),
        ("за 1 ₽", ["за", "1", "рубль"]),
        ("% от суммы", ["от", "суммы"]),
    ],
)
def test_signs_of_units_are_read_as_words(text, read):
    assert [word.normal for word in language.words(text)] == read


def test_a_hyphen_ties_words_and_a_dash_between_spaces_does_not():
    tied = [word.tied for word in language.words("бизнес-миссия — поездка")]
    assert tied == [True, False, False]


@pytest.mark.parametrize(
    "forms",
    [
        "выставка выставок выставками",
        "рынок рынков рынка",
        "станки станков станок",
        "людей люди людям",
        "заём займы займов заем",
        "руднево рудневе рудневом руднева",
        "моспром моспрома моспромом моспрому",
        "техностажировка техностажировок техностажировкой",
        "печатники печатниках печатников",
        "технохантер технохантера технохантере",
    ],
)
def test_all_forms_of_a_word_meet_in_a_lemma(forms):
    first, *others = (set(language.lemmas(language.normalise(form))) for form in forms.split())
    assert all(first & other for other in others)


def test_all_likely_readings_of_a_word_are_kept():
    assert set(language.lemmas("стали")) == {"стать", "сталь"}


def test_readings_that_only_a_dictionary_knows_are_dropped():
    assert language.lemmas("для") == ("для",)


@pytest.mark.parametrize("word", ["по", "для", "ли", "мы", "как", "где", "который", "и"])
def test_small_words_are_stop_words(word):
    assert language.is_stop_word(word)


@pytest.mark.parametrize("word", ["экспорт", "нужный", "вэд", "made", "2030"])
def test_words_with_a_meaning_are_not_stop_words(word):
    assert not language.is_stop_word(word)


def test_the_index_has_words_tied_by_a_hyphen_apart_and_together():
    found = language.text_lemmas("в бизнес-миссиях")
    assert {"бизнес", "миссия", "бизнесмиссиях"} <= set(found)


def test_the_index_leaves_small_words_out():
    assert "в" not in language.text_lemmas("в выставках")


def test_a_whole_text_has_one_key_for_all_forms_and_orders():
    assert language.whole("Выставки за рубежом") == language.whole("за рубеж выставка")


def test_one_word_has_no_key_of_its_own_as_a_whole():
    assert language.whole("выставки") == ""


def test_a_word_of_two_hundred_letters_is_cut_to_what_the_index_holds():
    assert all(len(lemma) <= 80 for lemma in language.lemmas(language.words("щ" * 200)[0].normal))


def test_many_threads_may_ask_for_the_dictionary_at_once():
    language._load.cache_clear()
    language.lemmas.cache_clear()
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(language.lemmas("выставок")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [("выставка",)] * 4


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dscnfdrb pf he,t;jv", "выставки за рубежом"),
        ("nt[yjcnf;bhjdrf", "техностажировка"),
        ("'rcgjhn", "экспорт"),
        ("’rcgjhn", "экспорт"),
        ("J'P", "оэз"),
        ("{bv", "хим"),
    ],
)
def test_latin_keys_type_russian_letters_punctuation_included(typed, meant):
    assert from_latin_keys(typed) == meant


def test_russian_keys_type_latin_letters():
    assert from_russian_keys("Ьщызкщь") == "mosprom"


def test_letters_of_the_other_alphabet_are_replaced_by_their_twins():
    assert look_alikes("cтажиpовкa")[0] == "стажировка"


@pytest.mark.parametrize(
    ("latin", "russian"),
    [
        ("tehnostazhirovka", "техностажировка"),
        ("tekhnostazhirovka", "техностажировка"),
        ("yurist", "юрист"),
        ("jurist", "юрист"),
        ("iurist", "юрист"),
        ("export", "экспорт"),
        ("eksport", "экспорт"),
        ("budushchego", "будущего"),
        ("buduschego", "будущего"),
        ("lgotnyj", "льготный"),
        ("lgotnyy", "льготный"),
        ("konsultacii", "консультации"),
        ("konsultatsii", "консультации"),
        ("technopolis", "технополис"),
    ],
)
def test_every_common_transliteration_has_the_skeleton_of_the_word(latin, russian):
    assert skeleton(russian) in skeletons(latin)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("проверить", "проверка"),
        ("разработать", "разработка"),
        ("экспорт", "экспортер"),
        ("экспортный", "экспортировать"),
        ("подобрать", "подбор"),
        ("выбирать", "выбор"),
        ("готовый", "готовность"),
        ("аналитика", "аналитический"),
        ("рынок", "рыночный"),
        ("выставка", "выставочный"),
        ("продвигать", "продвижение"),
        ("студент", "студенческий"),
        ("льгота", "льготный"),
    ],
)
def test_words_of_one_root_are_relatives(one, other):
    assert roots(one) & roots(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("город", "горный"),
        ("подготовка", "заготовка"),
        ("участие", "участок"),
        ("партнер", "парта"),
        ("станок", "станция"),
        ("страна", "страница"),
    ],
)
def test_words_that_only_begin_alike_are_no_relatives(one, other):
    assert not roots(one) & roots(other)


def test_a_word_is_not_its_own_relative():
    assert Families(["экспорт", "экспортный"]).relatives("экспорт") == {"экспортный"}


SPELLING = Spelling(["юридический", "миссия", "выставка", "руднево", "контрагент", "made"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("юредическое", "юридическое"),
        ("мисии", "миссии"),
        ("вистафка", "выставка"),
        ("вытсавки", "выставки"),
        ("кантрагентов", "контрагентов"),
        ("рудево", "руднево"),
    ],
)
def test_a_misspelt_word_is_read_as_a_form_that_exists(typed, meant):
    assert SPELLING.nearest(typed) == meant


@pytest.mark.parametrize("typed", ["мис", "щцукен", "абракадабра", "выс", ""])
def test_what_is_near_nothing_is_left_alone(typed):
    assert SPELLING.nearest(typed) is None


@pytest.mark.parametrize(("word", "typos"), [("оэз", 0), ("грант", 1), ("стажировка", 2)])
def test_a_longer_word_may_hide_more_typos(word, typos):
    assert typos_allowed(word) == typos


def test_a_word_typed_without_a_space_is_split():
    assert SPELLING.split("юридическаямиссия") == ("юридическая", "миссия")


@pytest.mark.parametrize("latin", ["kontakt", "kontakty", "vstavka", "granite"])
def test_a_slip_that_makes_another_russian_word_is_not_forgiven(latin):
    assert Spelling(["контракт", "ставка", "грант"]).transliterated(latin) is None


def test_a_slip_in_a_transliterated_word_is_forgiven():
    assert Spelling(["стажировка"]).transliterated("stazhrovka") == "стажировка"


def test_an_abbreviation_is_not_inflected():
    assert Spelling(["мик"]).nearest("мифи") is None


def test_a_repeated_letter_is_nobodys_transliteration():
    assert SPELLING.transliterated("v" * 100) is None


def test_a_sign_of_number_makes_one_word_of_a_name():
    assert [word.normal for word in language.words("«Открой#Моспром», # 5")] == [
        "откроймоспром",
        "5",
    ]
