"""Russian text to dictionary forms: one way for records and for questions."""

import re
import threading
import unicodedata
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

import pymorphy3

MAX_WORD_LETTERS = 60
"""Letters of a word that count: the rest of a longer one is noise, and the index's column ends."""


def entries(text: str) -> tuple[str, ...]:
    """Return the entries of a list that is written as running text, for the reader's sake."""
    return tuple(text.split())


_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f"
_GROUPED = r"(?<!\w)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\w)"
"""A number with its thousands apart: «1 000» is found as «1000» and the other way round."""
_WORD = re.compile(rf"{_GROUPED}|(?:[^\W_]+|[{_INVISIBLE}]+|(?<=\w)#(?=\w))+|₽|(?<=\d)%|(?<=\d\s)%")
"""A sign of number inside a name makes one word of it: «Открой#Моспром» is not «Моспром»."""
_SIGNS = {"₽": "рубль", "%": "процент"}
"""Signs that are read as words; a percent sign only after its number."""
_HYPHEN = re.compile(r"[-\u2010-\u2013\u2212]")

_STOP_POS = {"PREP", "CONJ", "PRCL", "NPRO", "INTJ"}
_STOP_GRAMMEMES = {"Apro", "Anph", "Ques"}
"""Pronouns among adjectives and adverbs: «какой», «наш», «где», «почему»."""

_RARE_PARSE = 0.01
"""Readings of a word less likely than this are the dictionary's curiosities («для» of «длить»)."""

# Cases of nouns and adjectives, for words no dictionary has. Longer endings only add keys.
_ENDINGS = entries(
    """
    а я о е и ы у ю ь й ой ей ою ею ом ем ам ям ами ями ах ях ов ев ий ый ая яя ое ее ие ые
    ого его ому ему им ым ими ыми их ых ую юю ия ии ию ией ием иям иями иях
    """
)
_SHORTEST_STEM = 3
STEM_MARK = "~"
"""Closes the key of an unknown word's stem, so that it never equals a dictionary form."""
WHOLE_MARK = "="
"""Opens the key of a whole title or keyword."""

_LOADING = threading.Lock()


class Word(NamedTuple):
    """A word of a text: how it is compared, where it stands, whether a hyphen ties on the next."""

    normal: str
    start: int
    end: int
    tied: bool = False


def normalise(text: str) -> str:
    """Return the text as it is compared: lower case, ё as е, no invisible or stress marks.

    Spaces of every kind become one space, hyphens and dashes «-», quotation marks «"».
    """
    text = unicodedata.normalize("NFKC", text).lower().replace("ё", "е")
    return re.sub(r"\s+", " ", "".join(map(_plain, text))).strip()


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace():
        return " "
    if category in ("Mn", "Cf", "Cc", "Cs"):
        return ""
    if category == "Pd" or char == "\u2212":
        return "-"
    return '"' if category in ("Pi", "Pf") or char in "„‟" else char


def words(text: str) -> list[Word]:
    """Split a text into its words, positions counted in the text as given."""
    spans = [match.span() for match in _WORD.finditer(text)]
    follows = [start for start, _ in spans][1:]
    return [
        Word(normal, start, end, following == end + 1 and bool(_HYPHEN.match(text, end)))
        for (start, end), following in zip_longest(spans, follows)
        if (normal := _letters(text[start:end]))
    ]


@lru_cache(maxsize=16384)
def _letters(token: str) -> str:
    if token in _SIGNS:
        return _SIGNS[token]
    return "".join(char for char in normalise(token) if char.isalnum())[:MAX_WORD_LETTERS]


def join_hyphens(tied_words: list[Word]) -> str:
    """Return words tied by hyphens as one: «бизнес-миссия» as «бизнесмиссия»."""
    return "".join(word.normal for word in tied_words)[:MAX_WORD_LETTERS]


@cache
def _load() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


def _analyzer() -> pymorphy3.MorphAnalyzer:
    """Return the dictionary, read once even when several threads ask at the same moment."""
    with _LOADING:
        return _load()


@lru_cache(maxsize=65536)
def is_russian(word: str) -> bool:
    """Tell whether the dictionary has the word in this form."""
    return _analyzer().word_is_known(word)


@lru_cache(maxsize=65536)
def lemmas(word: str) -> tuple[str, ...]:
    """Return the dictionary forms of a normalised word, the likeliest first.

    All likely readings are kept: «стали» is «стать» and «сталь». A word the dictionary lacks
    stands for itself and for its stems without the endings of cases, so that «Руднево» and
    «в Рудневе» meet.
    """
    if not is_russian(word):
        return (word, *stems(word))
    likely: dict[str, float] = {}
    for parse in _analyzer().parse(word):
        form = parse.normal_form.replace("ё", "е")
        likely[form] = likely.get(form, 0) + parse.score
    kept = [form for form, score in likely.items() if score >= _RARE_PARSE]
    return tuple(sorted(kept, key=lambda form: -likely[form]))


@lru_cache(maxsize=16384)
def stems(word: str) -> tuple[str, ...]:
    """Return the marked stems of an unknown word; none for a word that is not Cyrillic."""
    if not is_cyrillic(word):
        return ()
    found = [word]
    found += [word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending)]
    if word[-2:] in ("ок", "ек"):
        found.append(f"{word[:-2]}к")  # the fleeting vowel of «техностажировок»
    return tuple(f"{stem}{STEM_MARK}" for stem in found if len(stem) >= _SHORTEST_STEM)


@lru_cache(maxsize=16384)
def is_stop_word(word: str) -> bool:
    """Tell whether a normalised word only ties others: a preposition, conjunction, pronoun …"""
    if not is_cyrillic(word) or not is_russian(word):
        return False
    if len(word) == 1:
        return True
    tag = _analyzer().parse(word)[0].tag
    return tag.POS in _STOP_POS or any(grammeme in tag for grammeme in _STOP_GRAMMEMES)


@lru_cache(maxsize=16384)
def is_noun(word: str) -> bool:
    """Tell whether a normalised word is a noun, or a name the dictionary lacks."""
    return not is_russian(word) or _analyzer().parse(word)[0].tag.POS == "NOUN"


def is_cyrillic(word: str) -> bool:
    """Tell whether a normalised word consists of Russian letters."""
    return bool(word) and all("а" <= char <= "я" for char in word)


def is_latin(word: str) -> bool:
    """Tell whether a normalised word consists of Latin letters."""
    return bool(word) and all("a" <= char <= "z" for char in word)


@lru_cache(maxsize=16384)
def forms(lemma: str) -> tuple[str, ...]:
    """Return the forms of a dictionary word, participles left out; of another, the word itself.

    For looking a misspelt word up: only forms that exist are ever offered.
    """
    if not is_russian(lemma):
        return (lemma,)
    dictionary = _analyzer().dictionary
    found = {lemma: None}
    for word, readings in dictionary.words.similar_items(lemma, _analyzer().char_substitutes):
        for paradigm, place in readings:
            if place == 0:
                stem = dictionary.build_stem(dictionary.paradigms[paradigm], 0, word)
                found |= {f"{a}{stem}{b}".replace("ё", "е"): None for a, b in _paradigm(paradigm)}
    return tuple(found)


@cache
def _paradigm(number: int) -> tuple[tuple[str, str], ...]:
    info = _analyzer().dictionary.build_paradigm_info(number)
    rare = ("PRTF", "PRTS", "GRND", "Supr", "V-ey", "V-oy", "V-ie", "Infr")
    return tuple(
        (prefix, suffix)
        for prefix, tag, suffix in info
        if not any(grammeme in str(tag) for grammeme in rare)
    )


def text_lemmas(text: str) -> dict[str, None]:
    """Return the lemmas of a text for the index, in order, words that only tie others left out."""
    found: dict[str, None] = {}
    chain: list[Word] = []
    for word in words(text):
        if not is_stop_word(word.normal):
            found |= dict.fromkeys(lemmas(word.normal))
        chain.append(word)
        if not word.tied:
            if len(chain) > 1:
                found |= dict.fromkeys(lemmas(join_hyphens(chain)))
            chain = []
    return found


def whole(text: str) -> str:
    """Return a key of the text as a whole, equal for the same words in other forms or order."""
    forms = sorted({lemmas(word.normal)[0] for word in words(text)})
    return f"{WHOLE_MARK}{' '.join(forms)}"[:MAX_WORD_LETTERS] if len(forms) > 1 else ""
