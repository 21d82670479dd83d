"""What the portal says of one programme: answers, figures, neighbours, JSON, JSON-LD."""

from . import linked_data, page
from .answers import Answer, Note
from .card import card_figure, cost_word, silent_about
from .change_columns import CHANGE_COLUMNS
from .comparison import Cell, Comparison, compare
from .completeness import Known, Share, ages, completeness, evidence, known_matrix, statements
from .events_and_changes import (
    CalendarEntrySerializer,
    ChangesSerializer,
    EventsSerializer,
)
from .figures import figure
from .history import ChangeInWords, in_words
from .inquiries import Inquiry, inquiries
from .linked_data import CHANGE_FILES, EVENT_FILES, FILES, PORTAL
from .related import follows, related_programmes
from .serializers import (
    EventSerializer,
    FacetsSerializer,
    FactSerializer,
    FactsSerializer,
    OrganisationSerializer,
    OrganisationsSerializer,
    OrganisationWithProgrammesSerializer,
    ProblemSerializer,
    ProgrammeSerializer,
    ProgrammesSerializer,
    SourceBriefSerializer,
    SourcesSerializer,
    SourceWithFactsSerializer,
)
from .strip import evidence_strip

__all__ = [
    "CHANGE_COLUMNS",
    "CHANGE_FILES",
    "EVENT_FILES",
    "FILES",
    "PORTAL",
    "Answer",
    "CalendarEntrySerializer",
    "Cell",
    "ChangeInWords",
    "ChangesSerializer",
    "Comparison",
    "EventSerializer",
    "EventsSerializer",
    "FacetsSerializer",
    "FactSerializer",
    "FactsSerializer",
    "Inquiry",
    "Known",
    "Note",
    "OrganisationSerializer",
    "OrganisationWithProgrammesSerializer",
    "OrganisationsSerializer",
    "ProblemSerializer",
    "ProgrammeSerializer",
    "ProgrammesSerializer",
    "Share",
    "SourceBriefSerializer",
    "SourceWithFactsSerializer",
    "SourcesSerializer",
    "ages",
    "card_figure",
    "compare",
    "completeness",
    "cost_word",
    "evidence",
    "evidence_strip",
    "figure",
    "follows",
    "in_words",
    "inquiries",
    "known_matrix",
    "linked_data",
    "page",
    "related_programmes",
    "silent_about",
    "statements",
]
