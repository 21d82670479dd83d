"""After every change: the search index, the rows of the exports, the dates, the version.

All are written in the transaction of the change itself, so no process can ever serve a
list, a page or an index older than the records.
"""

import secrets
import threading
from collections.abc import Iterable
from contextlib import contextmanager
from datetime import date

from django.core import checks
from django.core.checks import CheckMessage
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F, Model, ProtectedError, Q, QuerySet
from django.utils import timezone

from portal.database import consistent_reading

from ..models import (
    CatalogueVersion,
    Event,
    Programme,
    redirects,
    rekey,
)
from ..search import index
from ..tables import ready_rows
from ..words import State
from . import changelog, parts
from .digest import is_comparable
from .numbers import number_events, number_intakes
from .parts import Made
from .writing import update_each

WRITTEN_AT_ONCE = 500
REBUILT_AT_ONCE = 25  # in one transaction: whoever saves meanwhile waits for it, and not for long
CHECKED_AT_ONCE = 10
"""Programmes that a health check compares: asked often, it comes round to each of them."""

_batch = threading.local()


Touched = dict[int, frozenset[str] | None]
"""Programmes by primary key, with their fields that changed and the relations along which something
did; None where it may be anything."""


def refresh(pks: Iterable[int], *, is_seen: bool) -> None:
    """Bring the index, the rows and the dates of change up to date with some programmes.

    Args:
        pks: the primary keys of those of which anything may have changed.
        is_seen: whether the public sees the changed record even where no programme names it.
    """
    follow(dict.fromkeys(pks), is_seen=is_seen)


def follow(touched: Touched, *, is_seen: bool) -> None:
    """Do so with no more than what a change bears upon.

    The version moves only when the public can see a difference: what becomes of drafts is nobody
    else's business, and no reason to forget every page that is kept.
    """
    pks = sorted(touched)
    with transaction.atomic():
        for start in range(0, len(pks), WRITTEN_AT_ONCE):
            some = {pk: touched[pk] for pk in pks[start : start + WRITTEN_AT_ONCE]}
            is_seen |= _refresh_some(some, rebuilding=False)
        if is_seen:
            renew_version()


def check_all(programmes: list[Programme], day: date) -> None:
    """Note the day on which programmes were compared with their sources.

    The public reads it, and yet nothing is made of it that is kept: it is SILENT.

    Args:
        programmes: held by the caller's transaction.
        day: today.
    """
    for start in range(0, len(programmes), WRITTEN_AT_ONCE):
        some = [programme.pk for programme in programmes[start : start + WRITTEN_AT_ONCE]]
        Programme.objects.filter(pk__in=some).update(checked_on=day, revision=F("revision") + 1)
    touch((), is_seen=any(is_shown(programme) for programme in programmes))


def is_shown(programme: Programme) -> bool:
    """Tell whether the public sees a programme as it is stored, or what became of it."""
    return bool(programme.public_digest) or programme.state == State.ARCHIVED


def renew_version() -> None:
    """Give the catalogue a version that nothing kept was made from."""
    version = {"token": secrets.token_hex(8), "changed_at": timezone.now()}
    CatalogueVersion.objects.update_or_create(pk=1, defaults=version)


def _refresh_some(touched: Touched, *, rebuilding: bool) -> bool:
    """Do so, and return whether the public sees or saw any of the programmes.

    Of a rebuild, whether it is shown another thing than before: that the code is another one, the
    tags of its answers say by themselves.
    """
    programmes, known = lock([*touched]), parts.known_of([*touched])
    made = parts.make_all(programmes, known, touched)
    moved = write_index(programmes, made, rebuilding=rebuilding)
    changed, sights, seen, moment = [], [], False, timezone.now()
    for programme in programmes:
        before, now = programme.public_digest, made.get(programme.pk)
        digest = now.digest if now else ""
        seen |= bool(now or before) or programme.state == State.ARCHIVED
        # of two digests by different code nobody can tell what changed: the record did not
        is_told_alike = not before or is_comparable(before)
        is_news = not (rebuilding and now) or is_told_alike
        if digest != before:
            programme.public_digest = digest
            if is_news:
                programme.updated_at = moment
            changed.append(programme)
            moved |= is_news
        is_moved = bool(now and before) and digest != before and is_told_alike
        sights.append(changelog.Sight(programme, now, bool(before), is_moved, is_news))
    update_each(changed, ["public_digest", "updated_at"])
    changelog.record(sights, known, moment)
    moved |= number_events(events_of(touched), moment, rebuilding=rebuilding)
    moved |= number_intakes({pk: each.intake for pk, each in made.items() if each.intake}, moment)
    public = [(each, made[each.pk]) for each in programmes if each.pk in made]
    redirects.keep(
        (each, parts.lookups(None if now.is_whole else touched[each.pk])) for each, now in public
    )
    whole = {pk: each.cells.values() for pk, each in made.items() if each.is_whole}
    ready_rows.keep(whole)
    ready_rows.adjust({pk: each.moved_cells for pk, each in made.items() if pk not in whole})
    ready_rows.forget(touched.keys() - made.keys())
    return moved if rebuilding else seen


def write_index(programmes: list[Programme], made: dict[int, Made], *, rebuilding: bool) -> bool:
    """Write what of some programmes is in the index; tell whether a rebuild found it different."""
    whole = {
        each.pk: made[each.pk].lemmas if each.pk in made else {}
        for each in programmes
        if each.pk not in made or made[each.pk].is_whole
    }
    if rebuilding and not index.mismatches(whole):
        return False
    index.store(whole)
    index.adjust({pk: each.moved_lemmas for pk, each in made.items() if pk not in whole})
    return rebuilding


def events_of(touched: Touched) -> list[int]:
    """Return the primary keys of the events of which something may have changed with programmes."""
    # an event tells of its programmes, too
    own = {pk for pk, moved in touched.items() if moved is None or moved - parts.RELATIONS}
    concerned = own.union(pk for pk in touched.keys() - own if "events" in touched[pk])
    links = Event.programmes.through.objects.filter(programme__in=concerned)
    return sorted(set(links.values_list("event", flat=True)))


def lock(pks: list[int]) -> list[Programme]:
    """Return programmes; until the transaction ends nobody else writes what follows from them.

    Two who change facts of one programme at once would each read it without the other's.
    """
    rows = Programme.objects.filter(pk__in=pks).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def rebuild() -> int:
    """Make index, rows, digests and sort keys anew for all programmes; return how many there are.

    The dates of change stay where only the code is another one. Some programmes at a time, so that
    editors go on saving; each time the version moves with what the public sees of them.
    """
    rekey()
    pks = list(all_pks())
    for start in range(0, len(pks), REBUILT_AT_ONCE):
        with transaction.atomic():
            some = dict.fromkeys(pks[start : start + REBUILT_AT_ONCE])
            if _refresh_some(some, rebuilding=True):
                renew_version()
    renew_version()
    return len(pks)


def all_pks() -> QuerySet:
    """Return the primary keys of all programmes, in their order."""
    return Programme.objects.order_by("pk").values_list("pk", flat=True)


def some_pks(count: int) -> list[int]:
    """Return the primary keys of a few programmes in a row, from anywhere, reading no more."""
    first, last = all_pks().first(), all_pks().last()
    if first is None:
        return []
    start = first + secrets.randbelow(last - first + 1)
    found = list(all_pks().filter(pk__gte=start)[:count])
    return found + list(all_pks().filter(pk__lt=start)[: count - len(found)])


def index_mismatches(sample: int | None = None) -> list[int]:
    """Return the primary keys of the programmes whose index differs from the record.

    Args:
        sample: compare only so many programmes, from anywhere; all of them when left out.
    """
    pks, wrong = some_pks(sample) if sample else list(all_pks()), []
    for start in range(0, len(pks), WRITTEN_AT_ONCE):
        chunk = pks[start : start + WRITTEN_AT_ONCE]
        # or whoever saves between the two readings would look like a fault
        with consistent_reading():
            programmes = Programme.objects.for_reading().filter(pk__in=chunk).order_by("pk")
            wrong += index.mismatches({each.pk: index.weighted_lemmas(each) for each in programmes})
    return wrong


def check_index(app_configs=None, databases=None, **kwargs) -> list[CheckMessage]:
    """Compare index and ready rows with the records: ``manage.py check --database default``.

    Warnings, so that a stale index never keeps anybody from migrating; silent until the schema
    is the code's.
    """
    executor = MigrationExecutor(connection) if databases else None
    if not executor or executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return []
    hint, found = "Run manage.py rebuild_index.", []
    if wrong := len(index_mismatches()):
        message = f"The search index differs from the records of {wrong} programmes."
        found.append(checks.Warning(message, hint=hint, id="programmes.W001"))
    if missing := ready_rows.missing():
        message = f"Every export has to make the rows of {missing} programmes anew."
        found.append(checks.Warning(message, hint=hint, id="programmes.W002"))
    if old := sum(not is_comparable(digest) for digest in public_digests()):
        message = f"The dates of change of {old} programmes would move without a change."
        found.append(checks.Warning(message, hint=hint, id="programmes.W003"))
    return found


def public_digests() -> Iterable[str]:
    """Return the digests of all published programmes."""
    published = Programme.objects.published().order_by("pk")
    return published.values_list("public_digest", flat=True).iterator()


# --- What a change concerns -------------------------------------------------------------------


def is_batched() -> bool:
    """Tell whether this thread is inside of ``refresh_once``."""
    return getattr(_batch, "touched", None) is not None


@contextmanager
def refresh_once():
    """Refresh once for many changes: at the end of the block, in the same transaction."""
    if is_batched():
        yield  # an inner block leaves the work to the outer one
        return
    with transaction.atomic():
        _batch.touched, _batch.poorer, _batch.is_seen = {}, set(), False
        try:
            yield
            touched, poorer, is_seen = _batch.touched, _batch.poorer, _batch.is_seen
        finally:
            _batch.touched = None
        keep_last_facts(poorer)
        follow(touched, is_seen=is_seen)


@contextmanager
def try_out():
    """Change records only to look at them: all of it is undone, and nothing follows from it.

    Everything that is to be read has to be read before the block ends.
    """
    names = ("touched", "poorer", "is_seen")
    outer = {name: getattr(_batch, name, None) for name in names}
    with transaction.atomic():
        _batch.touched, _batch.poorer, _batch.is_seen = {}, set(), False
        try:
            yield
        finally:
            for name, value in outer.items():
                setattr(_batch, name, value)
        transaction.set_rollback(True)


def touch(
    pks: Iterable[int],
    *,
    along: frozenset[str] | None = None,
    is_seen: bool = False,
    poorer: Iterable[int] = (),
) -> None:
    """Note that programmes changed: refresh them now, or at the end of the batch.

    Args:
        pks, is_seen: as ``refresh`` takes them.
        along: what changed of them, as in ``Touched``.
        poorer: the primary keys of those among them that lost a fact.

    Raises:
        ProtectedError: a published programme lost its last fact, and none took its place.
    """
    if not is_batched():
        keep_last_facts(poorer)
        follow(dict.fromkeys(pks, along), is_seen=is_seen)
    else:
        for pk in pks:
            before = _batch.touched.get(pk, frozenset())
            _batch.touched[pk] = None if None in (along, before) else before | along
        _batch.poorer.update(poorer)
        _batch.is_seen |= is_seen


def keep_last_facts(pks: Iterable[int]) -> None:
    """Refuse to leave a published programme without any fact; the transaction is rolled back."""
    bare = set(Programme.objects.published().filter(pk__in=pks, facts=None)) if pks else set()
    if bare:
        names = ", ".join(sorted(f"«{programme}»" for programme in bare))
        raise ProtectedError(
            f"Последний факт опубликованной записи не удаляют: {names}. "
            "Сначала верните запись в черновики.",
            bare,
        )


def is_seen(record: Model) -> bool:
    """Tell whether the public sees a record as it is stored.

    A model whose records are not all public says so with ``objects.public()``.
    """
    if isinstance(record, Programme):
        shown = ~Q(public_digest="") | Q(state=State.ARCHIVED)
        return Programme.objects.filter(shown, pk=record.pk).exists()
    public = getattr(type(record)._default_manager, "public", None)
    return public is None or public().filter(pk=record.pk).exists()


def in_sight(record: Model) -> bool:
    """Tell whether the public sees a record, or has seen one that was changed in the same batch.

    What follows is one and the same for the whole batch, and a table has thousands of records.
    """
    return (is_batched() and _batch.is_seen) or is_seen(record)
