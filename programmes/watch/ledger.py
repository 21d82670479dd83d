"""The ledger of addresses: those that pages name now, what visits have found, what editors ask."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from .addresses import public_addresses
from .judging import judge
from .models import Link
from .outcomes import Finding
from .showing import shown_changed

WRITTEN_AT_ONCE = 100


def follow_catalogue() -> None:
    """Take up the addresses that public pages name now, and forget those they name no more."""
    named = public_addresses()
    known = dict(Link.objects.order_by("pk").values_list("address", "pk"))
    new = [Link(address=address, due_at=timezone.now()) for address in sorted(named - known.keys())]
    Link.objects.bulk_create(new, batch_size=WRITTEN_AT_ONCE, ignore_conflicts=True)
    gone = sorted(known[address] for address in known.keys() - named)
    for start in range(0, len(gone), WRITTEN_AT_ONCE):
        forget(gone[start : start + WRITTEN_AT_ONCE])


def forget(pks: list[int]) -> None:
    """Forget some addresses; a page may have begun to name one this very moment."""
    with transaction.atomic():
        links = Link.objects.filter(pk__in=pks)
        was_shown = links.failing().exists()
        links.delete()
        if was_shown:
            shown_changed.send(sender=Link)


def record(found: dict[int, tuple[Finding, datetime]]) -> Counter[str]:
    """Write what visits have found, and move the version if the public is told another thing.

    Args:
        found: what and when, by the primary key of the address.

    Returns:
        How many addresses are now of each outcome.
    """
    with transaction.atomic():
        links = Link.objects.select_for_update().filter(pk__in=found).order_by("pk")
        changed, is_shown_otherwise = [], False
        for link in links:
            before = link.shown_day
            for name, value in judge(link, *found[link.pk]).items():
                setattr(link, name, value)
            is_shown_otherwise |= link.shown_day != before
            changed.append(link)
        Link.objects.bulk_update(changed, CHANGED, batch_size=WRITTEN_AT_ONCE)
        if is_shown_otherwise:
            shown_changed.send(sender=Link)
    return Counter(link.outcome for link in changed)


CHANGED = [each.name for each in Link._meta.concrete_fields if each.name not in ("id", "address")]
"""What a visit may change of an address: all but what it is called."""


def recheck(links: Iterable[Link]) -> None:
    """Let the next run visit some addresses, however short ago they were."""
    Link.objects.filter(pk__in=[link.pk for link in links]).update(due_at=timezone.now())


def accept(links: Iterable[Link]) -> list[Link]:
    """Take some addresses as they are now: by their title, and wherever they lead.

    Returns:
        Those of which a page has been seen.
    """
    with transaction.atomic():
        chosen = Link.objects.select_for_update().filter(pk__in=[link.pk for link in links])
        opened = [link for link in chosen.order_by("pk") if link.final_address]
        for link in opened:
            link.first_title, link.accepted_address = link.last_title, link.final_address
            link.due_at = timezone.now()
        fields = ["first_title", "accepted_address", "due_at"]
        Link.objects.bulk_update(opened, fields, batch_size=WRITTEN_AT_ONCE)
    return opened
