"""What is near in meaning where words fail."""

import numpy as np
import pytest

from programmes.search import vectors as word_vectors
from programmes.search import vocabulary
from programmes.search.meaning import FOREIGN, LIKE, Meaning
from programmes.search.question import understand
from programmes.search.repair import Reader
from programmes.search.thesaurus import Thesaurus

DOCUMENTS = {
    1: {"токарь": 40, "обучение": 40},
    2: {"экспорт": 40, "выставка": 40},
    3: {"кредит": 40, "завод": 16, "проценты": 3},
}


@pytest.fixture(scope="module")
def vectors() -> word_vectors.Vectors:
    return word_vectors.installed()


@pytest.fixture(scope="module")
def words() -> vocabulary.Vocabulary:
    lemmas = sorted({lemma for weights in DOCUMENTS.values() for lemma in weights})
    postings = {
        lemma: np.array([(pk, own[lemma]) for pk, own in DOCUMENTS.items() if lemma in own]).T
        for lemma in lemmas
    }
    return vocabulary.Vocabulary(
        ids={lemma: place for place, lemma in enumerate(lemmas)},
        counts={lemma: found.shape[1] for lemma, found in postings.items()},
        programmes=[2, 1, 3],
        read=lambda asked: {lemma: postings[lemma] for lemma in asked.values()},
    )


def similar(text: str, words, vectors) -> dict[int, int]:
    reader = Reader(words, Thesaurus([]), vectors)
    return Meaning(words, vectors).similar(understand(text, reader).groups)


def test_a_word_is_found_by_bisection_and_one_nobody_writes_is_not(vectors):
    assert all(vectors.place(word) is not None for word in ("а", "завод", "сварщик", "росстат"))
    assert vectors.place("московскй") is None


def test_vectors_have_length_one(vectors):
    found = vectors.of([vectors.place("завод"), vectors.place("банк")])
    assert found.shape == (2, 300)
    assert np.allclose(np.linalg.norm(found, axis=1), 1)


def test_near_words_are_near_and_far_ones_far(vectors):
    turner, welder, soup = vectors.of([vectors.place(w) for w in ("токарь", "сварщик", "борщ")])
    assert turner @ welder > 0.4 > turner @ soup


def test_the_vectors_stay_in_the_file_that_all_processes_share(vectors):
    assert isinstance(vectors._codes, np.memmap)


def test_a_rare_word_is_a_smaller_share_of_all(vectors):
    assert vectors.share(vectors.place("сварщик")) < vectors.share(vectors.place("год"))


def test_a_word_that_no_programme_has_finds_what_is_near(words, vectors):
    near = similar("курсы для сварщика", words, vectors)
    assert next(iter(near)) == 1
    assert near[1] >= LIKE


@pytest.mark.parametrize("text", ["рецепт борща", "погода в сочи", "гороскоп"])
def test_a_question_of_another_field_is_far_from_everything(text, words, vectors):
    assert max(similar(text, words, vectors).values(), default=0) < FOREIGN


def test_the_words_themselves_are_nearest_of_all(words, vectors):
    assert next(iter(similar("экспорт", words, vectors))) == 2


def test_what_stands_in_passing_is_less_near(words, vectors):
    near = similar("проценты", words, vectors)
    assert near[3] < 1000
    assert similar("кредит", words, vectors)[3] == 1000


def test_nearness_is_a_whole_number_of_a_thousand(words, vectors):
    near = similar("обучение выставка", words, vectors).values()
    assert all(type(value) is int and 0 <= value <= 1000 for value in near)


def test_the_nearest_come_first(words, vectors):
    near = [*similar("обучение выставка завод", words, vectors).values()]
    assert near == sorted(near, reverse=True)


def test_what_is_taken_out_of_the_index_is_near_nothing(words, vectors):
    fewer = vocabulary.Vocabulary(words.ids, words.counts, [2], words.read)
    assert set(similar("обучение токаря", fewer, vectors)) <= {2}


def test_an_empty_index_is_near_nothing(vectors):
    empty = vocabulary.Vocabulary({}, {}, [])
    assert similar("завод", empty, vectors) == {}


def test_where_the_file_is_not_installed_there_are_no_vectors(monkeypatch):
    word_vectors.installed.cache_clear()
    monkeypatch.setattr(word_vectors, "_PACKAGE", "no_such_package")
    assert word_vectors.installed() is None
    word_vectors.installed.cache_clear()
