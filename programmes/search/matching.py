"""Which programmes answer a question, best first: the same rows in the same order everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import DEFAULT_DB_ALIAS

from .question import Group
from .vocabulary import Vocabulary


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
    return Matches()
