"""Words put together that no text has."""

import pytest

from programmes.search.compounds import taken_apart


def apart(word: str, *, is_correct: bool = False) -> list[tuple[str, str]]:
    return list(taken_apart(word, is_correct=is_correct))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("допзанятия", ("дополнительный", "занятия")),
        ("госпрограмма", ("государственный", "программа")),
        ("поучиться", ("", "учиться")),
        ("подучиться", ("", "учиться")),
    ],
)
def test_a_word_is_taken_apart_where_its_parts_are_known(word, parts):
    assert parts in apart(word)


def test_two_clipped_words_are_both_spelled_out():
    assert apart("автопром", is_correct=True) == [("автомобильный", "промышленность")]


@pytest.mark.parametrize("word", ["автошкола", "автосервис"])
def test_a_word_that_people_write_as_one_is_something_of_its_own(word):
    assert apart(word, is_correct=True) == []


@pytest.mark.parametrize("word", ["пол", "подъезд", "авто", "loan", "порт"])
def test_what_only_begins_alike_stays_whole(word):
    assert apart(word) == []
