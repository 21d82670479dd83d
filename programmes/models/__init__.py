"""Records of the catalogue: programmes with facts, what they refer to, the portal's bookkeeping."""

from . import bookkeeping, redirects
from .addresses import Addressed, PublicSlug, codes_of_others
from .alphabet import rekey
from .bookkeeping import CatalogueVersion, Lemma, LoadedRecord, Posting, PublicRow
from .evidence import Contact, Fact
from .fields import LineField, LinesField
from .programme import READ_FROM_MANY, READ_FROM_ONE, WANTED, Programme
from .reference import (
    Audience,
    Industry,
    Organisation,
    Place,
    Source,
    SynonymGroup,
    paths_to_programmes,
)
from .workflow import STEPS, Step

__all__ = [
    "READ_FROM_MANY",
    "READ_FROM_ONE",
    "STEPS",
    "WANTED",
    "Addressed",
    "Audience",
    "CatalogueVersion",
    "Contact",
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
    "Source",
    "Step",
    "SynonymGroup",
    "bookkeeping",
    "codes_of_others",
    "paths_to_programmes",
    "redirects",
    "rekey",
]
