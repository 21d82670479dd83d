"""What the log says of a change to a reader: what moved, what it was, what it is."""

from dataclasses import dataclass

from ..models import PAGE, STATE, Change
from ..tables import address
from ..words import Segment, segments

MAX_SHOWN_CHARACTERS = 1000
"""Of an old or a new text on a page, in a feed, in a letter; CSV and JSON have all."""
OTHER_ORDER = "другой порядок"


@dataclass(frozen=True)
class ChangeInWords:
    """A change as people read it.

    Attributes:
        change: fetched with its programme.
        heading: what moved.
        old, new: the texts; of a list, what left it and what came.
    """

    change: Change
    heading: str
    old: str
    new: str

    @property
    def code(self) -> str:
        """The code of a programme that has an address; nothing of one that is gone."""
        return self.change.programme.slug if self.change.is_addressed else ""

    @property
    def url(self) -> str:
        """Where a programme is told of, or what became of it; nothing of one that is gone."""
        return address(self.change.programme) if self.change.is_addressed else ""

    @property
    def is_bare(self) -> bool:
        """Whether only that something moved is known, or that it stands elsewhere."""
        return not (self.old or self.new)

    @property
    def is_order(self) -> bool:
        """Whether the same items stand in another order."""
        return self.is_bare and self.change.field != PAGE

    @property
    def is_first(self) -> bool:
        """Whether the public sees the programme for the first time: nothing was there before."""
        return self.change.field == STATE and not self.old

    @property
    def pieces(self) -> tuple[list[Segment], list[Segment]]:
        """Old and new, long ones cut down, in pieces that are the same or differ."""
        return segments(shorten(self.old), shorten(self.new))

    @property
    def sentence(self) -> str:
        """The change in one line, for feeds."""
        if self.is_bare:
            return f"{self.heading}: {OTHER_ORDER}" if self.is_order else self.heading
        old, new = (shorten(text).replace("\n", "; ") for text in (self.old, self.new))
        if self.is_first:
            return f"{self.heading}: {new}"
        if old and new:
            return f"{self.heading}: {old} → {new}"
        # of a list the rest may have stayed: that nothing was said would be untrue
        return f"{self.heading}, добавлено: {new}" if new else f"{self.heading}, убрано: {old}"


def in_words(change: Change) -> ChangeInWords:
    """Return a change as people read it."""
    return ChangeInWords(change, change.label, change.old, change.new)


def shorten(text: str) -> str:
    """Return as much of a text as is shown."""
    short = text[:MAX_SHOWN_CHARACTERS]
    return text if short == text else f"{short}…"
