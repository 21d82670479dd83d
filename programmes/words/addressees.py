"""Who an item of a list speaks to, where a programme has several sides: «Студентам: …»."""

from collections.abc import Iterable

from django.db import models

from .russian import upper_first


class Addressee(models.TextChoices):
    """A side that reads its own conditions; the label begins the items that are for it alone."""

    STUDENT = "student", "Студентам"
    ADULT = "adult", "Взрослым"
    COLLEGE = "college", "Колледжам и вузам"
    COMPANY = "company", "Компаниям"


def addressee_of(item: str) -> Addressee | None:
    """Return whom an item speaks to; None when it is for everybody."""
    lead, colon, _ = item.partition(": ")
    return next((each for each in Addressee if colon and each.label == lead), None)


def addressees(items: Iterable[str]) -> list[Addressee]:
    """Return the sides that items speak to, in the order of the switch; one alone is none."""
    found = {addressee_of(item) for item in items}
    named = [each for each in Addressee if each in found]
    return named if len(named) > 1 else []


def items_for(items: Iterable[str], addressee: str) -> list[str]:
    """Return what a side reads of a list: its own items without their lead, and those of all.

    Args:
        items: the whole list.
        addressee: a value of ``Addressee``; everything as it is when empty.
    """
    if not addressee:
        return [*items]
    lead = f"{Addressee(addressee).label}: "
    mine = (item for item in items if addressee_of(item) in (None, addressee))
    return [upper_first(item.removeprefix(lead)) for item in mine]
