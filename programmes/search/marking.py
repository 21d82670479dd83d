"""Matched words in a text, as segments a template can mark without trusting any HTML."""

from collections.abc import Set


def mark(text: str, lemmas: Set[str]) -> list[tuple[str, bool]]:
    """Split a text into (segment, matched); the segments joined give the text back.

    Args:
        text: any text of a programme.
        lemmas: ``Understanding.lemmas``.
    """
    return [(text, False)]


def excerpt(text: str, lemmas: Set[str], length: int = 200) -> list[tuple[str, bool]]:
    """Return the part of a text around the most matched words, marked as by ``mark``.

    Args:
        text: a long text of a programme.
        lemmas: ``Understanding.lemmas``.
        length: the most characters shown, ellipses not counted.
    """
    return [(text[:length], False)]
