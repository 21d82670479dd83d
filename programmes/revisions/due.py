"""What was given an hour: published, or archived, when it has come; late runs catch up."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from ..models import Programme, move
from ..words import State
from .models import MAX_REMARK, Revision
from .review import drop, publish, send_back
from .states import ReviewState

MAX_AT_A_RUN = 500


@dataclass
class Outcome:
    """What a run has done, in numbers."""

    published: int = 0
    returned: int = 0
    archived: int = 0


def run(is_stopped: Callable[[], bool]) -> Outcome:
    """Do all that is due, each in a transaction of its own.

    Args:
        is_stopped: asked before each; what is left the next run does.
    """
    outcome, now = Outcome(), timezone.now()
    approved = Revision.objects.filter(state=ReviewState.APPROVED, publish_at__lte=now)
    for pk in approved.order_by("publish_at", "pk").values_list("pk", flat=True)[:MAX_AT_A_RUN]:
        if is_stopped():
            return outcome
        with transaction.atomic():
            revision = approved.select_for_update().filter(pk=pk).first()
            if revision and publish_due(revision):
                outcome.returned += 1
            elif revision:
                outcome.published += 1
    ended = Revision.objects.filter(state=ReviewState.APPLIED, archive_at__lte=now)
    for pk in ended.order_by("archive_at", "pk").values_list("pk", flat=True)[:MAX_AT_A_RUN]:
        if is_stopped():
            return outcome
        with transaction.atomic():
            revision = ended.select_for_update().filter(pk=pk).first()
            outcome.archived += bool(revision and archive_due(revision))
    return outcome


def publish_due(revision: Revision) -> str:
    """Publish a correction whose hour has come; return what kept it from that, else nothing."""
    record = record_of(revision)
    if record is None:
        drop(revision, revision.reviewer)
        return "Записи больше нет."
    try:
        conflicts = publish(record, revision, revision.reviewer)
    except ValidationError as error:
        problem = " ".join(error.messages)
    else:
        problem = "; ".join(f"{each.title}: сейчас «{each.theirs}»" for each in conflicts)
    if problem:
        remark = f"Не опубликована в назначенный час. {problem}"
        send_back(revision, revision.reviewer, remark[:MAX_REMARK])
    return problem


def archive_due(revision: Revision) -> bool:
    """Archive the record of an applied revision whose end has come; tell whether that was done."""
    record = record_of(revision)
    revision.archive_at = None
    revision.save(update_fields=["archive_at"])
    if not isinstance(record, Programme) or record.state != State.PUBLISHED:
        return False
    move(record, State.ARCHIVED)
    return True


def record_of(revision: Revision) -> Model | None:
    """Return the record of a revision, held until the transaction ends; None if it is gone."""
    model = revision.content_type.model_class()
    return model._base_manager.select_for_update(no_key=True).filter(pk=revision.object_id).first()
