"""Numbers of the calendar's entries: each rises with what the public sees of the entry.

Calendar programs replace an entry only by one with a higher number.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from ..calendar import read_events
from ..models import LAST_DAYS, Event, IntakeNumber
from .digest import event_digest

NUMBERED_AT_ONCE = 500


def number_events(pks: Iterable[int], moment: datetime, *, rebuilding: bool) -> bool:
    """Count a change of the public events among some of which the public sees another thing.

    Args:
        pks: the primary keys of the events.
        moment: when they changed.
        rebuilding: whether nothing but the code may have changed.

    Returns:
        Whether there is such an event.
    """
    changed, moved = [], False
    public = Event.objects.public().filter(pk__in=pks).order_by("pk")
    # held, so that two changes at once get two numbers
    for event in read_events(list(public.select_for_update().values_list("pk", flat=True))):
        has_new_days = event.keep_days()
        before, event.public_digest = event.public_digest, event_digest(event)
        if event.public_digest != before:
            moved |= bool(before) or not rebuilding
            event.sequence += 1 if before else 0
            event.updated_at = event.updated_at if rebuilding and not before else moment
        if has_new_days or event.public_digest != before:
            changed.append(event)
    fields = ["public_digest", "sequence", "updated_at", *LAST_DAYS.values()]
    Event.objects.bulk_update(changed, fields, batch_size=NUMBERED_AT_ONCE)
    return moved


def number_intakes(digests: Mapping[int, str], moment: datetime) -> bool:
    """Count a change of the dated intakes among some of which the public sees another thing.

    Args:
        digests: their fingerprints by the primary keys of their programmes, which are locked by
            the caller's transaction.
        moment: when they changed.

    Returns:
        Whether there is such an intake.
    """
    numbers, changed = IntakeNumber.objects.in_bulk([*digests]), []
    for pk, digest in digests.items():
        number = numbers.get(pk)
        if number is None:
            changed.append(IntakeNumber(programme_id=pk, digest=digest, updated_at=moment))
        elif number.digest != digest:
            number.digest, number.updated_at = digest, moment
            number.sequence += 1
            changed.append(number)
    IntakeNumber.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["programme"],
        update_fields=["digest", "sequence", "updated_at"],
        batch_size=NUMBERED_AT_ONCE,
    )
    return bool(changed)
