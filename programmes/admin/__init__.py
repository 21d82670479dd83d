"""The editors' desk: programmes on their way to the public, and the records they refer to."""

from django.contrib import admin

from .accounts import PeopleAdmin, PersonAdmin
from .activity import ActivityAdmin
from .changes import ChangeAdmin
from .corrections import CorrectionAdmin
from .events import EventAdmin
from .facts import FactAdmin
from .links import LinkAdmin
from .programme import ProgrammeAdmin
from .questions import QuestionAdmin
from .reference import (
    AudienceAdmin,
    IndustryAdmin,
    OrganisationAdmin,
    PlaceAdmin,
    SourceAdmin,
)
from .revisions import RevisionAdmin
from .synonyms import SynonymGroupAdmin

__all__ = [
    "ActivityAdmin",
    "AudienceAdmin",
    "ChangeAdmin",
    "CorrectionAdmin",
    "EventAdmin",
    "FactAdmin",
    "IndustryAdmin",
    "LinkAdmin",
    "OrganisationAdmin",
    "PeopleAdmin",
    "PersonAdmin",
    "PlaceAdmin",
    "ProgrammeAdmin",
    "QuestionAdmin",
    "RevisionAdmin",
    "SourceAdmin",
    "SynonymGroupAdmin",
]

admin.site.site_header = "Редакция каталога программ"
admin.site.site_title = "Редакция каталога"
admin.site.index_title = "Рабочий стол"
admin.site.empty_value_display = "—"
admin.site.enable_nav_sidebar = False  # many lists; the room is needed for their columns
