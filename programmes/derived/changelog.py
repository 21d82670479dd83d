"""The public log of changes: what the public read of a programme before, and what it reads now."""

from dataclasses import dataclass
from datetime import timedelta

from ..models import PAGE, STATE, Change, Programme
from ..tables import COLUMNS
from ..words import State
from .digest import SILENT

MERGED_WITHIN = timedelta(hours=1)
"""A field that moves again so soon has moved once: an editor was not ready yet."""
WRITTEN_AT_ONCE = 500
COMPARED = [c.key for c in COLUMNS if not c.is_computed and c.key not in SILENT]
"""What the portal fills in by itself follows from other fields, or from sources."""


@dataclass(frozen=True)
class Move:
    """A programme that the public sees in another way than before.

    Attributes:
        programme: as it is now; its date of change is the moment of the move.
        was_public: whether it was published before.
        old: the cells that the public saw last, in the layout of now; empty where nobody knows.
        new: the cells that the public sees now; empty where it sees none.
        is_known: whether what was shown before is told by the same code as what is shown now.
    """

    programme: Programme
    was_public: bool
    old: dict[str, str]
    new: dict[str, str]
    is_known: bool

    def fields(self) -> dict[str, tuple[str, str]]:
        """Return the old and the new text of each field that moved."""
        old, new = self.old, self.new
        state = self.programme.state
        before = State.PUBLISHED.value if self.was_public else ""
        now = state if state in (State.PUBLISHED, State.ARCHIVED) else ""
        moved = {key: (old[key], new[key]) for key in COMPARED if old and new}
        moved = {key: texts for key, texts in moved.items() if texts[0] != texts[1]}
        if before != now:
            return {STATE: (before, str(now)), **moved}
        return moved or ({PAGE: ("", "")} if self.is_known else {})


def write_changes(moves: list[Move]) -> None:
    """Write what moved, in the caller's transaction.

    A field that moved within the hour before keeps one change from its first text to its last, and
    none when these are equal. Of what no column holds only that it moved is known.

    Args:
        moves: one for each programme, of a few hundred.
    """
    if not moves:
        return
    earliest = min(move.programme.updated_at for move in moves) - MERGED_WITHIN
    recent = Change.objects.since(earliest).filter(programme__in=[m.programme.pk for m in moves])
    known = {(each.programme_id, each.field): each for each in recent.order_by("moment", "pk")}
    made, moved, gone = [], [], []
    for move in moves:
        moment = move.programme.updated_at
        for name, (old, new) in move.fields().items():
            change = known.get((move.programme.pk, name))
            if change is None:
                made.append(
                    Change(programme=move.programme, field=name, old=old, new=new, moment=moment)
                )
            elif change.old == new and name != PAGE:
                gone.append(change.pk)
            else:
                change.new, change.moment = new, moment
                moved.append(change)
    Change.objects.bulk_create(made, batch_size=WRITTEN_AT_ONCE)
    Change.objects.bulk_update(moved, ["new", "moment"], batch_size=WRITTEN_AT_ONCE)
    Change.objects.filter(pk__in=gone).delete()
