"""What revisions wait for, and for whom."""

from django.db.models import QuerySet

from .models import Revision
from .states import ReviewState

WAITING = {
    "review": ("Ждут издателя", {"state": ReviewState.SUBMITTED}),
    "returned": ("Возвращены мне", {"state": ReviewState.RETURNED, "author": None}),
    "mine": ("В работе у меня", {"state": ReviewState.WORKING, "author": None}),
    "approved": ("Ждут своего часа", {"state": ReviewState.APPROVED}),
    "unreviewed": (
        "На сайте без второй проверки",
        {"state": ReviewState.APPLIED, "is_unreviewed": True},
    ),
}
"""What revisions wait for: words and conditions; the author is whoever asks."""


def waiting(user, key: str) -> QuerySet:
    """Return the revisions that wait for one thing, as a person sees them."""
    conditions = WAITING[key][1]
    own = {"author": user} if "author" in conditions else {}
    return Revision.objects.filter(**conditions | own)
