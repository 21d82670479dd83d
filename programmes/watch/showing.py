"""What public pages say of addresses: since when one does not open."""

from datetime import date

from django.dispatch import Signal

from .models import Link

shown_changed = Signal()
"""Public pages say another thing of some addresses now; sent in the transaction of the change."""


def failing_addresses(_snapshot: object) -> dict[str, date]:
    """Return the addresses that do not open, with the day since which they do not.

    Args:
        _snapshot: of the version that this is a part of: it is read again with the next one.
    """
    return {link.address: link.shown_day for link in Link.objects.failing().order_by("pk")}
