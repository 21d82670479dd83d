"""Understanding a question: repairs, words left out, synonyms, relatives. No database."""

import pytest

from programmes.search.language import text_lemmas, whole
from programmes.search.question import EXACT, Understanding, understand
from programmes.search.repair import Reader
from programmes.search.spelling import Spelling
from programmes.search.thesaurus import Thesaurus
from programmes.search.vocabulary import Vocabulary

TEXTS = [
    "Участие в международных выставках",
    "Коллективные стенды Made in Moscow на зарубежных выставках",
    "Программа «Техностажировка» в Рудневе",
    "Верификация контрагентов",
    "Юридическое сопровождение внешнеэкономической деятельности",
    "Разработка экспортной стратегии",
    "Участие в бизнес-миссиях",
    "Заём на экспорт для предприятий Москвы",
]
SYNONYMS = [
    ["заём", "займ", "кредит"],
    ["верификация", "проверка"],
    ["контрагент", "партнёр"],
    ["ВЭД", "внешнеэкономическая деятельность"],
    ["зарубежный", "международный", "за рубежом"],
    ["юрист", "юридический"],
]


def vocabulary(texts=tuple(TEXTS)) -> Vocabulary:
    """Return a vocabulary of the given titles, as the index would hold them."""
    lemmas = sorted({lemma for text in texts for lemma in (*text_lemmas(text), whole(text))})
    numbered = {lemma: number for number, lemma in enumerate(filter(None, lemmas))}
    return Vocabulary(ids=numbered, counts=dict.fromkeys(numbered, 1), programmes=[1])


READER = Reader(vocabulary(), Thesaurus(SYNONYMS))


def read(text: str, **options) -> Understanding:
    return understand(text, READER, **options)


@pytest.mark.parametrize(
    ("typed", "meant", "kind"),
    [
        ("выcтaвка", "выставка", "alphabet"),
        ("dscnfdrb pf he,t;jv", "выставки за рубежом", "layout"),
        ("nt[yjcnf;bhjdrf", "техностажировка", "layout"),
        ("dthbabrfwbz,", "верификация", "layout"),
        ("ьфву", "made", "layout"),
        ("tekhnostazhirovka", "техностажировка", "translit"),
        ("dejatel'nost'", "деятельность", "translit"),
        ("юредическое", "юридическое", "spelling"),
        ("бизнесс-мисии", "бизнес-миссии", "spelling"),
        ("международныевыставки", "международные выставки", "spaces"),
    ],
)
def test_a_question_nobody_could_mean_is_read_as_the_one_that_was(typed, meant, kind):
    understood = read(typed)
    assert understood.text == meant
    assert {repair.kind for repair in understood.repairs} == {kind}


@pytest.mark.parametrize("kept", ["выставка", "made in moscow", "партнёр", "2030", "проверить"])
def test_a_word_that_the_catalogue_or_a_synonym_has_is_never_repaired(kept):
    assert not read(kept).repaired


@pytest.mark.parametrize("correct", ["абракадабра", "выставить", "погода", "завтрак", "миссис"])
def test_a_correct_word_that_is_only_absent_is_not_turned_into_another(correct):
    assert read(correct).text == correct


def test_only_the_wrong_part_of_a_mixed_question_is_repaired():
    understood = read("выставки pf he,t;jv")
    assert understood.text == "выставки за рубежом"
    assert [repair.typed for repair in understood.repairs] == ["pf", "he,t;jv"]


def test_a_repair_is_told_once_however_often_the_word_is_repeated():
    assert len(read("юредическое " * 5).repairs) == 1


def test_a_literal_question_is_searched_as_typed():
    understood = read("dscnfdrb", literal=True)
    assert (understood.text, understood.repairs) == ("dscnfdrb", ())
    assert understood.unknown == ("dscnfdrb",)


def test_filler_is_left_out_and_named_small_words_are_not_worth_a_word():
    understood = read("как мне получить заём для экспорта")
    assert understood.left_out == ("получить",)
    assert [group.word for group in understood.groups] == ["заём", "экспорта"]


def test_filler_stays_when_it_is_all_there_is():
    assert [group.word for group in read("как получить").groups] == ["получить"]


def test_a_word_true_of_every_programme_excludes_none():
    required = {group.word: group.required for group in read("выставки Москва").groups}
    assert required == {"выставки": True, "Москва": False}


def test_a_word_true_of_every_programme_counts_when_alone():
    assert [group.required for group in read("Москва").groups] == [True]


def test_a_repeated_word_is_asked_once():
    assert len(read("выставка выставки выставка").groups) == 2


def ways(text: str, number: int = 0) -> list:
    return list(read(text).groups[number].alternatives)


def test_a_synonym_weighs_less_than_the_word_itself_and_is_named():
    found = {way.via: way.weight for way in ways("займ")}
    assert found["заём"] < EXACT


def test_a_phrase_acts_as_a_whole():
    assert any(way.via == "внешнеэкономическая деятельность" for way in ways("вэд"))
    assert not any(way.via == "ВЭД" for way in ways("деятельность"))


def test_a_phrase_is_recognised_in_any_order():
    texts = vocabulary((*TEXTS, "ВЭД"))
    ready = Reader(texts, Thesaurus(SYNONYMS))
    understood = understand("деятельность внешнеэкономическая", ready)
    assert all(any(way.via == "ВЭД" for way in group.alternatives) for group in understood.groups)


def test_a_word_of_the_same_root_is_found_for_less():
    related = [way for way in ways("разработать") if {"разработка"} & way.parts[0]]
    assert [way.weight < EXACT for way in related] == [True]


def test_a_derived_word_leads_to_the_synonyms_of_its_root():
    assert any(way.via == "верификация" for way in ways("проверить"))


@pytest.mark.parametrize("typed", ["техно стажировка", "техно-стажировка"])
def test_a_name_written_apart_is_found_whole(typed):
    assert all(group.alternatives for group in read(typed).groups)


def test_a_name_written_together_is_found_apart():
    assert read("бизнесмиссия").groups[0].alternatives


def test_words_no_programme_has_are_told():
    assert read("выставка абракадабра").unknown == ("абракадабра",)


HOSTILE = [
    "",
    " ",
    "\x00\x01",
    "\ud800",
    "🙂" * 200,
    "北京",
    "щ" * 200,
    "j" * 200,
    "cj" * 100,
    "'" * 200,
    "[;,." * 50,
    '" OR 1=1 --',
    "NEAR(a b) AND *:!",
    "-" * 200,
    "а-" * 100,
    "\u0301" * 200,
    "İ" * 200,
    "٣٤٥ ½ ﬁ",
    "стажирвка экспотр выстваки " * 7,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_question_is_too_strange_to_be_read(text):
    assert read(text).typed == text


def test_lemmas_for_marking_are_those_of_all_ways():
    assert {"заем"} <= read("кредит").lemmas


def test_of_two_words_as_near_the_more_frequent_is_meant():
    spelling = Spelling(["экспат", "экспорт"], {"экспорт": 9, "экспат": 1})
    assert spelling.nearest("экспрт") == "экспорт"


@pytest.mark.parametrize(
    ("word", "other"),
    [("осно", "окно"), ("мвидео", "видео"), ("брендбук", "бренд"), ("мерч", "мера")],
)
def test_a_letter_makes_another_word_of_a_short_one_and_so_do_two_at_the_end(word, other):
    assert Spelling([other]).nearest(word) is None
