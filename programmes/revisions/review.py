"""The way of a correction: begun, saved, submitted, returned, approved, applied, or given up.

Whoever calls this holds the record until the end of the transaction, so that one comes after the
other; nothing here asks who may do what.
"""

from collections.abc import Iterable
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Max, Model
from django.utils import timezone

from ..derived import insert_each, refresh
from ..models import Programme, move
from ..words import State, russian
from . import letters, naming
from .contents import Content, content, contents, write
from .merging import Conflict, compare, merge
from .models import MAX_LINE, Revision, in_one_line, name_of_person, type_of
from .states import AT_PUBLISHERS, ReviewState

MAX_NAMED_FIELDS = 6  # of a change, in one line of the history


def opened(record: Model) -> Revision | None:
    """Return the correction of a record that is neither applied nor given up, None without one."""
    return Revision.objects.of(record).opened().first()


def keep(record: Model, text: Content, user, base: Content) -> Revision:
    """Keep what an editor has written of a record that the public sees.

    The same person goes on writing the same number; what was submitted, or is somebody else's,
    stays as it is and is followed by the next number.

    Args:
        record: as the public sees it.
        text: what was written.
        user: who wrote it.
        base: what is there now, which the editor has seen beside what he wrote.
    """
    now = opened(record)
    comment = summary(type(record), base, text)
    if now and now.state == ReviewState.WORKING and now.author == user:
        now.content, now.base, now.saves = text, base, now.saves + 1
        now.comment = comment
        now.saved_at = timezone.now()
        now.save()
        return now
    ends = {} if now is None else {"archive_at": now.archive_at}
    if now:
        now.state = ReviewState.REPLACED
        now.save(update_fields=["state"])
    return add(record, text, user, state=ReviewState.WORKING, base=base, comment=comment, **ends)


def add(record: Model, text: Content, user, **fields) -> Revision:
    """Write a content down under the next number of its record."""
    last = Revision.objects.of(record).aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        content_type=type_of(type(record)),
        object_id=record.pk,
        number=last + 1,
        title=str(record)[:MAX_LINE],
        content=text,
        author=user,
        author_name=name_of_person(user),
        saved_at=timezone.now(),
        **fields,
    )


def submit(revision: Revision) -> None:
    """Hand a correction to the publishers."""
    revision.state = ReviewState.SUBMITTED
    revision.save(update_fields=["state"])
    letters.tell_publishers(revision)


def submit_record(record: Model, user) -> Revision:
    """Hand a record that the public has not seen yet to the publishers, under a number."""
    text = content(record)
    Revision.objects.of(record).opened().update(state=ReviewState.REPLACED)
    last = Revision.objects.of(record).first()
    if last is None or last.content != text:
        last = add(record, text, user, state=ReviewState.SUBMITTED, base=last and last.content)
    submit(last)
    return last


def settle(record: Model, user, remark: str | None = None) -> None:
    """Note what became of what a publisher has read: published, or returned with a remark.

    Args:
        record: a programme whose state has just been changed.
        user: the publisher.
        remark: what is to be done; None for what was published.
    """
    revision = opened(record)
    if revision is None or revision.state not in AT_PUBLISHERS:
        return
    if remark is None:
        note_published(record, revision, user)
    else:
        send_back(revision, user, remark)


def send_back(revision: Revision, user, remark: str) -> None:
    """Return a correction to its author, with what is to be done."""
    revision.remark = remark
    note_review(revision, user, ReviewState.RETURNED)
    letters.tell_author(revision, "returned")


def drop(revision: Revision, user) -> None:
    """Give a correction up; it stays in the history."""
    note_review(revision, user, ReviewState.DROPPED)


def give_up(records: Iterable[Model]) -> None:
    """Give up the corrections of records that are about to be deleted."""
    for record in records:
        Revision.objects.of(record).opened().update(state=ReviewState.DROPPED)


def approve(revision: Revision, user, publish_at: datetime, archive_at: datetime | None) -> None:
    """Let a correction wait for its hour."""
    revision.publish_at, revision.archive_at = publish_at, archive_at
    note_review(revision, user, ReviewState.APPROVED)


def note_review(revision: Revision, user, state: ReviewState) -> None:
    """Write down who has decided on a correction."""
    revision.state, revision.reviewed_at = state, timezone.now()
    revision.reviewer, revision.reviewer_name = user, name_of_person(user)
    revision.save()


def merged(model: type[Model], revision: Revision, now: Content) -> tuple[Content, list[Conflict]]:
    """Return a correction carried over to what is there now, and where both changed the same."""
    return merge(model, revision.base or now, revision.content, now)


def publish(record: Model, revision: Revision, user) -> list[Conflict]:
    """Put a correction before the public, unless what it was begun from has changed there.

    Args:
        record: held by the transaction.
        revision: its correction.
        user: the publisher.

    Returns:
        Where both differ; nothing was done if there is anything.

    Raises:
        ValidationError: the models refuse it, or something that it names is gone.
    """
    if reason := changed_since(record, revision):
        raise ValidationError(reason)
    text, conflicts = merged(type(record), revision, content(record))
    if conflicts:
        return conflicts
    with refresh.refresh_once():
        write_over(record, text)
        obstacles = obstacles_of(record)
        if obstacles:
            raise ValidationError(obstacles)
        outdate(record)
        revision.content = content(record)
        revision.comment = revision.comment or summary(type(record), revision.base or {}, text)
        note_published(record, revision, user)
    return []


def note_published(record: Model, revision: Revision, user) -> None:
    """Write down that the public reads a revision, and whether two have read it before."""
    revision.is_unreviewed = is_alone(revision, user)
    note_review(revision, user, ReviewState.APPLIED)
    close_looks(record, revision)
    letters.tell_author(revision, "published")


def changed_since(record: Model, revision: Revision) -> str:
    """Return why what was read before a first publication is not what would be published now."""
    if not isinstance(record, Programme) or record.is_public:
        return ""
    if record.state != State.REVIEW:
        return f"Запись сейчас — «{record.get_state_display()}»."
    return (
        ""
        if content(record) == revision.content
        else "С тех пор запись изменили: прочтите новую правку."
    )


def obstacles_of(record: Model) -> list[str]:
    """Return what a record that the public sees lacks."""
    obstacles = getattr(record, "obstacles_to_publication", None)
    return obstacles() if obstacles else []


def obstacles_with(record: Model, revision: Revision) -> list[str]:
    """Return what a record would lack with a correction."""
    with refresh.try_out():
        text, _ = merged(type(record), revision, content(record))
        write(record, text, is_tentative=True)
        return obstacles_of(record)


def write_over(record: Model, text: Content) -> None:
    """Bring a record to a text; other corrections that name it take its new code."""
    old = record.slug
    write(record, text)
    if record.slug != old:
        naming.rename(record, old)


def overwrite(record: Model, text: Content) -> None:
    """Bring a record that the public does not see to a text, and outdate its open forms.

    Raises:
        ValidationError: the models refuse it, or something that it names is gone.
    """
    with refresh.refresh_once():
        write_over(record, text)
        if isinstance(record, Programme):
            move(record, record.state)


def outdate(record: Model) -> None:
    """Count a revision of the record, so that a form that was opened earlier is refused.

    One that waited for its first publication gets it.
    """
    if isinstance(record, Programme):
        move(record, State.PUBLISHED)


def is_alone(revision: Revision, user) -> bool:
    """Tell whether nobody but its author has seen a correction."""
    return user is None or revision.author is None or revision.author == user


def close_looks(record: Model, revision: Revision) -> None:
    """Whoever has read a revision has read those before it, too."""
    if not revision.is_unreviewed:
        earlier = Revision.objects.of(record).unreviewed().filter(number__lte=revision.number)
        earlier.update(is_unreviewed=False)


def second(record: Model, revision: Revision, user) -> None:
    """Note that a second person has read what is published already."""
    revision.is_unreviewed = False
    note_review(revision, user, ReviewState.APPLIED)
    close_looks(record, revision)


def summary(model: type[Model], old: Content, new: Content) -> str:
    """Return what a revision is about, in one line: the names of what it changed."""
    names = [
        part.title or ", ".join(f"«{each.field}»" for each in part.differences)
        for part in compare(model, old, new)
    ]
    more = len(names) - MAX_NAMED_FIELDS
    line = ", ".join(names[:MAX_NAMED_FIELDS])
    if more > 0:
        line += f" и ещё {russian.count_phrase(more, 'изменение', 'изменения', 'изменений')}"
    return in_one_line(line)


# --- What is written at once ----------------------------------------------------------------------


@contextmanager
def written_down(model: type[Model], pks, user, comment: str = ""):
    """Keep what a block makes of some records as their next revisions.

    Args:
        model: of the records.
        pks: those that the block may change; a set, to which it may add those that it makes.
        user: who changes them; None for the portal itself.
        comment: what the history says of it.
    """
    before = contents(model, pks)
    yield
    write_down(model, {pk: before.get(pk) for pk in pks}, user, comment)


def write_down(
    model: type[Model], before: dict[int, Content | None], user, comment: str = ""
) -> None:
    """Keep what has become of some records as their next revisions; none of what is as it was.

    Each keeps what was there before it, too: not all that changes a record is a revision, as a
    check against the sources. What waits for its first publication waits under the new number.

    Args:
        model: of the records.
        before: what they held, by primary key; None of those that are new.
        user, comment: as for ``written_down``.
    """
    after = contents(model, before)
    moved = [pk for pk, text in after.items() if text != before[pk]]
    if not moved:
        return
    records = model._base_manager.in_bulk(moved)
    known = Revision.objects.of_model(model).filter(object_id__in=moved)
    last = dict(known.order_by().values_list("object_id").annotate(Max("number")))
    unseen = [pk for pk in moved if not getattr(records[pk], "is_public", False)]
    waiting = known.filter(object_id__in=unseen, state__in=AT_PUBLISHERS)
    read = set(waiting.order_by().values_list("object_id", flat=True))
    waiting.update(state=ReviewState.REPLACED)
    lines = [
        Revision(
            content_type=type_of(model),
            object_id=pk,
            number=last.get(pk, 0) + 1,
            title=str(records[pk])[:MAX_LINE],
            state=ReviewState.SUBMITTED if pk in read else ReviewState.APPLIED,
            content=after[pk],
            base=before[pk],
            author=user,
            author_name=name_of_person(user),
            saved_at=timezone.now(),
            comment=comment or summary(model, before[pk] or {}, after[pk]),
            is_unreviewed=pk not in unseen and user is not None,
        )
        for pk in moved
    ]
    insert_each(lines)
