"""The catalogue's own words, read from the index once per version of the catalogue."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from django.db import connection
from django.utils.functional import cached_property

from portal.memory import BoundedCache

from .derivation import Families
from .language import forms, is_cyrillic, is_name, is_noun, is_russian, lemmas, stems

MAX_POSTINGS = 6_000_000
"""Postings of asked words that are kept at most; each takes six bytes. What is asked over and over
and does not fit is read anew each time."""
_WEIGHTS = 2**15
"""A primary key and a weight travel as one number: the weights' column ends below this."""
_JOINED = {"sqlite": "group_concat({})", "postgresql": "string_agg(({})::text, ',')"}


class Postings(NamedTuple):
    """Which programmes have one lemma: their places, ascending, and the weight in each."""

    places: np.ndarray
    weights: np.ndarray


Occurrences = dict[str, tuple[np.ndarray, np.ndarray]]
"""Lemma → primary keys of programmes, in whatever order, and their weights."""


def read_postings(lemma_of: Mapping[int, str]) -> Occurrences:
    """Read from the index which programmes have some lemmas, given by their rows.

    A lemma comes as one text of numbers: a row for each posting would take ten times as long.
    """
    marks = ", ".join(["%s"] * len(lemma_of))
    joined = _JOINED[connection.vendor].format(f"programme_id * {_WEIGHTS} + weight")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT lemma_id, {joined} FROM programmes_posting "  # noqa: S608 - marks only
            f"WHERE lemma_id IN ({marks}) GROUP BY lemma_id",
            list(lemma_of),
        )
        texts = dict(cursor.fetchall())
    codes = {lemma_of[pk]: np.fromstring(text, "i8", sep=",") for pk, text in texts.items()}
    return {lemma: np.divmod(each, _WEIGHTS) for lemma, each in codes.items()}


def asked_postings() -> BoundedCache[Postings]:
    """Return an empty place for the postings of the words that are asked for."""
    return BoundedCache(MAX_POSTINGS, size_of=lambda postings: len(postings.places))


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of one state of the index: every lemma of a published programme.

    ``ids`` maps a lemma to its row, ``counts`` to the number of programmes that have it;
    ``programmes`` are the primary keys of those published, each at its place among those that
    match alike, the same on both databases. ``read`` reads from that same state of the index.
    """

    ids: Mapping[str, int]
    counts: Mapping[str, int]
    programmes: Sequence[int]
    read: Callable[[Mapping[int, str]], Occurrences] = read_postings
    asked: BoundedCache[Postings] = field(default_factory=asked_postings, repr=False)

    @cached_property
    def pks(self) -> np.ndarray:
        """The primary keys at their places."""
        return np.array(self.programmes, dtype="u4")

    @cached_property
    def _ascending(self) -> tuple[np.ndarray, np.ndarray]:
        """The primary keys in ascending order, and the place of each."""
        places = np.argsort(self.pks).astype("i4")
        return self.pks[places], places

    def known(self, lemmas: Iterable[str]) -> frozenset[str]:
        """Return those of the lemmas that some programme has."""
        return frozenset(lemma for lemma in lemmas if lemma in self.ids)

    @cached_property
    def families(self) -> Families:
        """The lemmas by their roots."""
        return Families(self.ids)

    @cached_property
    def frequent(self) -> tuple[str, ...]:
        """The catalogue's nouns and names, the most frequent first, each in one form."""
        ranked = sorted(self.ids, key=lambda word: (-self.counts[word], word))
        kept, seen = [], set()
        for word in ranked:
            if not (is_cyrillic(word) and is_noun(word)) or self._misread(word):
                continue
            if seen.isdisjoint(stems(word)):
                kept.append(word)
                if not is_russian(word):
                    seen.update(stems(word))
        return tuple(kept)

    def _misread(self, word: str) -> bool:
        """Tell whether texts rather mean another word: «станков» are machines and no surname."""
        if not is_russian(word):
            return False
        if lemmas(word)[0] != word:
            return True
        others = {lemmas(form)[0] for form in forms(word)} - {word}
        return any(
            is_name(other) and self.counts.get(other, 0) >= self.counts[word] for other in others
        )

    def postings(self, asked: Iterable[str]) -> dict[str, Postings]:
        """Return the postings of known lemmas, from memory or in one query."""
        wanted = sorted(self.known(asked))
        found = {lemma: self.asked.get(lemma) for lemma in wanted}
        missing = {self.ids[lemma]: lemma for lemma in wanted if found[lemma] is None}
        if missing:
            for lemma, (pks, weights) in self.read(missing).items():
                found[lemma] = self._placed(pks, weights)
                self.asked.set(lemma, found[lemma])
        return found

    def _placed(self, pks: np.ndarray, weights: np.ndarray) -> Postings:
        """Return postings by places; a programme that has none here is left out."""
        ascending, places = self._ascending
        at = np.searchsorted(ascending, pks)
        at[at == len(ascending)] = 0
        known = ascending[at] == pks if len(ascending) else np.zeros(len(pks), dtype=bool)
        placed = places[at[known]]
        order = np.argsort(placed)
        return Postings(placed[order], weights[known][order].astype("u2"))


def load(
    programmes: Sequence[int],
    read: Callable[[Mapping[int, str]], Occurrences] = read_postings,
) -> Vocabulary:
    """Read the words of the index as it is.

    Args:
        programmes: the primary keys of those published, the first to be shown first of those
            that match alike.
        read: reads postings later, from the same state of the index.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, id, times FROM programmes_lemma JOIN (SELECT lemma_id, COUNT(*) AS times"
            " FROM programmes_posting GROUP BY lemma_id) AS found ON lemma_id = id"
        )
        rows = cursor.fetchall()
    return Vocabulary(
        ids={text: pk for text, pk, _ in rows},
        counts={text: count for text, _, count in rows},
        programmes=programmes,
        read=read,
    )
