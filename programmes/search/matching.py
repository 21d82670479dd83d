"""Which programmes answer a question, best first: the same rows in the same order everywhere."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .question import EXACT, Alternative, Group
from .vocabulary import Postings, Vocabulary

STRONG = 24
"""Weight of a title or a keyword of its own: a match there says what a programme is about."""

_RARITY_SCALE = 16
"""Rarities are rounded to sixteenths, so that ranks are integers, equal on every machine."""

ByLemma = Mapping[str, Postings]

Found = dict[int, int]
"""Programme → how well it satisfies a word: field weight × per cent of the alternative."""


@dataclass(frozen=True)
class Matches:
    """The answer to a question.

    ``ids`` are programmes, best first; ``scores`` their ranks as integers; ``partial`` says that
    no programme has all words and these have most of them; ``through`` pairs a word of the
    question with the synonym that found programmes which do not have the word itself.
    """

    ids: tuple[int, ...] = ()
    scores: Mapping[int, int] = field(default_factory=dict)
    partial: bool = False
    through: tuple[tuple[str, str], ...] = ()


def match(groups: Sequence[Group], vocabulary: Vocabulary) -> Matches:
    """Find and rank the programmes of the index.

    Args:
        groups: ``Understanding.groups``; none gives no programme.
        vocabulary: the one the question was understood with.
    """
    lemmas = {lemma for group in groups for lemma in group.lemmas}
    postings = vocabulary.postings(lemmas)
    found = [_satisfying(group.alternatives, postings) for group in groups]
    required = [ways for group, ways in zip(groups, found, strict=True) if group.required]
    if not required:
        return Matches()
    chosen, partial = _having_all(required), False
    if not chosen and len(required) > 1:
        chosen, partial = _having_most(required), True
    chosen &= vocabulary.order.keys()
    if not chosen:
        return Matches()
    scores = _scores(chosen, found, len(vocabulary.order))
    # the rank and the place in the alphabet as one number: one sort instead of two
    places = vocabulary.order
    ranks = {pk: score * len(places) - places[pk] for pk, score in scores.items()}
    ids = sorted(chosen, key=ranks.__getitem__, reverse=True)
    if partial:
        met = Counter(pk for ways in required for pk in ways)
        ids.sort(key=met.get, reverse=True)
    return Matches(tuple(ids), scores, partial, _through(groups, postings, chosen))


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


def _having_most(required: Sequence[Found]) -> set[int]:
    """Return the programmes with more than half of the words, or half if one says what it is."""
    met = Counter(pk for ways in required for pk in ways)
    strong = {pk for ways in required for pk, value in ways.items() if value >= STRONG * EXACT}
    half = len(required) / 2
    return {pk for pk, count in met.items() if count > half or (count == half and pk in strong)}


def _scores(chosen: set[int], found: Sequence[Found], size: int) -> dict[int, int]:
    scores = dict.fromkeys(chosen, 0)
    for ways in found:
        if not ways:
            continue
        rarity = round(_RARITY_SCALE * math.log2(1 + size / len(ways)))
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
