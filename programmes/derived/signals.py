"""Whatever is saved, deleted or tied: which programmes it concerns, and what of them."""

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.utils import timezone

from ..models import Event, Fact, Programme, PublicSlug, bookkeeping
from ..watch.showing import shown_changed
from . import changelog, naming
from .naming import programmes_naming
from .refresh import in_sight, is_shown, touch


def watched_models() -> list[type[Model]]:
    """Return the models of the catalogue: all but the portal's own bookkeeping."""
    every = apps.get_app_config(Programme._meta.app_label).get_models()
    own = {bookkeeping.__name__, PublicSlug.__module__}
    return [model for model in every if model.__module__ not in own]


def _about_to_be_changed(sender, instance, **kwargs):
    # a fact may leave one programme for another, a record may leave the public; of a deleted one
    # nobody can tell afterwards
    instance.named_by, instance.was_seen = programmes_naming(instance), in_sight(instance)
    if sender is Programme:
        instance.stored = naming.stored_values(instance)


def _on_save(sender, instance, **kwargs):
    now = programmes_naming(instance)
    left = set(instance.named_by) - set(now) if sender is Fact else ()
    seen = instance.was_seen or in_sight(instance)
    along = naming.moved_along(instance)
    touch([*instance.named_by, *now], along=along, is_seen=seen, poorer=left)


def _on_delete(sender, instance, origin, **kwargs):
    deleted_with = getattr(origin, "model", type(origin))
    if sender is not Programme and deleted_with is Programme:
        return  # the programme itself is going, and says so
    poorer = instance.named_by if sender is Fact else ()
    if sender is Programme and is_shown(instance):
        changelog.record_deletion(instance, timezone.now())
    along = None if sender is Programme else naming.relations_to(sender)
    touch(instance.named_by, along=along, is_seen=instance.was_seen, poorer=poorer)


def _on_relation(sender, instance, action, *, reverse, model, pk_set, **kwargs):
    match action:
        case "pre_clear":  # afterwards nobody can tell
            instance.named_by = programmes_naming(instance)
        case "post_clear":
            touch(instance.named_by)
        case "post_add" | "post_remove":
            if model is Programme:
                # an event that one programme lets go says so on the pages of the others
                others = programmes_naming(instance) if isinstance(instance, Event) else []
                touch([*pk_set, *others])
                return
            # asked of an industry for its events: it is they that have changed
            owners = model._base_manager.filter(pk__in=pk_set).order_by("pk") if reverse else ()
            touch([pk for each in (instance, *owners) for pk in programmes_naming(each)])


def _on_links(**kwargs):
    # that a page elsewhere does not open is shown, and yet no news of any programme
    touch([], is_seen=True)


def connect() -> None:
    """Watch every record that the public may see, whatever it is."""
    shown_changed.connect(_on_links)
    for model in watched_models():
        pre_save.connect(_about_to_be_changed, sender=model)
        post_save.connect(_on_save, sender=model)
        pre_delete.connect(_about_to_be_changed, sender=model)
        post_delete.connect(_on_delete, sender=model)
        for field in model._meta.many_to_many:
            m2m_changed.connect(_on_relation, sender=field.remote_field.through)
