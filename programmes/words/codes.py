"""Codes for addresses: Russian words in Latin letters, with a number where one is taken."""

from collections.abc import Container
from itertools import chain, count

from django.utils.text import slugify

IN_LATIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
        **{"ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"},
        **{"ю": "yu", "я": "ya"},
    }
)
"""The letters as most sites write them; ъ and ь have no sound and are dropped."""
WITHOUT_LETTERS = "zapis"  # of a title that has neither Russian nor Latin letters, nor digits
MAX_CHARACTERS = 54  # an address that can be read out; a number has room behind it


def code_from(text: str) -> str:
    """Return the words of a text as a code: «Заём для музеев» as ``zayom-dlya-muzeev``."""
    code = slugify(text.lower().translate(IN_LATIN).replace("_", "-"))
    if len(code) > MAX_CHARACTERS:
        # a word that is cut says nothing; a single long one has to be
        code = code[: MAX_CHARACTERS + 1].rpartition("-")[0] or code[:MAX_CHARACTERS]
    return code or WITHOUT_LETTERS


def free_code(code: str, taken: Container[str]) -> str:
    """Return a code, or with the first number that makes it one that is not taken yet."""
    numbered = (f"{code}-{number}" for number in count(2))
    return next(each for each in chain([code], numbered) if each not in taken)
