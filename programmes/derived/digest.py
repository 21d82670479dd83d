"""What the public sees of a record as one fingerprint: a programme, its intake, an event."""

import json
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from django.conf import settings

from ..calendar import ProgrammeIntake, as_ics
from ..dossier import CalendarEntrySerializer, EventSerializer
from ..models import Event
from .reading import NO_DAY

NO_MOMENT = datetime.min.replace(tzinfo=UTC)


def public_digest(seen: Any) -> str:
    """Return the fingerprint of what the public sees of a programme, by this release."""
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


def intake_digest(intake: ProgrammeIntake) -> str:
    """Return the fingerprint of a programme's dated intake: of what calendars read of it."""
    shown = replace(intake, sequence=0, updated_at=NO_MOMENT)
    seen = [
        *(entry.to_ical().decode() for entry in as_ics.entries(shown, shown.slug)),
        CalendarEntrySerializer(shown, context={"day": NO_DAY}).data,
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
