"""Files of an answer: CSV and XLSX, built whole; Atom; pictures."""

from . import calendars, changelogs, comparisons, exports, feeds, pictures
from .exports import table_response

__all__ = [
    "calendars",
    "changelogs",
    "comparisons",
    "exports",
    "feeds",
    "pictures",
    "table_response",
]
