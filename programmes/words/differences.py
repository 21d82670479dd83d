"""What became of a field: the old and the new text, short enough to be compared."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT_CHARACTERS = 20
"""Of what did not change, around what did in a long text."""
MAX_SHOWN_CHARACTERS = 160
MAX_COMPARED_WORDS = 400  # of a text, with what stands between them: some milliseconds

Segment = tuple[str, bool]
"""A piece of a text and whether it differs."""


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


def segments(old: str, new: str) -> tuple[list[Segment], list[Segment]]:
    """Return two texts as pairs of a piece and whether it differs, by whole words.

    Texts of very many words differ as a whole: comparing takes the square of their number.
    """
    before, after = (re.split(r"(\s+)", text) for text in (old, new))
    if max(len(before), len(after)) > MAX_COMPARED_WORDS:
        return [(old, True)] if old else [], [(new, True)] if new else []
    left, came = [], []
    for kind, i, j, m, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left.append(("".join(before[i:j]), kind != "equal"))
        came.append(("".join(after[m:n]), kind != "equal"))
    return [each for each in left if each[0]], [each for each in came if each[0]]
