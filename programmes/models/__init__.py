"""Records of the catalogue: programmes with facts, what they refer to, the portal's bookkeeping."""

from . import bookkeeping, redirects
from .addresses import Addressed, PublicSlug, codes_of_others
from .alphabet import rekey
from .bookkeeping import (
    CatalogueVersion,
    IntakeNumber,
    LastSeen,
    Lemma,
    LoadedRecord,
    Posting,
    PublicRow,
)
from .changes import FACTS, MERGED_FOR, PAGE, STATE, TERMS, Change, severity_of
from .events import LAST_DAYS, Event
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
from .selections import READ_BY_PROGRAMS, READ_FROM_MANY, READ_FROM_ONE, SOON_DAYS, known_when
from .workflow import RIGHT_TO_PUBLISH, STEPS, Step, move

__all__ = [
    "FACTS",
    "LAST_DAYS",
    "MERGED_FOR",
    "PAGE",
    "READ_BY_PROGRAMS",
    "READ_FROM_MANY",
    "READ_FROM_ONE",
    "RIGHT_TO_PUBLISH",
    "SOON_DAYS",
    "STATE",
    "STEPS",
    "TERMS",
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
    "IntakeNumber",
    "LastSeen",
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
    "move",
    "paths_to_programmes",
    "redirects",
    "rekey",
    "severity_of",
]
