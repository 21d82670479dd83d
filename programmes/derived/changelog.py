"""The public log of changes, written in the transaction of each change from old and new reading."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ..models import MERGED_FOR, PAGE, STATE, Change, LastSeen, Programme, severity_of
from ..words import State
from .digest import fingerprint
from .parts import Known, Made, packed
from .reading import (
    DELETED,
    STATES,
    WITHDRAWN,
    Item,
    Reading,
    difference,
    missing,
    pack,
)
from .writing import update_each

CHANGES_AT_ONCE = 500


@dataclass(frozen=True)
class Sight:
    """What became of a programme in the eyes of the public.

    Attributes:
        programme: as it is now.
        made: what is made of it; None while it is not published.
        was_public: whether it was published before.
        is_moved: whether its page is another one than before, by the same code.
        is_news: whether what moved is told; if not, only the code is another one.
    """

    programme: Programme
    made: Made | None
    was_public: bool
    is_moved: bool
    is_news: bool = True

    @property
    def has_other_parts(self) -> bool:
        """Whether what is kept of its parts is to be written."""
        return self.made is not None and bool(self.made.anew)


def record(sights: Iterable[Sight], known: Mapping[int, Known], moment: datetime) -> None:
    """Write what changed in the eyes of the public, and keep what it reads now.

    Args:
        sights: of a few hundred programmes, each locked by the caller's transaction.
        known: what is kept of them, by primary key.
        moment: when they changed.
    """
    moves, seen = [], []
    for sight in sights:
        pk = sight.programme.pk
        last = known.get(pk)
        old = last.reading if last else {}
        new = read_now(sight, old)
        if not new or not (new != old or sight.is_moved or sight.has_other_parts):
            continue
        title = last.title if last and sight.made is None else sight.programme.title
        if sight.is_news and (new != old or sight.is_moved):
            moves += moved(sight, old, new, title, moment)
        parts = packed(sight.made) if sight.made else b""
        seen.append(LastSeen(programme_id=pk, title=title, content=pack(new), parts=parts))
    write(moves, moment)
    LastSeen.objects.bulk_create(
        seen,
        update_conflicts=True,
        unique_fields=["programme"],
        update_fields=["title", "content", "parts"],
    )


def record_deletion(programme: Programme, moment: datetime) -> None:
    """Write that a programme which the public knew is gone."""
    old = STATES[State.PUBLISHED if programme.public_digest else State.ARCHIVED]
    Change.objects.create(
        title=programme.title,
        field=STATE,
        severity=severity_of(STATE),
        old=old,
        new=DELETED,
        begun_at=moment,
        moment=moment,
    )


def read_now(sight: Sight, old: Reading) -> Reading:
    """Return what the public reads now; nothing of what it has never seen.

    What has left the public is kept as it was read last: it may come back as something else.
    """
    if sight.made is not None:
        return sight.made.reading
    state = sight.programme.state
    if not old and state != State.ARCHIVED:
        return {}
    return old | {STATE: [[STATES.get(state, WITHDRAWN)]]}


def moved_fields(sight: Sight, old: Reading, new: Reading) -> list[str]:
    """Return the fields that are read in another way than before.

    Of what is seen for the first time it is one: that it is there.
    """
    if old:
        names = dict.fromkeys((*new, *old))
        found = [name for name in names if old.get(name, []) != new.get(name, [])]
    else:
        found = [] if sight.was_public else [STATE]
    return found or ([PAGE] if sight.is_moved else [])


@dataclass(frozen=True)
class Move:
    """A change to be written, and how the field can be known when it comes back to it."""

    change: Change
    after: str


def moved(sight: Sight, old: Reading, new: Reading, title: str, moment: datetime) -> Iterator[Move]:
    """Yield what moved of a programme, field by field."""
    for name in moved_fields(sight, old, new):
        before, after = old.get(name, []), new.get(name, [])
        left, came = difference(before, after)
        change = Change(
            programme=sight.programme,
            title=title,
            field=name,
            severity=severity_of(name),
            old="\n".join(left),
            new="\n".join(came),
            before=items_sign(before),
            begun_at=moment,
            moment=moment,
        )
        yield Move(change, items_sign(after))


def items_sign(items: list[Item]) -> str:
    """Return a few signs that tell the items of a field from others."""
    return fingerprint(json.dumps(items))


def write(moves: list[Move], moment: datetime) -> None:
    """Write changes; of a field that moved within the hour before, one from first to last.

    One that an editor has explained stays as it is: the note speaks of it.
    """
    owners = {move.change.programme_id for move in moves}
    recent = Change.objects.filter(
        programme__in=owners, begun_at__gt=moment - MERGED_FOR, note=""
    ).order_by("begun_at", "pk")
    known = {(each.programme_id, each.field): each for each in recent}
    new, merged, undone = [], [], []
    for move in moves:
        change = move.change
        first = known.get((change.programme_id, change.field))
        if first is None:
            new.append(change)
        elif first.before == move.after and change.field != PAGE:
            undone.append(first.pk)
        else:
            merge(first, change)
            merged.append(first)
    Change.objects.bulk_create(new, batch_size=CHANGES_AT_ONCE)
    update_each(merged, ["title", "old", "new", "moment"])
    Change.objects.filter(pk__in=undone).delete()


def merge(first: Change, change: Change) -> None:
    """Make one change of two: from the old lines of the first to the new ones of the last."""
    old, between = first.old.split("\n"), first.new.split("\n")
    left, came = change.old.split("\n"), change.new.split("\n")
    lost = old + without(left, between)
    made = without(between, left) + came
    first.old = "\n".join(filter(None, without(lost, made)))
    first.new = "\n".join(filter(None, without(made, lost)))
    first.title, first.moment = change.title, change.moment


def without(lines: list[str], others: list[str]) -> list[str]:
    """Return the lines that others lack, counted, in their order."""
    return [each for (each,) in missing([[line] for line in lines], [[line] for line in others])]
