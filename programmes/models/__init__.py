"""Records of the catalogue: programmes with facts, what they refer to, the portal's bookkeeping."""

from .addresses import PublicSlug
from .alphabet import rekey
from .bookkeeping import CatalogueVersion, Lemma, LoadedRecord, Posting, PublicRow
from .evidence import Contact, Fact
from .programme import Programme
from .reference import Audience, Industry, Organisation, Place, Source, SynonymGroup

__all__ = [
    "Audience",
    "CatalogueVersion",
    "Contact",
    "Fact",
    "Industry",
    "Lemma",
    "LoadedRecord",
    "Organisation",
    "Place",
    "Posting",
    "Programme",
    "PublicRow",
    "PublicSlug",
    "Source",
    "SynonymGroup",
    "rekey",
]
