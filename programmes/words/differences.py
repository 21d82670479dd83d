"""What became of a field: the old and the new text, short enough to be compared."""

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
