"""What is made of programmes, as a test looks at it."""

from programmes.derived import parts
from programmes.derived.reading import unpack
from programmes.models import (
    LAST_DAYS,
    Change,
    Event,
    IntakeNumber,
    LastSeen,
    Posting,
    Programme,
    PublicRow,
    PublicSlug,
)


def made_of(record):
    """Return all that is made of a published programme, made anew."""
    programme = Programme.objects.get(pk=record.pk)
    return parts.make_all([programme], {}, {record.pk: None})[record.pk]


def derived():
    """Return all that follows from the records, without the moments at which it was written."""
    fields = ("programme", "title", "field", "severity", "old", "new", "before")
    seen = LastSeen.objects.order_by("pk")
    return {
        "index": {*Posting.objects.values_list("programme", "lemma__text", "weight")},
        "rows": dict(PublicRow.objects.values_list("programme", "line")),
        "digests": dict(Programme.objects.values_list("pk", "public_digest")),
        "readings": {each.pk: (each.title, unpack(each.content)) for each in seen},
        "parts": {each.pk: unpack(each.parts) if each.parts else "" for each in seen},
        "log": sorted(Change.objects.values_list(*fields), key=str),
        "intakes": {*IntakeNumber.objects.values_list("programme", "digest", "sequence")},
        "events": {
            *Event.objects.values_list("pk", "public_digest", "sequence", *LAST_DAYS.values())
        },
        "addresses": {*PublicSlug.objects.values_list("table", "slug", "record")},
    }


def dates():
    """Return when each programme was changed."""
    return dict(Programme.objects.values_list("pk", "updated_at"))
