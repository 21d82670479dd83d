"""How much may be sent from one network address, or to one mailbox; neither is kept anywhere."""

from math import ceil
from time import time

from django.db.models import F
from django.http import HttpRequest

from .addresses import client_address
from .events import keyed_hash
from .models import Allowance

HOUR_SECONDS = 60 * 60
DAY_SECONDS = 24 * HOUR_SECONDS


def use_allowance(request: HttpRequest, what: str, most: int) -> int:
    """Count something that is sent; return 0, or the seconds until it may be sent again.

    To be called in the transaction of what is sent: what is rolled back is not counted.

    Args:
        request: from whose network address it comes.
        what: what is sent, in a word; each kind is counted by itself.
        most: how often in an hour.
    """
    return count_use(what, client_address(request) or "", most, HOUR_SECONDS)


def count_use(what: str, who: str, most: int, seconds: int) -> int:
    """Count something of somebody; return 0, or the seconds until there may be more of it.

    Args:
        what: as for ``use_allowance``.
        who: whose it is, in any words: only a keyed hash of them is kept, and no longer than this.
        most: how often.
        seconds: in which time.
    """
    now = time()
    forget_used()
    row, _ = Allowance.objects.get_or_create(
        who=keyed_hash(what, who), defaults={"used": 0, "until": now + seconds}
    )
    # counted by the database: two at once cannot both be the last
    if Allowance.objects.filter(pk=row.pk, used__lt=most).update(used=F("used") + 1):
        return 0
    return max(1, ceil(row.until - now))


def forget_used() -> None:
    """Forget whoever's time is over."""
    Allowance.objects.filter(until__lt=time()).delete()
