"""The same word in another alphabet: keyboard layouts, look-alike letters, transliteration."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, product

from .language import entries

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_SHIFTED = str.maketrans('~{}:"<>', "`[];',.")
_CURLY = str.maketrans("‘’“”", "''''")  # phones bend quotation marks on their own
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)

# letters that look alike, small and capital («В» for «B», «Н» for «H»)
_LATIN_ALIKE = "abcehkmoptxyu"
_RUSSIAN_ALIKE = "авсенкмортхуи"
_ALIKE_TO_RUSSIAN = str.maketrans(_LATIN_ALIKE, _RUSSIAN_ALIKE)
_ALIKE_TO_LATIN = str.maketrans(_RUSSIAN_ALIKE, _LATIN_ALIKE)

# One Latin skeleton for every common way to write Russian in Latin letters: signs are dropped,
# й and ы are «i», щ is «sh», a doubled letter counts once.
_SKELETON = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        entries("a b v g d e e zh z i i k l m n o p r s t u f h ts ch sh sh | i | e iu ia"),
        strict=True,
    )
)
_READINGS = {
    "shch": ("sh",), "sch": ("sh",), "shh": ("sh",), "tch": ("ch",), "kh": ("h",), "ck": ("k",),
    "ts": ("ts",), "tz": ("ts",), "tc": ("ts",), "cz": ("ts",), "ch": ("ch", "h"), "sh": ("sh",),
    "zh": ("zh",), "ph": ("f",), "th": ("t",), "eh": ("e", "eh"), "yo": ("e", "io"),
    "jo": ("e", "io"), "ye": ("e", "ie"), "je": ("e", "ie", "zhe"), "c": ("ts", "k", "s"),
    "j": ("i", "zh"), "y": ("i",), "w": ("v", "sh"), "q": ("k",), "x": ("ks", "h"),
}  # fmt: skip
_UNIT = re.compile("|".join(sorted(_READINGS, key=len, reverse=True)) + "|.")
_LETTERS = {
    unit: [letter for letter, own in _SKELETON.items() if own == unit and letter != "ё"]
    for unit in _SKELETON.values()
}
"""The letters behind each unit of a skeleton; ё is compared as е."""
_LETTERS_UNIT = re.compile("|".join(sorted(filter(str.isalpha, _LETTERS), key=len, reverse=True)))
_MAX_READINGS = 48


def from_latin_keys(text: str) -> str:
    """Return what the same keys type in the Russian layout: «dscnfdrf» as «выставка».

    Must be given the text before punctuation is dropped: «[», «;», «'», «,», «.» and the
    backtick are letters there.
    """
    return text.lower().translate(_CURLY).translate(_SHIFTED).translate(_TO_RUSSIAN)


def from_russian_keys(text: str) -> str:
    """Return what the same keys type in the Latin layout: «ьщызкщь» as «mosprom»."""
    return text.lower().translate(_TO_LATIN)


def look_alikes(word: str) -> tuple[str, ...]:
    """Return a word written in one alphabet where letters of the other had slipped in."""
    return word.translate(_ALIKE_TO_RUSSIAN), word.translate(_ALIKE_TO_LATIN)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """Return the Latin skeleton of a Russian word, the same for every way to transliterate it."""
    return _single("".join(_SKELETON.get(char, char) for char in word).replace("|", ""))


@lru_cache(maxsize=4096)
def skeletons(word: str) -> tuple[str, ...]:
    """Return the skeletons a word in Latin letters may have, the likeliest first."""
    units = [_READINGS.get(unit, (unit,)) for unit in _UNIT.findall(word) if unit.isalnum()]
    return tuple(dict.fromkeys(map(_single, _combinations(units))))


def in_cyrillic(word: str) -> Iterator[str]:
    """Yield the ways to write a word in Latin letters with Russian ones, soft signs left out."""
    for key in skeletons(word):
        yield from _combinations([_LETTERS[unit] for unit in _LETTERS_UNIT.findall(key)])


def _combinations(choices: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the words that take one of the choices at each place, the first ones of them."""
    return map("".join, islice(product(*choices), _MAX_READINGS))


def _single(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", text)
