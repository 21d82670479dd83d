"""What to offer while a question is being typed, and when nothing was found."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from pyroaring import BitMap
from rapidfuzz.distance import OSA

from .alphabets import from_latin_keys, from_russian_keys, skeleton, skeletons
from .language import forms, is_latin, is_stop_word, lemmas, normalise, words
from .spelling import typos_allowed
from .vocabulary import Vocabulary

MAX_SUGGESTIONS = 8
_SHORTEST_BEGINNING = 2
_AFTER_ALL = "\U0010ffff"
"""Sorts after every letter."""


@dataclass(frozen=True)
class Suggestion:
    """A text to offer; ``kind`` is ``title``, ``operator`` or ``word``."""

    text: str
    kind: str


class Offers:
    """All that may be offered, found by the beginnings of its words without reading it.

    Args:
        titles, operators, frequent: texts of each kind, the first to be offered first.
    """

    def __init__(
        self,
        titles: Iterable[str] = (),
        operators: Iterable[str] = (),
        frequent: Iterable[str] = (),
    ):
        self.entries: list[Suggestion] = []
        self.of_kind: dict[str, BitMap] = {}
        for kind, texts in (("title", titles), ("operator", operators), ("word", frequent)):
            start = len(self.entries)
            self.entries += [Suggestion(text, kind) for text in dict.fromkeys(texts)]
            self.of_kind[kind] = BitMap(range(start, len(self.entries)))
        by_word, by_first = defaultdict(list), defaultdict(list)
        for place, entry in enumerate(self.entries):
            normals = _normals(entry.text)
            for normal in normals:
                by_word[normal].append(place)
            for normal in normals[:1]:
                by_first[normal].append(place)
        self.by_word, self.by_first = Beginnings(by_word), Beginnings(by_first)


class Beginnings:
    """Sets of places by the words that stand there, found by how a word begins."""

    def __init__(self, places: Mapping[str, list[int]]):
        self._sets = {word: BitMap(found) for word, found in places.items()}
        self._words = sorted(places)
        spelled = sorted((skeleton(word), word) for word in places)
        self._skeletons = [key for key, _ in spelled]
        self._spelled = [word for _, word in spelled]

    def continuing(self, beginning: str, *, latin: bool) -> BitMap:
        """Return where a word continues what was typed, or is a form of it.

        Args:
            beginning: the beginning of a word, normalised.
            latin: read it as Russian written in Latin letters.
        """
        found = self._words[between(self._words, beginning)]
        if latin:
            for key in skeletons(beginning):
                found += self._spelled[between(self._skeletons, key)]
        else:
            found += _all_forms(beginning)
        return BitMap.union(BitMap(), *(self._sets[word] for word in found if word in self._sets))


def between(ordered: list[str], beginning: str) -> slice:
    """Return where in a sorted list the texts stand that begin so."""
    return slice(bisect_left(ordered, beginning), bisect_left(ordered, beginning + _AFTER_ALL))


@lru_cache(maxsize=32768)
def _normals(text: str) -> tuple[str, ...]:
    # most titles are the same in the next version
    return tuple(word.normal for word in words(text))


def suggestions(typed: str, offers: Offers, *, limit: int = MAX_SUGGESTIONS) -> list[Suggestion]:
    """Return titles, operators and words that continue what was typed, best first.

    Wrong layout and transliteration are read as in a question. Fewer than two letters give
    nothing.
    """
    for beginnings, latin in _readings(typed[:100]):
        if sum(map(len, beginnings)) < _SHORTEST_BEGINNING:
            continue
        found = BitMap.intersection(
            *(offers.by_word.continuing(each, latin=latin) for each in beginnings)
        )
        if found:
            # where the last word begins the text comes first
            begun = offers.by_first.continuing(beginnings[0], latin=latin)
            return _mix(offers, found, begun, limit)
    return []


def nearest(word: str, vocabulary: Vocabulary, limit: int = 3) -> list[str]:
    """Return words of the catalogue that look like ``word``: for a page that found nothing."""
    word = normalise(word)
    common = max(4, len(word) * 2 // 3)
    typos = typos_allowed(word)
    near = (
        (OSA.distance(word, other), other)
        for other in vocabulary.frequent
        if other[:common] == word[:common] or OSA.distance(word, other) <= typos
    )
    return [other for _, other in sorted(near)[:limit]]


def _readings(typed: str) -> Iterator[tuple[list[str], bool]]:
    """Give what may have been meant, the likeliest first, and whether to read it as Latin."""
    for text in (typed, from_latin_keys(typed), from_russian_keys(typed)):
        normals = [word.normal for word in words(text)]
        meaning = [word for word in normals[:-1] if not is_stop_word(word)]
        endings = [normals[-1:]]
        if normals and is_stop_word(normals[-1]):
            endings.append([])  # «в» begins a word, or leads to one that is not there yet
        for kept in filter(None, (meaning + ending for ending in endings)):
            yield kept, False
            if any(map(is_latin, kept)):
                yield kept, True


@lru_cache(maxsize=1024)
def _all_forms(word: str) -> tuple[str, ...]:
    return tuple({form for lemma in lemmas(word) for form in forms(lemma)})


def _mix(offers: Offers, found: BitMap, begun: BitMap, limit: int) -> list[Suggestion]:
    """Return titles, then operators, then words, with room left for the last two."""

    def best(kind: str) -> Iterator[Suggestion]:
        of_kind = found & offers.of_kind[kind]
        return (offers.entries[place] for place in chain(of_kind & begun, of_kind - begun))

    words_room = min(len(found & offers.of_kind["word"]), max(2, limit // 3))
    operators_room = min(len(found & offers.of_kind["operator"]), max(1, limit // 4))
    chosen = list(islice(best("title"), limit - words_room - operators_room))
    chosen += islice(best("operator"), operators_room)
    named = {entry.text.casefold() for entry in chosen}
    plain = (entry for entry in best("word") if entry.text not in named)
    return chosen + list(islice(plain, limit - len(chosen)))
