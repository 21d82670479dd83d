"""The catalogue: a question understood or refused, answered from one version of the records."""

from . import answer
from .answer import PAGE_SIZE, Catalogue, Chip, Facet, Option, in_order
from .day import today
from .filters import (
    PAGE_LIMIT,
    QUERY_LENGTH,
    UNPAGED,
    CatalogueParameters,
    ProgrammeFilter,
    Refusal,
    Sort,
    is_page,
)
from .paging import Joined, Listing, PageLink, PageParameters
from .sets import FacetIndex, Version, current_version
from .snapshot import Snapshot, current

__all__ = [
    "PAGE_LIMIT",
    "PAGE_SIZE",
    "QUERY_LENGTH",
    "UNPAGED",
    "Catalogue",
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
    "Refusal",
    "Snapshot",
    "Sort",
    "Version",
    "answer",
    "current",
    "current_version",
    "in_order",
    "is_page",
    "today",
]
