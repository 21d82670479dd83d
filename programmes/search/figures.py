"""Figures and their nouns: «100 млн», «3млн», «16 лет» are one, however they are spelled."""

FIGURE_MARK = "·"
"""Ties a figure to its noun in the index: «100·миллион» is not «100» of the participants."""

UNITS = {
    "млн": "миллион", "млрд": "миллиард", "тыс": "тысяча", "руб": "рубль", "га": "гектар",
    "мес": "месяц", "кв": "квадратный", "проц": "процент",
}  # fmt: skip
"""How a unit is read wherever it stands."""
AFTER_FIGURES = {
    "р": "рубль", "г": "год", "гг": "год", "м": "метр", "ч": "час", "т": "тонна", "дн": "день",
}  # fmt: skip
"""How a letter is read after a figure or another unit; elsewhere it may mean anything."""
MEASURES = frozenset({*UNITS.values(), *AFTER_FIGURES.values()})
"""Dictionary forms of units: they say nothing without their figure."""
GLUED = "|".join(sorted({*UNITS, *AFTER_FIGURES, "лет", "рублей", "дней"}, key=len, reverse=True))
"""What may follow a figure without a space, for a pattern."""
_YEARS = range(1900, 2100)


def is_figure(word: str) -> bool:
    """Tell whether a normalised word is a number: «100», «3.5»."""
    return word.replace(".", "", 1).isdigit()


def in_full(word: str, before: str) -> str:
    """Return a unit as it is spelled in full; any other word as it is.

    Args:
        word: a normalised word.
        before: the word before it, in full; empty at the beginning.
    """
    if word in AFTER_FIGURES and (is_figure(before) or before in MEASURES):
        return AFTER_FIGURES[word]
    return UNITS.get(word, word)


def is_year(figure: str, noun: str) -> bool:
    """Tell whether a figure is a year of the calendar, which needs no noun to be understood."""
    return noun == "год" and figure.isdigit() and int(figure) in _YEARS
