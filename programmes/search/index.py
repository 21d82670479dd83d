"""What of a programme is indexed with which weight, and the writing of it."""

from collections.abc import Mapping

from django.db import DEFAULT_DB_ALIAS


def weighted_lemmas(programme) -> dict[str, int]:
    """Return the lemmas of a programme with the weight of the best field each stands in.

    Only a published programme is in the index: any other has no lemmas.

    Args:
        programme: a ``Programme`` with operator, partners, audiences, places, industries and
            facts at hand (``for_reading()``).
    """
    return {}


def store(documents: Mapping[int, Mapping[str, int]], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Replace the postings of the given programmes, in the caller's transaction.

    Args:
        documents: programme id → ``weighted_lemmas``; an empty mapping takes it out of the index.
        using: the database to write.
    """


def mismatches(
    documents: Mapping[int, Mapping[str, int]], *, using: str = DEFAULT_DB_ALIAS
) -> list[int]:
    """Return the ids of programmes whose postings differ from ``documents``, in order.

    A programme that is in the index and not in ``documents`` is a mismatch too.
    """
    return []
