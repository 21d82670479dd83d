"""Which programmes answer a question, best first: the same rows in the same order everywhere."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import DEFAULT_DB_ALIAS, connections

from .question import EXACT, Alternative, Group
from .vocabulary import Vocabulary

STRONG = 24
"""Weight of a title or a keyword of its own: a match there says what a programme is about."""

_RARITY_SCALE = 16
"""Rarities are rounded to sixteenths, so that ranks are integers, equal on every machine."""

Postings = Mapping[str, Sequence[tuple[int, int]]]
"""Lemma → (programme, weight) of each programme that has it."""

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


def match(
    groups: Sequence[Group], vocabulary: Vocabulary, *, using: str = DEFAULT_DB_ALIAS
) -> Matches:
    """Find and rank the programmes of the index.

    Args:
        groups: ``Understanding.groups``; none gives no programme.
        vocabulary: the snapshot the question was understood with.
        using: the database to read.
    """
    postings = _postings(groups, vocabulary, using)
    found = [_satisfying(group.alternatives, postings) for group in groups]
    required = [ways for group, ways in zip(groups, found, strict=True) if group.required]
    if not required:
        return Matches()
    chosen, partial = _having_all(required), False
    if not chosen and len(required) > 1:
        chosen, partial = _having_most(required), True
    chosen = {pk for pk in chosen if pk in vocabulary.order}
    if not chosen:
        return Matches()
    scores = _scores(chosen, found, len(vocabulary.order))
    met = Counter(pk for ways in required for pk in ways) if partial else {}
    place = vocabulary.order
    ids = sorted(chosen, key=lambda pk: (-met.get(pk, 0), -scores[pk], place[pk]))
    return Matches(tuple(ids), scores, partial, _through(groups, postings, chosen))


def _postings(groups: Iterable[Group], vocabulary: Vocabulary, using: str) -> Postings:
    lemma_of = {
        vocabulary.ids[lemma]: lemma
        for group in groups
        for way in group.alternatives
        for part in way.parts
        for lemma in part
        if lemma in vocabulary.ids
    }
    found = {lemma: [] for lemma in lemma_of.values()}
    if lemma_of:
        marks = ", ".join(["%s"] * len(lemma_of))
        with connections[using].cursor() as cursor:
            cursor.execute(
                "SELECT lemma_id, programme_id, weight FROM programmes_posting "  # noqa: S608 - marks only
                f"WHERE lemma_id IN ({marks})",
                list(lemma_of),
            )
            for lemma_id, programme_id, weight in cursor.fetchall():
                found[lemma_of[lemma_id]].append((programme_id, weight))
    return found


def _satisfying(alternatives: Iterable[Alternative], postings: Postings) -> Found:
    best: Found = {}
    for way in alternatives:
        for pk, weight in _having(way, postings).items():
            if weight * way.weight > best.get(pk, 0):
                best[pk] = weight * way.weight
    return best


def _having(way: Alternative, postings: Postings) -> Found:
    """Return the programmes that have every part, with the mean of the parts' weights."""
    parts = [_having_any(part, postings) for part in way.parts]
    if len(parts) == 1:
        return parts[0]
    return {pk: sum(part[pk] for part in parts) // len(parts) for pk in _having_all(parts)}


def _having_any(part: Iterable[str], postings: Postings) -> Found:
    lists = [postings[lemma] for lemma in part if lemma in postings]
    if len(lists) == 1:
        return dict(lists[0])
    best: Found = {}
    for pairs in lists:
        for pk, weight in pairs:
            if weight > best.get(pk, 0):
                best[pk] = weight
    return best


def _having_all(found: Sequence[Found]) -> set[int]:
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
    groups: Iterable[Group], postings: Postings, chosen: set[int]
) -> tuple[tuple[str, str], ...]:
    pairs = []
    for group in groups:
        own = _satisfying([way for way in group.alternatives if not way.via], postings)
        missing = chosen - own.keys()
        for way in group.alternatives:
            if way.via and missing and not missing.isdisjoint(_having(way, postings)):
                pairs.append((group.word, way.via))
    return tuple(dict.fromkeys(pairs))
