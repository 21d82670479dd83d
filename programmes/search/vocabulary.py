"""The catalogue's own words, read from the index once per version of the catalogue."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection

from portal.memory import BoundedCache

from .derivation import Families
from .language import forms, is_cyrillic, is_name, is_noun, is_russian, lemmas, stems

MAX_POSTINGS = 200_000
"""Postings of asked words that are kept at most; each takes some 66 bytes."""

Postings = Mapping[int, int]
"""Programme → weight, of one lemma."""


def read_postings(lemma_of: Mapping[int, str]) -> dict[str, Postings]:
    """Read from the index the postings of lemmas, given by their rows."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    marks = ", ".join(["%s"] * len(lemma_of))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lemma_id, programme_id, weight FROM programmes_posting "  # noqa: S608 - marks only
            f"WHERE lemma_id IN ({marks})",
            list(lemma_of),
        )
        for lemma_id, programme_id, weight in cursor.fetchall():
            found[lemma_id][programme_id] = weight
    return {lemma: found[pk] for pk, lemma in lemma_of.items()}


def asked_postings() -> BoundedCache[Postings]:
    """Return an empty place for the postings of the words that are asked for."""
    return BoundedCache(MAX_POSTINGS, size_of=len)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of one state of the index: every lemma of a published programme.

    ``ids`` maps a lemma to its row, ``counts`` to the number of programmes that have it;
    ``order`` maps a published programme's id to its place among those that match alike, the same
    on both databases. ``read`` reads postings of that same state.
    """

    ids: Mapping[str, int]
    counts: Mapping[str, int]
    order: Mapping[int, int]
    read: Callable[[Mapping[int, str]], dict[str, Postings]] = read_postings
    asked: BoundedCache[Postings] = field(default_factory=asked_postings, repr=False)

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
            for lemma, postings in self.read(missing).items():
                self.asked.set(lemma, postings)
                found[lemma] = postings
        return found


def load(
    order: Iterable[int],
    read: Callable[[Mapping[int, str]], dict[str, Postings]] = read_postings,
) -> Vocabulary:
    """Read the words of the index as it is.

    Args:
        order: the published programmes, the first to be shown first of those that match alike.
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
        order={pk: place for place, pk in enumerate(order)},
        read=read,
    )
