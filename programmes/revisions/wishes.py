"""Which letters about the work at the desk somebody wants: all, until they are switched off."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from .models import Unwanted


def wanting(people: QuerySet, kind: str) -> QuerySet:
    """Keep those who have an address of mail and have not switched off letters of a kind."""
    refused = Unwanted.objects.filter(user=OuterRef("pk"), kind=kind)
    return people.exclude(email="").exclude(Exists(refused))


def unwanted(person) -> set[str]:
    """Return the kinds of letters that somebody has switched off."""
    return set(Unwanted.objects.filter(user=person).values_list("kind", flat=True))


@transaction.atomic
def switch(person, offered: list[str], wanted: list[str]) -> None:
    """Note which of the offered kinds of letters somebody wants from now on."""
    Unwanted.objects.filter(user=person, kind__in=offered).delete()
    refused = [kind for kind in offered if kind not in wanted]
    Unwanted.objects.bulk_create(
        [Unwanted(user=person, kind=kind) for kind in refused], ignore_conflicts=True
    )
