"""The catalogue: a question understood or refused, answered from one version of the records."""

from . import filters
from .answer import Answer, Chip, Facet, Option, ask, in_order
from .bands import in_common_unit
from .day import today
from .filters import (
    MAX_PAGE,
    MAX_PAGE_SIZE,
    OF_PAGES,
    PAGE_SIZE,
    PAGED,
    UNPAGED,
    USUAL_COLUMNS,
    CatalogueParameters,
    ProgrammeFilter,
    Refusal,
    Sort,
    is_page,
    is_page_size,
)
from .objections import MAX_CHOSEN, MAX_QUERY_CHARACTERS, no_number, odd_codes, too_many_chosen
from .paging import Joined, Listing, PageLink, PageParameters, WordsAndPage, page_links
from .question import Question, rename_codes
from .searching import AskedWord
from .sets import FacetIndex, Version, current_version
from .snapshot import Snapshot, current, wait_for_builder

__all__ = [
    "MAX_CHOSEN",
    "MAX_PAGE",
    "MAX_PAGE_SIZE",
    "MAX_QUERY_CHARACTERS",
    "OF_PAGES",
    "PAGED",
    "PAGE_SIZE",
    "UNPAGED",
    "USUAL_COLUMNS",
    "Answer",
    "AskedWord",
    "CatalogueParameters",
    "Chip",
    "Facet",
    "FacetIndex",
    "Joined",
    "Listing",
    "Option",
    "PageLink",
    "PageParameters",
    "ProgrammeFilter",
    "Question",
    "Refusal",
    "Snapshot",
    "Sort",
    "Version",
    "WordsAndPage",
    "ask",
    "current",
    "current_version",
    "filters",
    "in_common_unit",
    "in_order",
    "is_page",
    "is_page_size",
    "no_number",
    "odd_codes",
    "page_links",
    "rename_codes",
    "today",
    "too_many_chosen",
    "wait_for_builder",
]
