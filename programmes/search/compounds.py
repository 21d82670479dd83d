"""Words put together that no text has, taken apart: «автопром», «допзанятия», «поучиться»."""

from collections.abc import Iterator

from .language import is_cyrillic, is_russian, is_verb

_BEGINNINGS = {
    "авиа": "авиационный", "авто": "автомобильный", "агро": "аграрный", "бизнес": "бизнес",
    "био": "биологический", "вело": "велосипед", "гос": "государственный", "доп": "дополнительный",
    "инвест": "инвестиционный", "кибер": "информационный", "кино": "кино",
    "мед": "медицинский", "микро": "микро", "мос": "московский", "обще": "общий",
    "пром": "промышленный", "проф": "профессиональный", "радио": "радио", "сельхоз": "сельское",
    "соц": "социальный", "спец": "специальный", "строй": "строительный", "тех": "технический",
    "техно": "технический", "фарм": "фармацевтический", "фин": "финансовый", "хим": "химический",
    "экспорт": "экспорт", "электро": "электромобиль", "энерго": "энергетический",
    "юр": "юридический",
}  # fmt: skip
"""Clipped adjectives that begin a word, and what they are clipped of."""
_ENDS = {"пром": "промышленность", "центр": "центр", "парк": "парк", "строй": "строительство"}
"""Clipped nouns that end one."""
_VERBAL = ("под", "по")
"""What makes a verb shorter in time and another word for no search: «поучиться» is «учиться»."""
_SHORTEST_REST = 4


def taken_apart(word: str, *, is_correct: bool) -> Iterator[tuple[str, str]]:
    """Yield the ways to take a normalised word apart: what its beginning says, and the rest.

    A verb's beginning says nothing: it is given empty. The longest beginning comes first.

    Args:
        word: one that no text of the catalogue has.
        is_correct: people write it as one word: then «автошкола» is something of its own.
    """
    if not is_cyrillic(word):
        return
    for beginning in sorted(_BEGINNINGS, key=len, reverse=True):
        rest = word.removeprefix(beginning)
        if rest == word:
            continue
        if rest in _ENDS:
            yield _BEGINNINGS[beginning], _ENDS[rest]
        elif len(rest) >= _SHORTEST_REST and not is_correct:
            yield _BEGINNINGS[beginning], rest
    for beginning in _VERBAL:
        rest = word.removeprefix(beginning)
        if rest != word and len(rest) >= _SHORTEST_REST and is_russian(rest) and is_verb(rest):
            yield "", rest
