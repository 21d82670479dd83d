"""What a programme's page says of its record: for the page, its preview and its digest."""

from datetime import date
from typing import Any

from ..models import Programme
from ..tables import address, sources_of
from . import linked_data
from .answers import answers, numbered
from .figures import key_figures

ARTICLE = "programmes/programme_article.html"
"""The template of it; what stands around it on the page is of other records or of none."""


def page(programme: Programme, day: date) -> dict[str, Any]:
    """Return what the page's template shows of a programme, by name.

    Args:
        programme: fetched with ``for_reading``.
        day: the day for which the intake is told.
    """
    notes = numbered(programme)
    return {
        "programme": programme,
        "answers": answers(programme, day, notes),
        "notes": notes,
        "figures": key_figures(note.fact for note in notes),
        "sources": sources_of(programme),
        "address": address(programme),
        "linked_data": linked_data.graph(
            linked_data.programme(programme),
            linked_data.in_catalogue(programme.title, programme.get_absolute_url()),
        ),
    }
