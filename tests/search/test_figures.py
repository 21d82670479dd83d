"""Figures, units and abbreviations: one key however they are spelled."""

import pytest

from programmes.search.language import text_lemmas, words


def normals(text: str) -> list[str]:
    return [word.normal for word in words(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3млн", "3 миллиона"),
        ("3 млн руб.", "3 миллиона рублей"),
        ("10тыс", "10 тысяч"),
        ("5га", "5 гектаров"),
        ("2025г", "2025 год"),
        ("2025 г.", "2025 года"),
        ("руб", "рублей"),
        ("100р", "100 рублей"),
        ("5%", "5 процентов"),
        ("1,5млн", "1.5 миллиона"),
        ("С.П.О.", "СПО"),
        ("с.п.о", "спо"),
    ],
)
def test_what_is_glued_short_or_stopped_equals_the_spelled_form(one, other):
    assert set(text_lemmas(one)) == set(text_lemmas(other))


@pytest.mark.parametrize("text", ["3д", "5-осевой", "А380", "г. Москва", "р. Москва", "01.12.2026"])
def test_what_only_looks_like_a_unit_stays_as_it_is(text):
    assert not {"год", "рубль", "день"} & set(text_lemmas(text))


def test_the_initials_of_a_name_are_no_abbreviation():
    assert "ии" not in normals("И.И. Иванов")


@pytest.mark.parametrize("text", ["станки и т.д.", "резиденты и т.п."])
def test_what_ends_a_list_is_not_indexed(text):
    assert len(text_lemmas(text)) == 1


def test_a_figure_keeps_to_its_noun():
    found = text_lemmas("100 млн рублей и 25 участников")
    assert {"100·миллион", "25·участник"} <= found.keys()
    assert not {"100·участник", "25·миллион", "100·рубль"} & found.keys()


def test_two_figures_of_one_noun_both_keep_to_it():
    assert {"3·миллион", "5·миллион"} <= text_lemmas("от 3 до 5 млн").keys()


def test_a_year_needs_no_noun():
    assert not any("·" in lemma for lemma in text_lemmas("в 2025 году"))


def test_a_number_of_years_is_no_year():
    assert "16·год" in text_lemmas("от 16 лет")
