"""What the public sees of a record as one fingerprint: a programme, an event."""

import json
from copy import copy
from datetime import UTC, date, datetime
from hashlib import blake2b

from django.conf import settings
from django.template.loader import get_template

from ..calendar import as_ics
from ..dossier import EventSerializer, ProgrammeSerializer
from ..dossier import page as dossier
from ..models import Event, Programme
from ..tables import ready_rows

SILENT = ("updated_at", "checked_on")
"""What changes without any news for a reader: to check an entry is no change of it."""
NO_DAY = date.min
"""The status of the intake moves with the day: that is no change of the record either."""

NO_MOMENT = datetime.min.replace(tzinfo=UTC)

_record = ProgrammeSerializer(context={"day": NO_DAY})
# made once: to make it takes longer than all that it does


def public_digest(programme: Programme) -> str:
    """Return the fingerprint of a published programme, fetched with ``whole``.

    It is taken of what is shown, not of a list of fields: what a page begins to show, or stops to
    show, is in it from then on.
    """
    shown = copy(programme)
    for name in SILENT:
        setattr(shown, name, None)
    page = dossier.page(shown, NO_DAY)
    seen = [
        get_template(dossier.ARTICLE).render(page),
        page["linked_data"],
        _record.to_representation(shown),
        ready_rows.cells(shown),
    ]
    return f"{release()}:{fingerprint(json.dumps(seen))}"


def event_digest(event: Event) -> str:
    """Return the fingerprint of a public event, fetched with ``read_events``.

    It is taken of what calendars and programs read of it, whichever record that stands in.
    """
    shown = copy(event)
    shown.sequence, shown.updated_at = 0, NO_MOMENT
    seen = [
        *(entry.to_ical().decode() for entry in as_ics.entries(shown, shown.slug)),
        EventSerializer(shown, context={"day": NO_DAY}).data,
        [(each.slug, each.title) for each in shown.shown_in],
    ]
    return fingerprint(json.dumps(seen))


def is_comparable(digest: str) -> bool:
    """Tell whether a digest was taken by this release, under this address of the portal.

    Another one may have shown the same record in other words.
    """
    return digest.startswith(f"{release()}:")


def release() -> str:
    """Return what the words and addresses around a record depend on."""
    return fingerprint(f"{settings.RELEASE} {settings.PORTAL_URL}")


def fingerprint(text: str) -> str:
    """Return a few signs that tell a text from others."""
    return blake2b(text.encode(), digest_size=12).hexdigest()
