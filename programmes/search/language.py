"""Russian text to dictionary forms: one way for records and for questions."""

import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import pymorphy3

from .figures import FIGURE_MARK, GLUED, in_full, is_figure, is_year

MAX_WORD_LETTERS = 60
"""Letters of a word that count: the rest of a longer one is noise, and the index's column ends."""


def entries(text: str) -> tuple[str, ...]:
    """Return the entries of a list that is written as running text, for the reader's sake."""
    return tuple(text.split())


_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f"
_GROUPED = r"(?<!\w)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\w)"
"""A number with its thousands apart: «1 000» is found as «1000» and the other way round."""
_DECIMAL = rf"(?<![\w.,])\d+[.,]\d+(?=(?:{GLUED})?(?!\w|[.,]\d))"
"""«3,5», but neither a date nor a version; a unit may be glued to it."""
_COUNTED = rf"\d+(?=(?:{GLUED})(?!\w))"
"""The figure of «3млн» and «2025г»."""
_DOTTED = r"(?<!\w)(?:[^\W\d_]\.){2,}(?!\s?[А-ЯЁA-Z][а-яёa-z])(?:[^\W\d_](?!\w))?"
"""An abbreviation with stops, «С.П.О.»; the initials of a name are none."""
_WORD = re.compile(
    rf"{_GROUPED}|{_DECIMAL}|{_COUNTED}|{_DOTTED}|(?:[^\W_]+|[{_INVISIBLE}]+|(?<=\w)#(?=\w))+|₽|(?<=\d)%|(?<=\d\s)%"
)
"""A sign of number inside a name makes one word of it: «Открой#Моспром» is not «Моспром»."""
_SIGNS = {"₽": "рубль", "%": "процент"}
"""Signs that are read as words; a percent sign only after its number."""
_HYPHEN = re.compile(r"[-\u2010-\u2013\u2212]")

_STOPPED = {"тд", "тп", "ио", "нэ", "см", "др", "пр"}
"""Abbreviations that only end a list or lead elsewhere: «и т.д.»."""
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

SIDE_MARK = "#"
"""Opens the key of a side: of companies, of learners."""

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
    found, before = [], ""
    for (start, end), following in zip_longest(spans, follows):
        if normal := _letters(text[start:end]):
            before = in_full(normal, before)
            tied = following == end + 1 and bool(_HYPHEN.match(text, end))
            found.append(Word(before, start, end, tied))
    return found


@lru_cache(maxsize=16384)
def _letters(token: str) -> str:
    if token in _SIGNS:
        return _SIGNS[token]
    if re.fullmatch(_DECIMAL, token):
        return token.replace(",", ".").rstrip("0").rstrip(".")
    return "".join(char for char in normalise(token) if char.isalnum())[:MAX_WORD_LETTERS]


def side_key(side: str) -> str:
    """Return the key of the programmes for a side."""
    return f"{SIDE_MARK}{side}"


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Return the lines of a list of words: two texts apart by a tab; «#» begins a remark."""
    lines = path.read_text(encoding="utf-8").splitlines()
    split = (line.partition("\t") for line in lines if not line.startswith("#"))
    return [(one, other) for one, _, other in split]


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


@lru_cache(maxsize=512)
def _parses(word: str) -> list:
    """Return the readings of a word, the likeliest first: several questions about it follow."""
    return _analyzer().parse(word)


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
    for parse in _parses(word):
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
    if word in _STOPPED:
        return True
    if not is_cyrillic(word) or not is_russian(word):
        return False
    if len(word) == 1:
        return True
    tag = _parses(word)[0].tag
    return tag.POS in _STOP_POS or any(grammeme in tag for grammeme in _STOP_GRAMMEMES)


@lru_cache(maxsize=16384)
def is_noun(word: str) -> bool:
    """Tell whether a normalised word is a noun, or a name the dictionary lacks."""
    return not is_russian(word) or _parses(word)[0].tag.POS == "NOUN"


@lru_cache(maxsize=16384)
def is_verb(word: str) -> bool:
    """Tell whether a normalised word of the dictionary is a verb."""
    return _parses(word)[0].tag.POS in ("INFN", "VERB")


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
    rare = ("PRTF", "PRTS", "GRND", "Supr", "V-ey", "V-oy", "V-ie", "Infr", "COMP")
    return tuple(
        (prefix, suffix)
        for prefix, tag, suffix in info
        if not any(grammeme in str(tag) for grammeme in rare)
    )


_GOVERNED = {
    "gent": frozenset(entries("для от из без до у около после кроме против")),
    "datv": frozenset(entries("к ко по")),
    "accs": frozenset(entries("на в во за под про через")),
    "ablt": frozenset(entries("с со над между")),
    "loct": frozenset(entries("о об при")),
}
"""The case that a preposition asks for, in the sense that questions mostly have."""


@lru_cache(maxsize=4096)
def governed(before: str, word: str) -> str | None:
    """Return a noun in the form that the word before it asks for: «лизинг» + «оборудование».

    Args:
        before: a normalised word: a preposition, a verb, a noun or an adjective.
        word: a noun in its dictionary form, normalised.

    Returns:
        The form; None where the two do not go together: an adjective of another gender.
    """
    nouns = [parse for parse in _parses(word) if parse.tag.POS == "NOUN"]
    if not is_russian(word) or not nouns:
        return word
    noun, other = nouns[0], _parses(before)[0].tag
    case = next((case for case, words in _GOVERNED.items() if before in words), None)
    if case is None and other.POS in ("INFN", "VERB"):
        case = "accs"
    elif case is None and other.POS == "NOUN":
        case = "gent"
    elif case is None and other.POS == "ADJF":
        if other.number == "sing" and other.gender != noun.tag.gender:
            return None
        form = noun.inflect({other.case, other.number})
        return form.word if form else None
    form = noun.inflect({case}) if case else noun
    return form.word if form else None


_NAMES = ("Geox", "Name", "Surn", "Orgn", "Trad")


def is_name(lemma: str) -> bool:
    """Tell whether a dictionary form is a name, which begins with a capital."""
    return (_dictionary_spelling(lemma) or lemma)[:1].isupper()


_PERSONS = ("Name", "Surn", "Patr")


@lru_cache(maxsize=4096)
def is_of_a_person(word: str) -> bool:
    """Tell whether a normalised word is likely somebody's name, surname or patronymic."""
    tag = _parses(word)[0].tag
    return any(each in tag for each in _PERSONS)


@lru_cache(maxsize=16384)
def _dictionary_spelling(word: str) -> str | None:
    """Return a dictionary form with its ё and capitals; None for a word no dictionary has."""
    if not is_russian(word):
        return None
    for parse in _parses(word):
        if parse.normal_form.replace("ё", "е") == word:
            if "Abbr" in parse.tag:
                return parse.normal_form.upper()
            named = any(each in parse.tag for each in _NAMES)
            return parse.normal_form.capitalize() if named else parse.normal_form
    return None


def spelled(word: str, written: Mapping[str, str]) -> str | None:
    """Return a normalised word as Russian spells it: «приём», «Индия»; None if nobody knows.

    Args:
        written: how words stand in texts, for those the dictionary lacks.
    """
    return _dictionary_spelling(word) or written.get(word)


def text_lemmas(text: str) -> dict[str, None]:
    """Return the lemmas of a text for the index, in order, words that only tie others left out."""
    found: dict[str, None] = {}
    chain: list[Word] = []
    split = words(text)
    for _, keys in counted(split).values():
        found |= dict.fromkeys(sorted(keys))
    for word in split:
        if not is_stop_word(word.normal):
            found |= dict.fromkeys(lemmas(word.normal))
        chain.append(word)
        if not word.tied:
            if len(chain) > 1:
                found |= dict.fromkeys(lemmas(join_hyphens(chain)))
            chain = []
    return found


def counted(split: Sequence[Word]) -> dict[int, tuple[int, frozenset[str]]]:
    """Return where the figures of a text stand that count something.

    Args:
        split: the words of the text.

    Returns:
        The place of a figure → the place of its noun and the keys of both together; «от 3 до
        5 млн» has two figures of one noun. A year of the calendar needs no noun.
    """
    found: dict[int, tuple[int, frozenset[str]]] = {}
    waiting: list[int] = []
    for place, word in enumerate(split):
        if is_figure(word.normal):
            waiting.append(place)
        elif waiting and not is_stop_word(word.normal):
            nouns = lemmas(word.normal) if is_noun(word.normal) else ()
            for figure in waiting:
                number = split[figure].normal
                if nouns and not any(is_year(number, noun) for noun in nouns):
                    keys = frozenset(f"{number}{FIGURE_MARK}{noun}" for noun in nouns)
                    found[figure] = place, keys
            waiting = []
    return found


def whole(text: str) -> str:
    """Return a key of the text as a whole, equal for the same words in other forms or order."""
    forms = sorted({lemmas(word.normal)[0] for word in words(text)})
    return f"{WHOLE_MARK}{' '.join(forms)}"[:MAX_WORD_LETTERS] if len(forms) > 1 else ""
