"""What became of a field: the old and the new text, short enough to be compared."""

import re
from dataclasses import dataclass

CONTEXT_CHARACTERS = 20
"""Of what did not change, around what did in a long text."""
MAX_SHOWN_CHARACTERS = 160


@dataclass(frozen=True)
class Difference:
    """One changed field of a record: its name and its texts before and after."""

    field: str
    old: str
    new: str

    @property
    def parts(self) -> tuple[str, str]:
        """The two texts, long ones cut down to where they differ, with some characters around."""
        if max(len(self.old), len(self.new)) <= MAX_SHOWN_CHARACTERS:
            return self.old, self.new
        pairs = enumerate(zip(self.old, self.new, strict=False))
        shorter = min(len(self.old), len(self.new))
        same = next((place for place, (old, new) in pairs if old != new), shorter)
        start = max(0, same - CONTEXT_CHARACTERS)
        return excerpt(self.old, start), excerpt(self.new, start)


def excerpt(text: str, start: int) -> str:
    """Return a part of a text with dots where something is left out."""
    end = start + MAX_SHOWN_CHARACTERS
    left, right = "…" if start else "", "…" if end < len(text) else ""
    return f"{left}{text[start:end]}{right}"


def segments(old: str, new: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Return two texts as pairs of a piece and whether it differs, by whole words.

    What stands between the words that both begin with and those that both end with differs.
    """
    before, after = (re.split(r"(\s+)", text) for text in (old, new))
    first = common(before, after)
    last = common(before[first:][::-1], after[first:][::-1])
    return pieces(before, first, last), pieces(after, first, last)


def common(one: list[str], other: list[str]) -> int:
    """Return how many words two lists begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def pieces(words: list[str], first: int, last: int) -> list[tuple[str, bool]]:
    """Return a text in pieces: words that are common, that differ, that are common again."""
    end = len(words) - last
    found = [(words[:first], False), (words[first:end], True), (words[end:], False)]
    return [("".join(some), differs) for some, differs in found if "".join(some)]
