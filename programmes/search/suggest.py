"""What to offer while a question is being typed, and when nothing was found."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from pyroaring import BitMap
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .alphabets import from_latin_keys, from_russian_keys, skeleton, skeletons
from .filler import is_filler
from .language import forms, governed, is_latin, is_stop_word, lemmas, normalise, spelled, words
from .repair import Reader
from .spelling import typos_allowed

MAX_SUGGESTIONS = 8
_MAX_TYPED = 100
_MAX_TRIED = 24
_MAX_COMPLETED = 3
_SHORTEST_BEGINNING = 2
_SHORTEST_ALONE = 3
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
        titles: of programmes, the first to be offered first, with other words to find each by.
        operators: their names, the same.
        phrases: what people ask in the words of the field, the first to be offered first.
        frequent: single words, normalised, the first to be offered first.
    """

    def __init__(
        self,
        titles: Mapping[str, str] | None = None,
        operators: Mapping[str, str] | None = None,
        phrases: Iterable[str] = (),
        frequent: Iterable[str] = (),
    ):
        self.entries: list[Suggestion] = []
        self.of_kind: dict[str, BitMap] = {}
        titles, operators, phrases = titles or {}, operators or {}, list(phrases)
        # a hundred thousand titles are more than what is kept of them
        split = {text: _normals(text) for text in (*titles, *operators, *phrases)}
        written = spellings(split)
        words_of_kind = dict.fromkeys(filter(None, (spelled(word, written) for word in frequent)))
        by_word, by_first = defaultdict(list), defaultdict(list)
        single = dict.fromkeys((*words_of_kind, *phrases), "")
        for kind, texts in (("title", titles), ("operator", operators), ("word", single)):
            start = len(self.entries)
            for text, also in texts.items():
                place = len(self.entries)
                self.entries.append(Suggestion(text, kind))
                normals = split[text] if text in split else _normals(text)
                for normal in normals[:1]:
                    by_first[normal].append(place)
                for normal in dict.fromkeys((*normals, *_normals(also))):
                    by_word[normal].append(place)
            self.of_kind[kind] = BitMap(range(start, len(self.entries)))
        self.by_word, self.by_first = Beginnings(by_word), Beginnings(by_first)
        self.rank_of = {normalise(word): rank for rank, word in enumerate(words_of_kind)}
        self.single = sorted(self.rank_of)


def spellings(texts: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return how words are written inside texts, where nothing makes them begin with a capital.

    Args:
        texts: each with its words, normalised. Of numbers nobody needs to know; most texts have
            no other word that none before them had, and are not split again.
    """
    found: dict[str, str] = {}
    for text, normals in texts.items():
        if any(normal not in found and not normal.isdecimal() for normal in normals[1:]):
            for word in words(text)[1:]:
                found.setdefault(word.normal, text[word.start : word.end])
    return found


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
        return self.having(found)

    def having(self, exact: Iterable[str]) -> BitMap:
        """Return where any of some normalised words stands."""
        return BitMap.union(BitMap(), *(self._sets[word] for word in exact if word in self._sets))

    def nearly(self, beginning: str) -> list[str]:
        """Return the beginnings of words that a misspelt one may be, the likeliest first."""
        lengths = range(len(beginning) - 1, len(beginning) + 2) if typos_allowed(beginning) else ()
        same = self._words[between(self._words, beginning[:1])]
        choices = {word[:length]: None for word in same for length in lengths}
        found = process.extract(
            beginning, choices.keys(), scorer=OSA.distance, score_cutoff=1, limit=MAX_SUGGESTIONS
        )
        return [near for near, _, _ in found]


def between(ordered: list[str], beginning: str) -> slice:
    """Return where in a sorted list the texts stand that begin so."""
    return slice(bisect_left(ordered, beginning), bisect_left(ordered, beginning + _AFTER_ALL))


@lru_cache(maxsize=32768)
def _normals(text: str) -> tuple[str, ...]:
    # most titles are the same in the next version
    return tuple(word.normal for word in words(text))


def suggestions(
    typed: str, offers: Offers, reader: Reader | None = None, *, limit: int = MAX_SUGGESTIONS
) -> list[Suggestion]:
    """Return titles, operators and words that continue what was typed, best first.

    The last word is completed, the words before it are kept. Wrong layout and transliteration are
    read as in a question, and what is misspelt is repaired. Fewer than two letters give nothing.

    Args:
        reader: repairs the words that are typed to the end.
    """
    typed = typed[:_MAX_TYPED]
    layouts = (typed, from_latin_keys(typed), from_russian_keys(typed))
    for text in chain(dict.fromkeys(layouts), _repaired(typed, offers, reader)):
        found = _continuing(text, offers, reader, limit)
        if found:
            return found
    return _continuing(typed, offers, reader, limit, loosely=True)


def _continuing(
    typed: str, offers: Offers, reader: Reader | None, limit: int, *, loosely: bool = False
) -> list[Suggestion]:
    """Return what has all words of a text; loosely: its last word, or those before it."""
    for beginnings, latin in _readings(typed):
        *kept, last = beginnings
        if sum(map(len, beginnings)) < _SHORTEST_BEGINNING:
            continue
        before = [_standing(word, offers, reader, latin=latin) for word in kept]
        ending = offers.by_word.continuing(last, latin=latin)
        found = ending
        if not loosely:
            found = BitMap.intersection(ending, *before)
        elif before and (len(last) < _SHORTEST_ALONE or not ending):
            found = BitMap.intersection(*before)
        if found:
            # where the last word begins the text comes first
            begun = offers.by_first.continuing(beginnings[0], latin=latin)
            completed = [] if latin else _completed(typed, beginnings, found, offers)
            return _mix(offers, found, begun, completed, limit)
    return []


def _standing(word: str, offers: Offers, reader: Reader | None, *, latin: bool) -> BitMap:
    """Return where a whole word stands, or one that continues it, or one of its root."""
    found = offers.by_word.continuing(word, latin=latin)
    if found or reader is None:
        return found
    related = (form for lemma in lemmas(word) for form in reader.relatives(lemma))
    return offers.by_word.having(form for lemma in related for form in _all_forms(lemma))


def _completed(
    typed: str, beginnings: list[str], found: BitMap, offers: Offers
) -> list[Suggestion]:
    """Return the phrase with its last word completed, in the form that the word before asks for."""
    begun = " ".join(word.normal for word in words(typed))
    literal = (
        " ".join(_normals(offers.entries[place].text)) for place in islice(found, _MAX_TRIED)
    )
    if len(beginnings) < 2 or any(begun in text for text in literal):
        return []
    last = words(typed)[-1]
    kept, before = typed[: last.start], words(typed)[-2].normal
    continuing = offers.single[between(offers.single, last.normal)]
    ranked = sorted(continuing, key=offers.rank_of.__getitem__)[:_MAX_TRIED]
    together = (
        word for word in ranked if not found.isdisjoint(offers.by_word.having(_all_forms(word)))
    )
    # one after the other, and no more than are shown: to inflect a word takes the dictionary long
    inflected = filter(None, (governed(before, word) for word in together))
    completed = (Suggestion(f"{kept}{form}", "word") for form in inflected)
    return list(islice(completed, _MAX_COMPLETED))


def _repaired(typed: str, offers: Offers, reader: Reader | None) -> Iterator[str]:
    """Give what was typed with its misspelt words repaired, the last one by how it begins."""
    found = words(typed)
    if not found:
        return
    last = found[-1]
    kept = typed[: last.start]
    before = reader.read(kept)[0] if reader and kept.strip() else kept
    before = f"{before.rstrip()} " if before.strip() else ""
    if before != kept:
        yield before + typed[last.start :]
    for near in offers.by_word.nearly(last.normal):
        yield before + near


def nearest(word: str, reader: Reader, limit: int = 3) -> list[str]:
    """Return words of the catalogue that look like ``word``: for a page that found nothing."""
    word = normalise(word)
    common = max(4, len(word) * 2 // 3)
    typos = typos_allowed(word)
    near = {
        other: OSA.distance(word, other)
        for other in reader.vocabulary.frequent
        if other[:common] == word[:common] or OSA.distance(word, other) <= typos
    }
    near |= {lemmas(form)[0]: 1 for form in reader.spelling.near(word, min(typos, 1))}
    ranked = sorted((distance, other) for other, distance in near.items() if reader.has(other))
    return [spelled(other, {}) or other for _, other in ranked[:limit]]


def _readings(typed: str) -> Iterator[tuple[list[str], bool]]:
    """Give the words to look for, the likeliest first, and whether to read them as Latin."""
    normals = [word.normal for word in words(typed)]
    meaning = [word for word in normals[:-1] if not is_filler(word)]
    meaning = meaning or [word for word in normals[:-1] if not is_stop_word(word)]
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


def _mix(
    offers: Offers, found: BitMap, begun: BitMap, completed: list[Suggestion], limit: int
) -> list[Suggestion]:
    """Return titles, then operators, then words, with room left for the last two."""

    def best(kind: str) -> Iterator[Suggestion]:
        of_kind = found & offers.of_kind[kind]
        return (offers.entries[place] for place in chain(of_kind & begun, of_kind - begun))

    of_words = list(dict.fromkeys((*completed, *islice(best("word"), limit))))
    words_room = min(len(of_words), max(2, limit // 3))
    operators_room = min(len(found & offers.of_kind["operator"]), max(1, limit // 4))
    chosen = list(islice(best("title"), limit - words_room - operators_room))
    chosen += islice(best("operator"), operators_room)
    named = {entry.text.casefold() for entry in chosen}
    plain = (entry for entry in of_words if entry.text.casefold() not in named)
    return chosen + list(islice(plain, limit - len(chosen)))
