"""The catalogue's own words, read from the index once per version of the catalogue."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.db import DEFAULT_DB_ALIAS, connections

from ..choices import State
from ..wording import title_key
from .derivation import Families

KEPT_POSTINGS = 500_000
"""Postings a snapshot keeps in memory at most, some 30 MB: those of the words asked for."""

Postings = Mapping[int, int]
"""Programme → weight, of one lemma."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """A snapshot of the index: every lemma of a published programme.

    ``ids`` maps a lemma to its row, ``counts`` to the number of programmes that have it;
    ``order`` maps a published programme's id to its place in the alphabet of titles: the stable
    order of equal ranks, the same on both databases.
    """

    ids: Mapping[str, int]
    counts: Mapping[str, int]
    order: Mapping[int, int]
    _read: dict[str, Postings] = field(default_factory=dict, repr=False)

    def known(self, lemmas: Iterable[str]) -> frozenset[str]:
        """Return those of the lemmas that some programme has."""
        return frozenset(lemma for lemma in lemmas if lemma in self.ids)

    @cached_property
    def families(self) -> Families:
        """The lemmas by their roots."""
        return Families(self.ids)

    def postings(self, lemmas: Iterable[str], using: str) -> dict[str, Postings]:
        """Return the postings of known lemmas, from memory or in one query."""
        wanted = sorted(self.known(lemmas))
        found = {lemma: self._read[lemma] for lemma in wanted if lemma in self._read}
        missing = {self.ids[lemma]: lemma for lemma in wanted if lemma not in found}
        if missing:
            read = _postings(missing, using)
            if sum(map(len, [*self._read.values(), *read.values()])) > KEPT_POSTINGS:
                self._read.clear()
            self._read.update(read)
            found |= read
        return found


def _postings(lemma_of: Mapping[int, str], using: str) -> dict[str, Postings]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    marks = ", ".join(["%s"] * len(lemma_of))
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT lemma_id, programme_id, weight FROM programmes_posting "  # noqa: S608 - marks only
            f"WHERE lemma_id IN ({marks})",
            list(lemma_of),
        )
        for lemma_id, programme_id, weight in cursor.fetchall():
            found[lemma_id][programme_id] = weight
    return {lemma: found[pk] for pk, lemma in lemma_of.items()}


@lru_cache(maxsize=4)
def load(version: Hashable, using: str = DEFAULT_DB_ALIAS) -> Vocabulary:
    """Return the snapshot for a version of the catalogue, read once and then kept.

    Args:
        version: anything hashable that changes with the index and never comes again, as
            ``facets.current_version()``.
        using: the database to read.
    """
    with connections[using].cursor() as cursor:
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
    )
