"""English questions: the words of the field and what they are called in Russian."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from .language import Word, is_latin, read_pairs

_ENTRIES = Path(__file__).with_name("english.tsv")
_MAX_EXPRESSION = 4
"""Words of an expression."""
_MAX_FORMS = 3
"""Of each word of an expression: four words have 81 spellings then and no more."""
_ARTICLES = frozenset({"a", "an", "the"})
_IRREGULAR = {
    "bought": "buy", "built": "build", "found": "find", "got": "get", "grew": "grow",
    "held": "hold", "lent": "lend", "men": "man", "paid": "pay", "sold": "sell", "spent": "spend",
    "taught": "teach", "went": "go", "won": "win",
}  # fmt: skip
_INFLECTIONS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ing", ""), ("ing", "e"), ("ed", ""),
    ("ed", "e"),
)  # fmt: skip
_SHORTEST = 2
"""Letters that remain of a word without its ending."""


@dataclass(frozen=True)
class Expression:
    """A word or a fixed expression of an English question, and its Russian words.

    ``russian`` is empty for what says nothing, None for a word that the list does not have.
    """

    words: tuple[Word, ...]
    russian: tuple[str, ...] | None


@cache
def _list() -> dict[str, tuple[str, ...]]:
    pairs = read_pairs(_ENTRIES)
    return {entry: tuple(filter(None, russian.split("; "))) for entry, russian in pairs}


def is_english(found: Sequence[Word]) -> bool:
    """Tell whether a question is asked in English: half of its words are, and none is Russian."""
    letters = [word.normal for word in found if not word.normal.isdigit()]
    english = sum(any(form in _list() for form in base_forms(word)) for word in letters)
    latin = all(is_latin(word) or word.isascii() for word in letters)
    return latin and english > 0 and 2 * english >= len(letters)


def expressions(found: Sequence[Word]) -> Iterator[Expression]:
    """Yield the expressions of an English question, the longest that the list has first."""
    kept = [word for word in found if word.normal not in _ARTICLES]
    place = 0
    while place < len(kept):
        for length in range(min(_MAX_EXPRESSION, len(kept) - place), 0, -1):
            chosen = tuple(kept[place : place + length])
            russian = _translation([word.normal for word in chosen])
            if russian is not None:
                break
        yield Expression(chosen, russian)
        place += len(chosen)


def _translation(words: Sequence[str]) -> tuple[str, ...] | None:
    forms = [base_forms(word)[: _MAX_FORMS if len(words) > 1 else None] for word in words]
    spelled = map(" ".join, product(*forms))
    return next((_list()[entry] for entry in spelled if entry in _list()), None)


@lru_cache(maxsize=4096)
def base_forms(word: str) -> tuple[str, ...]:
    """Return an English word and what it may be a form of: «loans», «training», «studies»."""
    if word in _IRREGULAR:
        return word, _IRREGULAR[word]
    forms = [
        word.removesuffix(ending) + instead
        for ending, instead in _INFLECTIONS
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST
    ]
    doubled = [form[:-1] for form in forms if len(form) > _SHORTEST and form[-2:-1] == form[-1:]]
    return tuple(dict.fromkeys([word, *forms, *doubled]))
