"""The check of all addresses: whose turn it is, what is due, what was found, written in lots.

Nothing is locked while somebody outside is waited for. What was found is written for many
addresses at once, because a change of what public pages say moves the catalogue's version.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from secrets import token_hex
from time import monotonic

from django.db import transaction
from django.utils import timezone

from .addresses import public_addresses
from .destinations import Destinations
from .judging import RECHECK_SECONDS, judge
from .models import Link, Turn
from .outcomes import Finding, Outcome
from .showing import shown_changed
from .visiting import Visitor

MAX_VISITS = 500  # of one run; the timer comes every hour
RUN_SECONDS = 40 * 60
TURN_SECONDS = 10 * 60  # after which another run may begin, whatever became of this one
WRITTEN_AT_ONCE = 100


@dataclass
class Summary:
    """What became of a run."""

    outcomes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Outcome.values, 0))
    is_taken: bool = False

    @property
    def visits(self) -> int:
        return sum(self.outcomes.values())


def check(
    is_stopped: Callable[[], bool] = lambda: False,
    visitor: Visitor | None = None,
    limit: int = MAX_VISITS,
) -> Summary:
    """Visit what is due, until nothing is, time is up, or somebody else has taken the turn.

    Args:
        is_stopped: asked before each visit whether to end.
        visitor: who visits; one that goes nowhere but into the internet when left out.
        limit: how many addresses to visit at most.
    """
    summary, token = Summary(), token_hex(16)
    if not take_turn(token):
        summary.is_taken = True
        return summary
    try:
        follow_catalogue()
        visit_due(visitor or Visitor(Destinations()), token, summary, is_stopped, limit)
    finally:
        Turn.objects.filter(token=token).delete()
    return summary


def visit_due(
    visitor: Visitor, token: str, summary: Summary, is_stopped: Callable[[], bool], limit: int
) -> None:
    """Visit the addresses that are due, and write down what was found."""
    began, found = monotonic(), {}
    try:
        for link in by_turns(Link.objects.due(timezone.now())[:limit]):
            if is_stopped() or monotonic() - began > RUN_SECONDS or not keep_turn(token):
                break
            put_off(link)
            found[link.pk] = visitor.visit(link.address), timezone.now()
            if len(found) == WRITTEN_AT_ONCE:
                record(found, summary)
                found = {}
    finally:
        record(found, summary)


# --- Whose turn it is ---------------------------------------------------------------------------


def take_turn(token: str) -> bool:
    """Take the turn if nobody has it; tell whether it is ours."""
    now = timezone.now()
    Turn.objects.filter(until__lt=now).delete()
    until = now + timedelta(seconds=TURN_SECONDS)
    Turn.objects.bulk_create([Turn(pk=1, token=token, until=until)], ignore_conflicts=True)
    return Turn.objects.filter(token=token).exists()


def keep_turn(token: str) -> bool:
    """Keep the turn for a while longer; tell whether it is still ours."""
    until = timezone.now() + timedelta(seconds=TURN_SECONDS)
    return bool(Turn.objects.filter(token=token).update(until=until))


def put_off(link: Link) -> None:
    """Let nobody visit an address again soon, should this run end before it can tell of it."""
    due_at = timezone.now() + timedelta(seconds=RECHECK_SECONDS)
    Link.objects.filter(pk=link.pk).update(due_at=due_at)


# --- What is to be visited ----------------------------------------------------------------------


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


def by_turns(links: Iterable[Link]) -> Iterator[Link]:
    """Yield addresses so that the same host is asked as rarely as there are others."""
    of_host = defaultdict(list)
    for link in links:
        of_host[tuple(link.address.lower().split("/")[2:3])].append(link)
    rounds = zip_longest(*of_host.values())
    yield from (link for link in chain.from_iterable(rounds) if link)


# --- What was found -----------------------------------------------------------------------------


def record(found: dict[int, tuple[Finding, datetime]], summary: Summary) -> None:
    """Write what visits have found, and move the version if the public is told another thing.

    Args:
        found: what and when, by the primary key of the address.
        summary: counts it.
    """
    if not found:
        return
    with transaction.atomic():
        links = Link.objects.select_for_update().filter(pk__in=found).order_by("pk")
        changed, is_shown_otherwise = [], False
        for link in links:
            before = link.shown_day
            for name, value in judge(link, *found[link.pk]).items():
                setattr(link, name, value)
            is_shown_otherwise |= link.shown_day != before
            summary.outcomes[link.outcome] += 1
            changed.append(link)
        Link.objects.bulk_update(changed, CHANGED, batch_size=WRITTEN_AT_ONCE)
        if is_shown_otherwise:
            shown_changed.send(sender=Link)


CHANGED = [each.name for each in Link._meta.concrete_fields if each.name not in ("id", "address")]
"""What a visit may change of an address: all but what it is called."""


# --- What editors ask ---------------------------------------------------------------------------


def recheck(links: Iterable[Link]) -> None:
    """Let the next run visit some addresses, however short ago they were."""
    Link.objects.filter(pk__in=[link.pk for link in links]).update(due_at=timezone.now())


def accept(links: Iterable[Link]) -> int:
    """Take some addresses as they are now: by their title, and wherever they lead.

    Returns:
        How many there are of which a page has been seen.
    """
    with transaction.atomic():
        chosen = Link.objects.select_for_update().filter(pk__in=[link.pk for link in links])
        opened = [link for link in chosen.order_by("pk") if link.final_address]
        for link in opened:
            link.first_title, link.accepted_address = link.last_title, link.final_address
            link.due_at = timezone.now()
        fields = ["first_title", "accepted_address", "due_at"]
        Link.objects.bulk_update(opened, fields, batch_size=WRITTEN_AT_ONCE)
    return len(opened)
