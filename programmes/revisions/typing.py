"""What is being typed: kept by itself every few seconds, and who else has the form open."""

from datetime import timedelta

from django.db.models import Model
from django.utils import timezone

from .contents import Content
from .merging import Conflict, merge
from .models import Presence, Typed, name_of_person, type_of

PRESENT_SECONDS = 60  # a form tells every twenty that it is open
FORGOTTEN_SECONDS = 60 * 60


def keep_typed(record: Model, text: Content, user, base: Content) -> Typed:
    """Keep what somebody has typed and not saved, in the place of what he typed before.

    Args:
        base: what his form showed before he typed.
    """
    values = {"content": text, "base": base, "typed_at": timezone.now()}
    return Typed.objects.update_or_create(**of(record), user=user, defaults=values)[0]


def typed_by(record: Model, user) -> Typed | None:
    """Return what somebody has typed and not saved; None: nothing."""
    return Typed.objects.filter(**of(record), user=user).first()


def resumed(found: Typed, model: type[Model], now: Content) -> tuple[Content, list[Conflict]]:
    """Return what was typed carried over to what is there now, and where both changed the same."""
    return merge(model, found.base or now, found.content, now)


def forget_typed(record: Model, user) -> None:
    """Drop what somebody has typed: it is saved, or not wanted any more."""
    Typed.objects.filter(**of(record), user=user).delete()


def of(record: Model) -> dict:
    """Return what stands for a record in the tables of this package."""
    return {"content_type": type_of(type(record)), "object_id": record.pk}


def others_at(record: Model, user) -> list[str]:
    """Note that somebody has the form of a record open; return the names of the others."""
    now = timezone.now()
    Presence.objects.update_or_create(**of(record), user=user, defaults={"seen_at": now})
    every = Presence.objects.filter(**of(record))
    every.filter(seen_at__lt=now - timedelta(seconds=FORGOTTEN_SECONDS)).delete()
    present = every.filter(seen_at__gte=now - timedelta(seconds=PRESENT_SECONDS))
    return [name_of_person(each.user) for each in present.exclude(user=user).select_related("user")]
