"""Which programmes answer a question, best first: the same rows in the same order everywhere."""

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.utils.functional import cached_property
from pyroaring import BitMap

from .question import EXACT, Alternative, Group
from .vocabulary import Postings, Vocabulary

TELLING = 28
"""Weight of a keyword of its own or a title: a match there says what a programme is about."""
LEAST_SHARE = 0.4
NEARLY = 0.6

MAX_FIRST = 1000
"""Of the programmes found: so many are put in order before all others are."""

_RARITY_SCALE = 16
"""Rarities are rounded to sixteenths, so that ranks are integers, equal on every machine."""

ByLemma = Mapping[str, Postings]

Ways = np.ndarray
"""How well each programme, by its place, satisfies a word: field weight × per cent of the
alternative, 0 where it does not."""


@dataclass(frozen=True)
class Met:
    """A word of the question by itself: how many programmes have it, in whatever way."""

    word: str
    count: int


@dataclass(frozen=True, eq=False)
class Matches:
    """The answer to a question.

    ``pks`` are programmes in the order of the vocabulary, ``scores`` how well each answers, and
    ``ranks``, of which no two are equal, in which order they come; ``partial`` says that no
    programme has all words and these have the most telling of them; ``met`` are the words that
    had to be there, in the question's order; ``through`` pairs a word of the question with the
    synonym that found programmes which do not have the word itself.
    """

    pks: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype="u4"))
    scores: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype="i8"))
    ranks: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype="i8"))
    partial: bool = False
    met: tuple[Met, ...] = ()
    through: tuple[tuple[str, str], ...] = ()

    @property
    def found(self) -> list[Met]:
        """The words that some programme has."""
        return [word for word in self.met if word.count]

    @property
    def missing(self) -> list[Met]:
        """The words that no programme has."""
        return [word for word in self.met if not word.count]

    @cached_property
    def programmes(self) -> BitMap:
        """The programmes as a set."""
        # numpy's own numbers would be added one by one
        return BitMap(array("I", self.pks.tobytes()))

    @property
    def ids(self) -> list[int]:
        """The programmes, best first."""
        return self.pks[self._best_first].tolist()

    def best_first(self) -> Iterator[int]:
        """Yield the programmes, best first: who wants a page puts no others in order."""
        order, first = -self.ranks, MAX_FIRST
        if len(order) > first:
            best = np.argpartition(order, first)[:first]
            yield from self.pks[best[np.argsort(order[best])]].tolist()
        else:
            first = 0
        yield from self.pks[self._best_first[first:]].tolist()

    @property
    def scored(self) -> dict[int, int]:
        """The programmes with their scores, best first."""
        scores = self.scores[self._best_first].tolist()
        return dict(zip(self.ids, scores, strict=True))

    @cached_property
    def _best_first(self) -> np.ndarray:
        return np.argsort(-self.ranks)


def match(groups: Sequence[Group], vocabulary: Vocabulary) -> Matches:
    """Find and rank the programmes of the index.

    Args:
        groups: ``Understanding.groups``; none gives no programme.
        vocabulary: the one the question was understood with.
    """
    size = len(vocabulary.programmes)
    lemmas = {lemma for group in groups for lemma in group.lemmas}
    postings = vocabulary.postings(lemmas)
    found = [_satisfying(group.alternatives, postings, size) for group in groups]
    needed = [(group, ways) for group, ways in zip(groups, found, strict=True) if group.required]
    if not needed:
        return Matches()
    required = [ways for _, ways in needed]
    counts = [int(np.count_nonzero(ways)) for ways in required]
    met = tuple(Met(group.word, count) for (group, _), count in zip(needed, counts, strict=True))
    chosen, partial = np.logical_and.reduce(required), False
    if len(required) > 1 and not chosen.any():
        chosen, partial = _having_the_most_telling(needed, size), True
    places = np.flatnonzero(chosen)
    if not len(places):
        return Matches(met=met)
    scores = _scores(places, found)
    # the score and the place in the order as one number: one sort instead of two
    ranks = scores * size - places
    if partial:
        words_met = np.sum([ways[places] > 0 for ways in required], axis=0)
        ranks += words_met * (ranks.max() + size)
    through = _through(groups, postings, chosen)
    return Matches(vocabulary.pks[places], scores, ranks, partial, met, through)


def _satisfying(alternatives: Iterable[Alternative], postings: ByLemma, size: int) -> Ways:
    best = np.zeros(size, dtype="i4")
    for way in alternatives:
        np.maximum(best, _having(way, postings, size) * way.weight, out=best)
    return best


def _having(way: Alternative, postings: ByLemma, size: int) -> Ways:
    """Return the programmes that have every part, with the mean of the parts' weights."""
    parts = [_having_any(part, postings, size) for part in way.parts]
    if len(parts) == 1:
        return parts[0]
    return np.where(np.logical_and.reduce(parts), np.sum(parts, axis=0) // len(parts), 0)


def _having_any(part: Iterable[str], postings: ByLemma, size: int) -> Ways:
    best = np.zeros(size, dtype="i4")
    for lemma in part:
        if lemma in postings:
            places, weights = postings[lemma]
            best[places] = np.maximum(best[places], weights)
    return best


def _having_the_most_telling(needed: Sequence[tuple[Group, Ways]], size: int) -> np.ndarray:
    """Return which programmes have the most of a question, or nearly as much.

    A word counts by its rarity, and by whether it says what a programme is about or stands there
    in passing. Where too little of the question does, only most of its words in one programme
    answer it.
    """
    told, words_met = np.zeros(size, dtype="i8"), np.zeros(size, dtype="i4")
    share = 0.0
    # a figure that nobody names says nothing of the field of a question
    counted = sum(bool(ways.any()) or not group.counts for group, ways in needed)
    for group, ways in needed:
        if ways.any():
            share += float(_strength(group, ways.max(keepdims=True))[0]) / counted
            words_met += ways > 0
            told += np.rint(_rarity(ways) * _strength(group, ways)).astype("i8")
    is_named = any(group.named and ways.any() for group, ways in needed)
    if share < LEAST_SHARE and not is_named:
        return words_met > len(needed) / 2
    return (told >= NEARLY * told.max()) & (words_met > 0)


def _strength(group: Group, ways: Ways) -> np.ndarray:
    """Return how much of a word each has, from 0 to 1: all where the word is about it."""
    return np.sign(ways) if group.named else np.minimum(1, ways / (TELLING * EXACT))


def _rarity(ways: Ways) -> int:
    return round(_RARITY_SCALE * math.log2(1 + len(ways) / np.count_nonzero(ways)))


def _scores(places: np.ndarray, found: Iterable[Ways]) -> np.ndarray:
    scores = np.zeros(len(places), dtype="i8")
    for ways in found:
        if ways.any():
            scores += ways[places] * _rarity(ways)
    return scores


def _through(
    groups: Iterable[Group], postings: ByLemma, chosen: np.ndarray
) -> tuple[tuple[str, str], ...]:
    pairs = []
    for group in groups:
        if not any(way.via for way in group.alternatives):
            continue
        own = [way for way in group.alternatives if not way.via]
        missing = chosen & (_satisfying(own, postings, len(chosen)) == 0)
        for way in group.alternatives:
            if way.via and missing.any() and (_having(way, postings, len(chosen)) * missing).any():
                pairs.append((group.word, way.via))
    return tuple(dict.fromkeys(pairs))
