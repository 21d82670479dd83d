"""What the portal says of one programme: answers, figures, neighbours, JSON, JSON-LD."""

from . import linked_data, page
from .answers import Answer, Note, cost_label, stated
from .figures import figure
from .linked_data import FILES, PORTAL
from .related import related
from .serializers import (
    FacetsSerializer,
    OrganisationsSerializer,
    OrganisationWithProgrammesSerializer,
    ProblemSerializer,
    ProgrammeSerializer,
    ProgrammesSerializer,
    SourcesSerializer,
    SourceWithFactsSerializer,
)

__all__ = [
    "FILES",
    "PORTAL",
    "Answer",
    "FacetsSerializer",
    "Note",
    "OrganisationWithProgrammesSerializer",
    "OrganisationsSerializer",
    "ProblemSerializer",
    "ProgrammeSerializer",
    "ProgrammesSerializer",
    "SourceWithFactsSerializer",
    "SourcesSerializer",
    "cost_label",
    "figure",
    "linked_data",
    "page",
    "related",
    "stated",
]
