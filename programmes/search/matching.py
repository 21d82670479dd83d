"""Which programmes answer a question, best first: the same rows in the same order everywhere."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .question import EXACT, Alternative, Group
from .vocabulary import Postings, Vocabulary

TELLING = 28
"""Weight of a keyword of its own or a title: a match there says what a programme is about."""
LEAST_SHARE = 0.4
NEARLY = 0.6

_RARITY_SCALE = 16
"""Rarities are rounded to sixteenths, so that ranks are integers, equal on every machine."""

ByLemma = Mapping[str, Postings]

Found = dict[int, int]
"""Programme → how well it satisfies a word: field weight × per cent of the alternative."""


@dataclass(frozen=True)
class Met:
    """A word of the question by itself: how many programmes have it, in whatever way."""

    word: str
    count: int


@dataclass(frozen=True)
class Matches:
    """The answer to a question.

    ``ids`` are programmes, best first; ``scores`` their ranks as integers; ``partial`` says that
    no programme has all words and these have the most telling of them; ``met`` are the words that
    had to be there, in the question's order; ``through`` pairs a word of the question with the
    synonym that found programmes which do not have the word itself.
    """

    ids: tuple[int, ...] = ()
    scores: Mapping[int, int] = field(default_factory=dict)
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


def match(groups: Sequence[Group], vocabulary: Vocabulary) -> Matches:
    """Find and rank the programmes of the index.

    Args:
        groups: ``Understanding.groups``; none gives no programme.
        vocabulary: the one the question was understood with.
    """
    lemmas = {lemma for group in groups for lemma in group.lemmas}
    postings = vocabulary.postings(lemmas)
    found = [_satisfying(group.alternatives, postings) for group in groups]
    needed = [(group, ways) for group, ways in zip(groups, found, strict=True) if group.required]
    if not needed:
        return Matches()
    required = [ways for _, ways in needed]
    met = tuple(Met(group.word, len(ways)) for group, ways in needed)
    size = len(vocabulary.order)
    chosen, partial = _having_all(required), False
    if not chosen and len(required) > 1:
        chosen, partial = _having_the_most_telling(needed, size), True
    chosen &= vocabulary.order.keys()
    if not chosen:
        return Matches(met=met)
    scores = _scores(chosen, found, size)
    # the rank and the place in the alphabet as one number: one sort instead of two
    places = vocabulary.order
    ranks = {pk: score * len(places) - places[pk] for pk, score in scores.items()}
    ids = sorted(chosen, key=ranks.__getitem__, reverse=True)
    if partial:
        words_met = Counter(pk for ways in required for pk in ways)
        ids.sort(key=words_met.__getitem__, reverse=True)
    return Matches(tuple(ids), scores, partial, met, _through(groups, postings, chosen))


def _satisfying(alternatives: Sequence[Alternative], postings: ByLemma) -> Found:
    if len(alternatives) == 1:
        weight = alternatives[0].weight
        return {pk: found * weight for pk, found in _having(alternatives[0], postings).items()}
    best: Found = {}
    for way in alternatives:
        weight = way.weight
        for pk, found in _having(way, postings).items():
            if found * weight > best.get(pk, 0):
                best[pk] = found * weight
    return best


def _having(way: Alternative, postings: ByLemma) -> Postings:
    """Return the programmes that have every part, with the mean of the parts' weights."""
    parts = [_having_any(part, postings) for part in way.parts]
    if len(parts) == 1:
        return parts[0]
    return {pk: sum(part[pk] for part in parts) // len(parts) for pk in _having_all(parts)}


def _having_any(part: Iterable[str], postings: ByLemma) -> Postings:
    found = [postings[lemma] for lemma in part if lemma in postings]
    if len(found) == 1:
        return found[0]
    best: Found = {}
    for weights in found:
        for pk, weight in weights.items():
            if weight > best.get(pk, 0):
                best[pk] = weight
    return best


def _having_all(found: Sequence[Postings]) -> set[int]:
    fewest, *rest = sorted(found, key=len)
    return set(fewest).intersection(*rest)


def _having_the_most_telling(needed: Sequence[tuple[Group, Found]], size: int) -> set[int]:
    """Return the programmes that have the most of a question, and those that have nearly as much.

    A word counts by its rarity, and by whether it says what a programme is about or stands there
    in passing. Where too little of the question does, only most of its words in one programme
    answer it.
    """
    told: Counter[int] = Counter()
    words_met: Counter[int] = Counter()
    share = 0.0
    # a figure that nobody names says nothing of the field of a question
    counted = sum(bool(ways) or not group.counts for group, ways in needed)
    for group, ways in needed:
        if ways:
            rarity = _rarity(ways, size)
            share += _strength(group, max(ways.values())) / counted
            words_met.update(ways.keys())
            for pk, value in ways.items():
                told[pk] += round(rarity * _strength(group, value))
    is_named = any(group.named and ways for group, ways in needed)
    if share < LEAST_SHARE and not is_named:
        return {pk for pk, count in words_met.items() if count > len(needed) / 2}
    most = max(told.values())
    return {pk for pk, value in told.items() if value >= NEARLY * most}


def _strength(group: Group, value: int) -> float:
    """Return how much of a word a programme has, from 0 to 1: all where the word is about it."""
    return 1 if group.named else min(1, value / (TELLING * EXACT))


def _rarity(ways: Found, size: int) -> int:
    return round(_RARITY_SCALE * math.log2(1 + size / len(ways)))


def _scores(chosen: set[int], found: Sequence[Found], size: int) -> dict[int, int]:
    scores = dict.fromkeys(chosen, 0)
    for ways in found:
        if not ways:
            continue
        rarity = _rarity(ways, size)
        for pk in chosen & ways.keys():
            scores[pk] += ways[pk] * rarity
    return scores


def _through(
    groups: Iterable[Group], postings: ByLemma, chosen: set[int]
) -> tuple[tuple[str, str], ...]:
    pairs = []
    for group in groups:
        if not any(way.via for way in group.alternatives):
            continue
        own = _satisfying([way for way in group.alternatives if not way.via], postings)
        missing = chosen - own.keys()
        for way in group.alternatives:
            if way.via and missing and not missing.isdisjoint(_having(way, postings)):
                pairs.append((group.word, way.via))
    return tuple(dict.fromkeys(pairs))
