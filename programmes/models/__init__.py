"""Records of the catalogue: programmes with facts, what they refer to, the portal's bookkeeping."""

from . import bookkeeping, redirects
from .addresses import Addressed, PublicSlug, codes_of_others
from .alphabet import rekey
from .bookkeeping import CatalogueVersion, Lemma, LoadedRecord, Posting, PublicRow
from .changes import PAGE, SEVERITIES, STATE, Change
from .events import Event
from .evidence import Contact, Fact
from .fields import LineField, LinesField
from .programme import WANTED, Programme
from .reference import (
    Audience,
    Country,
    Industry,
    Organisation,
    Place,
    Source,
    SynonymGroup,
    paths_to_programmes,
)
from .requirements import Requirement
from .selections import READ_FROM_MANY, READ_FROM_ONE, known_when
from .workflow import STEPS, Step

__all__ = [
    "PAGE",
    "READ_FROM_MANY",
    "READ_FROM_ONE",
    "SEVERITIES",
    "STATE",
    "STEPS",
    "WANTED",
    "Addressed",
    "Audience",
    "CatalogueVersion",
    "Change",
    "Contact",
    "Country",
    "Event",
    "Fact",
    "Industry",
    "Lemma",
    "LineField",
    "LinesField",
    "LoadedRecord",
    "Organisation",
    "Place",
    "Posting",
    "Programme",
    "PublicRow",
    "PublicSlug",
    "Requirement",
    "Source",
    "Step",
    "SynonymGroup",
    "bookkeeping",
    "codes_of_others",
    "known_when",
    "paths_to_programmes",
    "redirects",
    "rekey",
]
