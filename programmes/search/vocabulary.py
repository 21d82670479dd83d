"""The catalogue's own words, read from the index once per version of the catalogue."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db import DEFAULT_DB_ALIAS, connections

from ..choices import State
from .derivation import Families
from .language import normalise


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

    def known(self, lemmas: Iterable[str]) -> frozenset[str]:
        """Return those of the lemmas that some programme has."""
        return frozenset(lemma for lemma in lemmas if lemma in self.ids)

    @cached_property
    def families(self) -> Families:
        """The lemmas by their roots."""
        return Families(self.ids)


@lru_cache(maxsize=4)
def load(version: Hashable, using: str = DEFAULT_DB_ALIAS) -> Vocabulary:
    """Return the snapshot for a version of the catalogue, read once and then kept.

    Args:
        version: anything hashable that changes with the index: ``(number, changed_at)`` of
            ``CatalogueVersion``, so that a number given twice, as by a rolled back transaction,
            is not mistaken.
        using: the database to read.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT text, lemma_id, COUNT(*) FROM programmes_lemma"
            " JOIN programmes_posting ON lemma_id = programmes_lemma.id GROUP BY text, lemma_id"
        )
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT id, title FROM programmes_programme WHERE state = %s", [State.PUBLISHED]
        )
        titles = sorted((normalise(title), pk) for pk, title in cursor.fetchall())
    return Vocabulary(
        ids={text: pk for text, pk, _ in rows},
        counts={text: count for text, _, count in rows},
        order={pk: place for place, (_, pk) in enumerate(titles)},
    )
