"""How much one network address may send in an hour; the address itself is kept nowhere."""

from math import ceil
from time import time

from django.db.models import F
from django.http import HttpRequest

from .addresses import client_address
from .events import keyed_hash
from .models import Allowance

HOUR_SECONDS = 60 * 60


def use_allowance(request: HttpRequest, what: str, most: int) -> int:
    """Count something that is sent; return 0, or the seconds until it may be sent again.

    To be called in the transaction of what is sent: what is rolled back is not counted.

    Args:
        request: from whose network address it comes.
        what: what is sent, in a word; each kind is counted by itself.
        most: how often in an hour.
    """
    now = time()
    forget_used()
    row, _ = Allowance.objects.get_or_create(
        who=keyed_hash(what, client_address(request) or ""),
        defaults={"used": 0, "until": now + HOUR_SECONDS},
    )
    # counted by the database: two at once cannot both be the last
    if Allowance.objects.filter(pk=row.pk, used__lt=most).update(used=F("used") + 1):
        return 0
    return max(1, ceil(row.until - now))


def forget_used() -> None:
    """Forget whoever sent something more than an hour ago."""
    Allowance.objects.filter(until__lt=time()).delete()
