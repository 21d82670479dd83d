"""English questions: found by the Russian words of the field."""

import pytest

from programmes.search import vocabulary
from programmes.search.english import base_forms, expressions, is_english
from programmes.search.language import words
from programmes.search.question import understand
from programmes.search.repair import Reader
from programmes.search.thesaurus import Thesaurus

TEXTS = "заем кредит оборудование стажировка завод налоговый льгота москва made in moscow"


def read(text: str, **options):
    ids = {lemma: place for place, lemma in enumerate(TEXTS.split(), 1)}
    known = vocabulary.Vocabulary(ids=ids, counts=dict.fromkeys(ids, 1), programmes=[])
    thesaurus = Thesaurus([], [(["Made in Moscow"], [])])
    return understand(text, Reader(known, thesaurus), **options)


def test_english_words_are_read_as_the_russian_ones():
    understood = read("loan")
    assert {"заем", "кредит"} <= understood.lemmas
    assert understood.translations[0][0] == "loan"


@pytest.mark.parametrize("text", ["internship at a factory", "Internships at the factories"])
def test_forms_and_articles_do_not_matter(text):
    assert {"стажировка", "завод"} <= read(text).lemmas


def test_an_expression_is_read_as_a_whole():
    (group,) = read("tax relief").groups
    assert group.word == "tax relief"
    assert (frozenset({"налоговый"}), frozenset({"льгота"})) in [
        way.parts for way in group.alternatives
    ]


def test_words_that_say_nothing_are_dropped():
    assert [group.word for group in read("how can I get a loan please").groups] == ["loan"]


@pytest.mark.parametrize("text", ["Made in Moscow", "стажировка intern", "zaem", "ghjuhfvvf"])
def test_names_russian_questions_and_other_letters_are_not_taken_for_english(text):
    assert read(text).translations == ()


def test_words_asked_literally_are_not_translated():
    assert read("loan", literal=True).translations == ()


@pytest.mark.parametrize("text", ["北京", "ihracat desteği", "Unterstützung"])
def test_a_question_in_another_language_is_known_as_one(text):
    assert read(text).is_foreign


@pytest.mark.parametrize("text", ["заём", "loan", "🙂", "100"])
def test_russian_english_and_signs_are_not_foreign(text):
    assert not read(text).is_foreign


@pytest.mark.parametrize(
    ("word", "base"),
    [("loans", "loan"), ("studies", "study"), ("training", "train"), ("hiring", "hire"),
     ("planned", "plan"), ("taught", "teach"), ("boxes", "box")],
)  # fmt: skip
def test_a_form_is_brought_to_its_base(word, base):
    assert base in base_forms(word)


def test_the_longest_expression_comes_first():
    found = [each.words for each in expressions(words("special economic zone loan"))]
    assert [len(each) for each in found] == [3, 1]


@pytest.mark.parametrize("text", ["qwertyuiop", "rabota kurerom", "kredit na stanok"])
def test_half_of_the_words_must_be_english(text):
    assert not is_english(words(text))
