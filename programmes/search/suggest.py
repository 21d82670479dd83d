"""What to offer while a question is being typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from .vocabulary import Vocabulary

LIMIT = 8


@dataclass(frozen=True)
class Suggestion:
    """A text to offer; ``kind`` is ``title``, ``operator`` or ``word``."""

    text: str
    kind: str


def suggestions(
    typed: str,
    vocabulary: Vocabulary,
    *,
    titles: Iterable[str] = (),
    operators: Iterable[str] = (),
    limit: int = LIMIT,
) -> list[Suggestion]:
    """Return titles, operators and words that continue what was typed, best first.

    Wrong layout and transliteration are read as in a question. Fewer than two letters give
    nothing.
    """
    return []


def nearest(word: str, vocabulary: Vocabulary, limit: int = 3) -> list[str]:
    """Return words of the catalogue that look like ``word``: for a page that found nothing."""
    return []
