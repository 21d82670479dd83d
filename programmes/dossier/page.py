"""What a programme's page says of its record: for the page and its preview."""

from collections.abc import Mapping
from datetime import date
from itertools import chain
from typing import Any

from ..models import Programme
from ..tables import address, sources_of
from ..words import Addressee, addressees
from . import linked_data
from .agenda import agenda
from .answers import Note, answers, conditions, footnotes
from .figures import key_figures
from .strip import evidence_strip

ARTICLE = "programmes/programme_article.html"
"""The template of it; what stands around it on the page is of other records or of none."""

ALL_OPEN: Mapping[str, date] = {}
"""Where nothing is said of addresses elsewhere."""


def sides(programme: Programme) -> list[Addressee]:
    """Return whom a programme speaks to in words of their own; none where it speaks to all."""
    items = (programme.benefit_items, programme.eligibility_items, programme.application_items)
    return addressees(chain(*items))


def newest(notes: list[Note]) -> date | None:
    """Return the day of the newest statement; None where none has a day."""
    days = (note.fact.known_on for note in notes)
    return max(filter(None, days), default=None)


def page(
    programme: Programme, day: date, addressee: str = "", failing: Mapping[str, date] = ALL_OPEN
) -> dict[str, Any]:
    """Return what the page's template shows of a programme, by name.

    Args:
        programme: fetched with ``for_reading``.
        day: the day for which the intake is told.
        addressee: which of its ``sides`` reads; all when empty.
        failing: addresses that do not open, with the day since which. No part of the digest: to
            look whether a page elsewhere opens is no change of the record.
    """
    notes = footnotes(programme)
    return {
        "programme": programme,
        "answers": answers(programme, day, notes, addressee),
        "sides": sides(programme),
        "addressee": addressee,
        "notes": notes,
        "newest": newest(notes),
        "day": day,
        "requirements": conditions(programme, notes),
        "agenda": agenda(programme, day),
        "figures": key_figures(note.fact for note in notes),
        "sources": sources_of(programme),
        "failing": failing,
        "strip": evidence_strip(note.fact for note in notes),
        "address": address(programme),
        "linked_data": linked_data.graph(
            linked_data.programme(programme),
            *linked_data.events(programme),
            linked_data.in_catalogue(programme.title, programme.get_absolute_url()),
        ),
    }
