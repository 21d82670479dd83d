"""Matched words in a text, as segments a template can mark without trusting any HTML."""

from collections.abc import Set

from .language import Word, join_hyphens, lemmas, words

Segments = list[tuple[str, bool]]


def mark(text: str, wanted: Set[str]) -> Segments:
    """Split a text into (segment, matched); the segments joined give the text back.

    Args:
        text: any text of a programme.
        wanted: ``Understanding.lemmas``.
    """
    segments: Segments = []
    done = 0
    for start, end in _match_spans(text, wanted):
        if start > done:
            segments.append((text[done:start], False))
        segments.append((text[start:end], True))
        done = end
    if done < len(text) or not segments:
        segments.append((text[done:], False))
    return segments


def excerpt(text: str, wanted: Set[str], length: int = 200) -> Segments:
    """Return the part of a text around the most matched words, marked as by ``mark``.

    Args:
        text: a long text of a programme.
        wanted: ``Understanding.lemmas``.
        length: the most characters shown, ellipses not counted.
    """
    if len(text) <= length:
        return mark(text, wanted)
    spans = _match_spans(text, wanted)
    begin = max(
        (start for start, _ in spans),
        key=lambda start: sum(start <= other and end <= start + length for other, end in spans),
        default=0,
    )
    start = _word_start(text, max(0, min(begin - length // 4, len(text) - length)))
    end = _word_end(text, min(len(text), start + length))
    before, after = "… " if start else "", " …" if end < len(text) else ""
    segments = mark(text[start:end].strip(), wanted)
    return (
        [(part, False) for part in [before] if part]
        + segments
        + ([(after, False)] if after else [])
    )


def _match_spans(text: str, wanted: Set[str]) -> list[tuple[int, int]]:
    """Return the spans of matched words; words tied by a hyphen that match as one are one span."""
    spans: list[tuple[int, int]] = []
    chain: list[Word] = []
    for word in words(text):
        if not chain and not word.tied:  # nearly every word
            if not wanted.isdisjoint(lemmas(word.normal)):
                spans.append((word.start, word.end))
            continue
        chain.append(word)
        if word.tied:
            continue
        if len(chain) > 1 and not wanted.isdisjoint(lemmas(join_hyphens(chain))):
            spans.append((chain[0].start, chain[-1].end))
        else:
            spans += [(w.start, w.end) for w in chain if not wanted.isdisjoint(lemmas(w.normal))]
        chain = []
    return spans


def _word_start(text: str, place: int) -> int:
    """Return the beginning of the first whole word at or after a place."""
    if place == 0:
        return 0
    space = text.find(" ", place - 1)
    return place if space < 0 else space + 1


def _word_end(text: str, place: int) -> int:
    """Return the end of the last whole word at or before a place."""
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", 0, place + 1)
    return place if space < 0 else space
