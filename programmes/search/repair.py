"""A question nobody could have meant, read as the one that was: layouts, alphabets, typos."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.functional import cached_property

from .alphabets import from_latin_keys, from_russian_keys, in_cyrillic, look_alikes
from .figures import is_figure
from .filler import FILLER, GENERAL, SMALL_WORDS
from .language import is_cyrillic, is_latin, is_russian, is_stop_word, lemmas, words
from .spelling import Spelling
from .thesaurus import Thesaurus
from .vectors import Vectors
from .vocabulary import Vocabulary

_PUNCTUATION = ".,;:'\"!?()[]{}<>`«»„“”"
_SOFT_SIGN = re.compile("(?<=[a-z])['’`´]", re.IGNORECASE)
"""How transliteration writes ь and ъ: «dejatel'nost'»."""
_SHORTEST_GUESS = 4
"""Letters of a word that may be read in the other layout though the catalogue has it in none."""

_SHORTEST_SURE = 3
"""Letters of a word that shows in which layout a phrase was typed: «a» may be an English word."""
_SHORTEST_MISSPELT = 6
"""Letters of a word that may be both in the other layout and misspelt."""


_SHORTEST_MISPRINT = 7
_MISPRINTED = 5
"""How many times as often the right word stands in the news as its misprint, at least."""


@dataclass(frozen=True)
class Repair:
    """A part of the question that was read differently: «dscnfdrb» as «выставки».

    ``kind`` is one of ``alphabet``, ``layout``, ``translit``, ``spaces``, ``spelling``.
    """

    typed: str
    used: str
    kind: str


@dataclass(frozen=True)
class Reading:
    """A piece of the question between spaces, as it may be meant; ``sure`` if words are known."""

    text: str
    repairs: tuple[Repair, ...] = ()
    sure: bool = True


class Reader:
    """Knows the catalogue's words and the synonyms', and reads unknown ones as those."""

    def __init__(
        self, vocabulary: Vocabulary, thesaurus: Thesaurus, vectors: Vectors | None = None
    ):
        self.vocabulary = vocabulary
        self.thesaurus = thesaurus
        self.vectors = vectors

    @cached_property
    def spelling(self) -> Spelling:
        """The forms to compare misspelt words with; built when the first one comes."""
        texts = {*self.vocabulary.ids, *self.thesaurus.lemmas}
        return Spelling({*texts, *FILLER, *GENERAL, *SMALL_WORDS}, self.vocabulary.counts)

    def has(self, word: str) -> bool:
        """Tell whether the catalogue or the synonyms have a normalised word."""
        ids = self.vocabulary.ids
        return any(form in ids or self.thesaurus.knows(form) for form in lemmas(word))

    def knows(self, word: str) -> bool:
        """Tell whether a normalised word needs no repair."""
        if self.has(word) or is_figure(word) or is_stop_word(word):
            return True
        return any(
            form in FILLER or form in GENERAL or self.relatives(form) for form in lemmas(word)
        )

    def is_correct(self, word: str) -> bool:
        """Tell whether somebody writes a word so: the dictionary or the news have it.

        A name, an abbreviation or a loan word that is absent from the catalogue is absent; it
        is not a misspelt one of the catalogue's words.
        """
        return is_russian(word) or self._is_in_the_news(word)

    def _is_in_the_news(self, word: str) -> bool:
        place = self.vectors.place(word) if self.vectors else None
        if place is None:
            return False
        if len(word) < _SHORTEST_MISPRINT:
            return True
        # what the news misprint is beside the right word there: «агенство»
        meant = map(self.vectors.place, self.spelling.near(word, 1)[:1])
        share = max((self.vectors.share(other) for other in meant if other is not None), default=0)
        return share < _MISPRINTED * self.vectors.share(place)

    def relatives(self, lemma: str) -> frozenset[str]:
        """Return the lemmas of the same root that the catalogue or the synonyms have."""
        in_catalogue = self.vocabulary.families.relatives(lemma)
        return in_catalogue | self.thesaurus.families.relatives(lemma)

    def read(self, text: str) -> tuple[str, tuple[Repair, ...]]:
        """Return the question as it was meant and what had to be repaired for that."""
        whole = self._written_apart(text)
        pieces = text.split()
        read = {piece: self._read_piece(piece, whole) for piece in dict.fromkeys(pieces)}
        seen = {
            repair.kind
            for piece, reading in read.items()
            for repair in reading.repairs
            if reading.sure and len(piece) >= _SHORTEST_SURE
        }
        accepted = [self._accepted(piece, read[piece], seen) for piece in pieces]
        repairs = tuple(dict.fromkeys(one for reading in accepted for one in reading.repairs))
        return " ".join(reading.text for reading in accepted) if repairs else text, repairs

    def _accepted(self, piece: str, reading: Reading, seen: set[str]) -> Reading:
        """Return a piece as the whole phrase lets it be read.

        A phrase is typed in one layout: what is too short or too strange to tell by itself is
        read as the rest of it.

        Args:
            seen: the kinds of repairs that pieces needed which leave no doubt.
        """
        by_layout = any(repair.kind == "layout" for repair in reading.repairs)
        if by_layout and "layout" not in seen:
            told = reading.sure and len(piece) >= _SHORTEST_SURE
            return reading if told or _is_long(reading.text) else Reading(piece)
        unread = [word.normal for word in words(piece) if not self.knows(word.normal)]
        if reading.repairs or not unread or not all(map(is_latin, unread)):
            return reading
        if "layout" in seen:
            used = from_latin_keys(piece)
            return _one(piece, used, "layout") if used != piece else reading
        if "translit" in seen and len(unread) == 1:
            spelled = next(filter(self.is_correct, in_cyrillic(unread[0])), None)
            return _one(piece, spelled, "translit") if spelled else reading
        return reading

    def _written_apart(self, text: str) -> set[str]:
        """Return words that are halves of one the catalogue has: «техно стажировка»."""
        normals = [word.normal for word in words(text)]
        pairs = pairwise(normals)
        return {half for pair in pairs if self.has("".join(pair)) for half in pair}

    def _read_piece(self, piece: str, whole: set[str]) -> Reading:
        unknown = [
            word.normal
            for word in words(piece)
            if not self.knows(word.normal) and word.normal not in whole
        ]
        if not unknown:
            return Reading(piece)
        for method in (self._other_letters, self._other_layout):
            reading = method(piece, unknown)
            if reading:
                return reading
        reading = self._word_by_word(piece, unknown) if _has_no_sign(piece) else self._signed(piece)
        if reading.repairs or not all(map(is_latin, unknown)):
            return reading
        return self._misspelt_in_other_layout(piece) or reading

    def _other_letters(self, piece: str, unknown: list[str]) -> Reading | None:
        """Read look-alikes of the other alphabet: a Latin «c» in «cтажировка»."""
        if not any(char.isascii() and char.isalpha() for char in piece):
            return None
        for used in look_alikes(piece.lower()):
            normals = [word.normal for word in words(used)]
            if used != piece.lower() and normals and all(map(self.has, normals)):
                return _one(piece, used, "alphabet")
        mixed = not any(is_latin(word) for word in unknown)
        russian = look_alikes(piece.lower())[0]
        if mixed and all(is_cyrillic(word.normal) for word in words(russian)):
            rest = self._read_piece(russian, set())
            return _one(piece, rest.text, "alphabet") if self._has_all(rest.text) else None
        return None

    def _other_layout(self, piece: str, unknown: list[str]) -> Reading | None:
        if all(map(is_latin, unknown)):
            guess = None
            for typed in _trim(piece):
                used = from_latin_keys(typed)
                if self._has_all(used):
                    return _one(typed, used, "layout")
                if not guess and all(is_russian(word.normal) for word in words(used)):
                    guess = Reading(used, (Repair(typed, used, "layout"),), sure=False)
            return guess
        if all(is_cyrillic(word) and not is_russian(word) for word in unknown):
            typed = piece.strip(_PUNCTUATION)
            used = from_russian_keys(typed)
            latin = words(used)
            if used.replace("-", "").isalpha():
                read = self._has_all(used) or self._word_by_word(
                    used, [word.normal for word in latin], self._transliterated
                )
                if read is True:
                    return _one(typed, used, "layout")
                if self._has_all(read.text):
                    return _one(typed, read.text, "layout")
        return None

    def _misspelt_in_other_layout(self, piece: str) -> Reading | None:
        for typed in _trim(piece):
            used = from_latin_keys(typed)
            if len(used) < _SHORTEST_MISSPELT:
                continue  # short rubbish is one typo away from something in every layout
            unknown = [word.normal for word in words(used) if not self.knows(word.normal)]
            read = self._word_by_word(used, unknown, self._respelt)
            if self._has_all(read.text):
                return _one(typed, read.text, "layout")
        return None

    def _word_by_word(
        self,
        piece: str,
        unknown: list[str],
        method: Callable[[str], tuple[str, str] | None] | None = None,
    ) -> Reading:
        text, repairs = piece, []
        for word in reversed(words(piece)):
            found = (method or self._meant)(word.normal) if word.normal in unknown else None
            if found:
                repairs.insert(0, Repair(piece[word.start : word.end], *found))
                text = text[: word.start] + found[0] + text[word.end :]
        return Reading(text, tuple(repairs))

    def _signed(self, piece: str) -> Reading:
        """Read a transliterated word whose soft signs are apostrophes."""
        bare = _SOFT_SIGN.sub("", piece)
        reading = self._word_by_word(bare, [word.normal for word in words(bare)])
        return _one(piece, reading.text, "translit") if reading.repairs else Reading(piece)

    def _meant(self, word: str) -> tuple[str, str] | None:
        return self._transliterated(word) or self._spaced(word) or self._respelt(word)

    def _transliterated(self, word: str) -> tuple[str, str] | None:
        foreign = is_cyrillic(word) and len(word) >= _SHORTEST_GUESS and not is_russian(word)
        if not is_latin(word) and not foreign:
            return None
        if foreign and self.is_correct(word):
            return None
        used = self.spelling.transliterated(word)
        if not used or used == word:
            return None
        # letter for letter it is another word: «gost» is «гост» and not «гость»
        signed = "ь" in used or "ъ" in used
        if signed and any(map(self.is_correct, in_cyrillic(word))):
            return None
        return used, "translit"

    def _spaced(self, word: str) -> tuple[str, str] | None:
        halves = None if self.is_correct(word) else self.spelling.split(word)
        return (" ".join(halves), "spaces") if halves else None

    def _respelt(self, word: str) -> tuple[str, str] | None:
        """Repair a word of no dictionary only: a correct one that is absent is just absent."""
        if not word.isalpha() or self.is_correct(word):
            return None
        if is_latin(word) and len(word) < _SHORTEST_MISSPELT:
            return None  # «most», «import»: one letter away from some short word of ours
        used = self.spelling.nearest(word)
        return (used, "spelling") if used else None

    def _has_all(self, text: str) -> bool:
        found = words(text)
        return bool(found) and all(
            self.knows(word.normal) and (self.has(word.normal) or not is_latin(word.normal))
            for word in found
        )


def _one(typed: str, used: str, kind: str) -> Reading:
    return Reading(used, (Repair(typed, used, kind),))


def _has_no_sign(piece: str) -> bool:
    return not _SOFT_SIGN.search(piece)


def _trim(piece: str) -> Iterator[str]:
    """Give the piece whole, then without marks at its end and at both ends."""
    yield from dict.fromkeys([piece, piece.rstrip(_PUNCTUATION), piece.strip(_PUNCTUATION)])


def _is_long(text: str) -> bool:
    return len(text) >= _SHORTEST_GUESS
