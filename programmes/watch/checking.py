"""The check of all addresses: whose turn it is, what is due, what was found, written in lots.

Nothing is locked while somebody outside is waited for. What was found is written for many
addresses at once, because a change of what public pages say moves the catalogue's version.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain, zip_longest
from secrets import token_hex
from time import monotonic

from django.utils import timezone

from .destinations import Destinations
from .judging import RECHECK_SECONDS
from .ledger import WRITTEN_AT_ONCE, follow_catalogue, record
from .models import Link, Turn
from .visiting import Visitor

MAX_VISITS = 500  # of one run; the timer comes every hour
RUN_SECONDS = 40 * 60
TURN_SECONDS = 10 * 60  # after which another run may begin, whatever became of this one


@dataclass
class Summary:
    """What became of a run."""

    outcomes: Counter[str] = field(default_factory=Counter)
    is_taken: bool = False

    @property
    def visits(self) -> int:
        return self.outcomes.total()


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
                summary.outcomes += record(found)
                found = {}
    finally:
        summary.outcomes += record(found)


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


def by_turns(links: Iterable[Link]) -> Iterator[Link]:
    """Yield addresses so that the same host is asked as rarely as there are others."""
    of_host = defaultdict(list)
    for link in links:
        of_host[tuple(link.address.lower().split("/")[2:3])].append(link)
    rounds = zip_longest(*of_host.values())
    yield from (link for link in chain.from_iterable(rounds) if link)
