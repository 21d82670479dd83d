"""What the log says of a change, in words: what moved, what it was, what it is."""

from dataclasses import dataclass
from datetime import date

from ..models import PAGE, STATE, Change
from ..tables import BY_KEY, Type
from ..words import Difference, State, russian, segments

HEADINGS = {STATE: "Публикация", PAGE: "Другие сведения на странице"}
STATES = {"": "", State.PUBLISHED: "Опубликована", State.ARCHIVED: "В архиве"}
LISTS = (Type.LINES, Type.NAMES)


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
    def is_bare(self) -> bool:
        """Whether only that something moved is known."""
        return not (self.old or self.new)

    @property
    def pieces(self) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
        """Old and new, long ones cut down, in pieces that are the same or differ."""
        return segments(*Difference(self.heading, self.old, self.new).parts)

    @property
    def sentence(self) -> str:
        """The change in one line, for feeds."""
        if self.is_bare:
            return self.heading
        old, new = Difference(self.heading, self.old, self.new).parts
        return f"{self.heading}: {old or 'не указано'} → {new or 'не указано'}"


def in_words(change: Change) -> ChangeInWords:
    """Return a change as people read it."""
    column = BY_KEY.get(change.field)
    if column is None:
        texts = [STATES.get(text, "") for text in (change.old, change.new)]
        return ChangeInWords(change, HEADINGS.get(change.field, change.field), *texts)
    if column.type in LISTS:
        texts = differing(change.old, change.new, column.type.joint)
    elif column.type is Type.DATE:
        texts = [day_words(change.old), day_words(change.new)]
    else:
        texts = [change.old, change.new]
    return ChangeInWords(change, column.heading, *texts)


def differing(old: str, new: str, joint: str) -> list[str]:
    """Return what left a list and what came to it; both lists whole where only the order moved."""
    before, after = old.split(joint), new.split(joint)
    left = joint.join(item for item in before if item not in after)
    came = joint.join(item for item in after if item not in before)
    return [left, came] if left or came else [old, new]


def day_words(text: str) -> str:
    """Return a day as people write it; nothing for none."""
    return russian.day(date.fromisoformat(text)) if text else ""
