"""Passwords that can be guessed: common ones in any layout or alphabet, and words of the site."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pymorphy3
from django.conf import settings
from django.core.exceptions import ValidationError
from zxcvbn import matching, scoring

from . import events, sessions

MIN_GUESSES = 10**10
MAX_LENGTH = 72  # signs that are looked at; what follows only makes a password better
MIN_WORD_LENGTH = 4
RANK_OF_WORD = 5_000  # where guessers come to any one word of the Russian dictionary

LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,." + '~{}:"<>'
CYRILLIC_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю" + "ёхъжэбю"
ON_CYRILLIC_KEYS = str.maketrans(LATIN_KEYS, CYRILLIC_KEYS)
ON_LATIN_KEYS = str.maketrans(CYRILLIC_KEYS[:33], LATIN_KEYS[:33])
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
LATIN = (
    "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s",
    "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
)  # fmt: skip
IN_LATIN = str.maketrans(dict(zip(CYRILLIC, LATIN, strict=True)))
# the longest first; several spellings of one letter are in use
SPELLINGS = {
    "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю",
    "ju": "ю", "ya": "я", "ja": "я", "yo": "ё", "jo": "ё", "a": "а", "b": "б", "v": "в", "w": "в",
    "g": "г", "d": "д", "e": "е", "z": "з", "i": "и", "j": "й", "y": "ы", "k": "к", "l": "л",
    "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "t": "т", "u": "у", "f": "ф",
    "h": "х", "c": "ц",
}  # fmt: skip
SPELLING = re.compile("|".join(SPELLINGS))
SEPARATORS = re.compile(r"[\W_]+")
REPEATED = re.compile(r"(.+?)\1+")
LOOK_ALIKES = str.maketrans("@4830$5!17+", "aabeossiitt")
# zxcvbn's own search for digits instead of letters tries all combinations: seconds, if one wants
MATCHERS = (
    matching.dictionary_match,
    matching.reverse_dictionary_match,
    matching.sequence_match,
    matching.date_match,
    lambda reading, ranks: matching.spatial_match(reading, _ranked_dictionaries=ranks),
)
SOFTENED = re.compile(r"(?<=[бвгджзклмнпрстфхцчшщ])")

YEARS = {str(year): rank for rank, year in enumerate(range(2049, 1900, -1), 1)}
OWN_WORDS = (
    "каталог", "портал", "программ", "поддержк", "промышлен", "москва", "москов", "моспром",
    "редакц", "редактор", "издател", "экспорт", "столиц", "предприят", "завод", "админ", "пароль",
    "catalog", "portal", "program", "support", "industry", "moscow", "mosprom", "editor",
    "publisher", "export", "admin", "password",
)  # fmt: skip
"""What this site is about: the first that somebody would try who knows it."""


class GuessableValidator:
    """Refuses what a guesser who knows Russian and this site would try early."""

    def validate(self, password, user=None):
        if guesses_needed(password, [*own_words(user)]) < MIN_GUESSES:
            raise ValidationError(
                "Такой пароль легко подобрать: он складывается из распространённых слов, имён, дат "
                "или соседних клавиш. Другая раскладка, латиница и цифры вместо букв не помогают. "
                "Возьмите четыре случайных слова.",
                code="password_guessable",
            )

    def get_help_text(self):
        return (
            "Пароль не должен складываться из одного-двух слов, имён, дат или соседних клавиш, "
            "в какой бы раскладке их ни набрали. Надёжнее всего четыре случайных слова."
        )

    def password_changed(self, password, user=None):
        """Called by Django whenever a password was saved: whoever knew the old one is out."""
        events.record("password_changed", name=user.get_username())
        sessions.end_all_sessions(user, "password")


def guesses_needed(password: str, own: list[str]) -> float:
    """Return how many guesses the easiest reading of a password takes, as zxcvbn reckons.

    Its lists hold the favourites of many leaks, the Russian ones as they come out on Latin keys
    and in transliteration; what they lack are Russian words, which pymorphy's dictionary has.

    Args:
        password: as it was typed.
        own: words that a guesser would try first, in small letters.
    """
    ranks = {
        **matching.RANKED_DICTIONARIES,
        "own": {word: rank for rank, word in enumerate(own, 1)},
        "years": YEARS,
    }
    # made anew: a password in months is not worth keeping it
    knows = pymorphy3.MorphAnalyzer().word_is_known
    best = float("inf")
    for reading in readings(password[:MAX_LENGTH].lower()):
        ranks["russian"] = dict.fromkeys(russian_words(reading, knows), RANK_OF_WORD)
        found = [match for matcher in MATCHERS for match in matcher(reading, ranks)]
        found.sort(key=lambda match: (match["i"], match["j"]))
        sequence = scoring.most_guessable_match_sequence(reading, found, _exclude_additive=True)
        best = min(best, float(sequence["guesses"]))
    return best


def readings(typed: str) -> set[str]:
    """Return what a password may have been before it was made to look harder.

    Other keys, other letters, digits for letters, signs between words, the same thing twice: all
    of these are cheap for a guesser.
    """
    russian = typed.translate(ON_CYRILLIC_KEYS)
    found = {
        typed,
        russian,
        typed.translate(ON_LATIN_KEYS),
        typed.translate(IN_LATIN),
        russian.translate(IN_LATIN),
        SPELLING.sub(lambda spelling: SPELLINGS[spelling[0]], typed),
        typed.translate(LOOK_ALIKES),
    }
    found |= {SEPARATORS.sub("", reading) for reading in found}
    found |= {REPEATED.sub(r"\1", reading) for reading in found}
    return found - {""}


def russian_words(reading: str, knows) -> Iterator[str]:
    """Return all parts of a reading that are words, also without the soft sign they lost."""
    for run in re.finditer(r"[а-яё]+", reading):
        letters = run[0]
        for start in range(len(letters)):
            for end in range(start + MIN_WORD_LENGTH, len(letters) + 1):
                word = letters[start:end]
                if knows(word) or any(map(knows, soften_consonants(word))):
                    yield word


def soften_consonants(word: str) -> list[str]:
    """Return a word with a soft sign after each of its consonants in turn."""
    return [f"{word[: at.start()]}ь{word[at.start() :]}" for at in SOFTENED.finditer(word)]


def own_words(user) -> Iterator[str]:
    """Return what a guesser knows of the site and of the person."""
    yield from OWN_WORDS
    host = urlsplit(settings.PORTAL_URL).hostname or ""
    about = [host, settings.ADMIN_PATH]
    for name in ("username", "first_name", "last_name", "email"):
        about.append(getattr(user, name, "") or "")
    yield from re.findall(r"\w{3,}", " ".join(about).lower())
