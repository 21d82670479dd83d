"""Codes for addresses are made of Russian words, and each is made once."""

import pytest

from programmes.models import Fact, Programme
from programmes.words.codes import MAX_CHARACTERS, code_from, free_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Заём для музеев", "zayom-dlya-muzeev"),
        ("Йод, объём и подъезд", "yod-obyom-i-podezd"),
        ("ЩЁТКИ ЭЮЯ", "shchyotki-eyuya"),
        ("«Экспорт — АПК» № 5", "eksport-apk-no-5"),
        ("Start in Moscow", "start-in-moscow"),
        ("a_b", "a-b"),
        ("出口", "zapis"),
        ("", "zapis"),
    ],
)
def test_a_code_is_what_a_title_says(text, code):
    assert code_from(text) == code


def test_a_long_title_is_cut_between_words():
    code = code_from("слово " * 40)
    assert len(code) <= MAX_CHARACTERS
    assert set(code.split("-")) == {"slovo"}


def test_a_long_word_is_cut_where_it_must_be():
    assert code_from("щ" * 200) == ("shch" * 50)[:MAX_CHARACTERS]


@pytest.mark.parametrize("field", [Fact._meta.get_field("code"), Programme._meta.get_field("slug")])
def test_a_long_code_with_a_number_fits_its_column(field):
    code = code_from("щ" * 200)
    assert len(free_code(code, {code, *(f"{code}-{n}" for n in range(9999))})) <= field.max_length


def test_a_code_that_is_taken_gets_the_next_number():
    assert free_code("a", set()) == "a"
    assert free_code("a", {"a", "a-2", "a-4"}) == "a-3"
