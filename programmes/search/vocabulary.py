"""The catalogue's own words, read from the index once per version of the catalogue."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection

from portal.memory import BoundedCache

from ..words import State, title_key
from .derivation import Families
from .language import is_cyrillic, is_noun, is_russian, stems

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
    ``order`` maps a published programme's id to its place in the alphabet of titles: the stable
    order of equal ranks, the same on both databases. ``read`` reads postings of that same state.
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
            if is_cyrillic(word) and is_noun(word) and seen.isdisjoint(stems(word)):
                kept.append(word)
                if not is_russian(word):
                    seen.update(stems(word))
        return tuple(kept)

    def postings(self, lemmas: Iterable[str]) -> dict[str, Postings]:
        """Return the postings of known lemmas, from memory or in one query."""
        wanted = sorted(self.known(lemmas))
        found = {lemma: self.asked.get(lemma) for lemma in wanted}
        missing = {self.ids[lemma]: lemma for lemma in wanted if found[lemma] is None}
        if missing:
            for lemma, postings in self.read(missing).items():
                self.asked.set(lemma, postings)
                found[lemma] = postings
        return found


def load(read: Callable[[Mapping[int, str]], dict[str, Postings]] = read_postings) -> Vocabulary:
    """Read the words of the index as it is.

    Args:
        read: reads postings later, from the same state of the index.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, id, times FROM programmes_lemma JOIN (SELECT lemma_id, COUNT(*) AS times"
            " FROM programmes_posting GROUP BY lemma_id) AS found ON lemma_id = id"
        )
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT id, title FROM programmes_programme WHERE state = %s", [State.PUBLISHED]
        )
        titles = sorted((title_key(title), pk) for pk, title in cursor.fetchall())
    return Vocabulary(
        ids={text: pk for text, pk, _ in rows},
        counts={text: count for text, _, count in rows},
        order={pk: place for place, (_, pk) in enumerate(titles)},
        read=read,
    )
