"""After every change: the search index, the rows of the exports, the dates, the version.

All are written in the transaction of the change itself, so no process can ever serve a
list, a page or an index older than the records.
"""

import hashlib
import json
import random
import secrets
import threading
from contextlib import contextmanager

from django.core import checks
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.utils import timezone

from . import records
from .choices import State
from .columns import cell
from .models import (
    Audience,
    CatalogueVersion,
    Contact,
    Fact,
    Industry,
    Organisation,
    Place,
    Programme,
    Source,
    SynonymGroup,
)
from .search import index

# What visitors read changes with these fields alone: checking an entry is no change of it
SILENT = {"updated_at", "checked_on"}
AT_ONCE = 500
SAMPLE = 100  # programmes that a health check compares: all of today's, some of a larger catalogue

_batch = threading.local()


def refresh(pks) -> None:
    """Bring the index, the dates of change and the version up to date with some programmes.

    Args:
        pks: the primary keys of the programmes that changed or that name a changed record.
    """
    pks = sorted(set(pks))
    with transaction.atomic():
        for start in range(0, len(pks), AT_ONCE):
            _refresh_some(pks[start : start + AT_ONCE])
        version = {"token": secrets.token_hex(8), "changed_at": timezone.now()}
        CatalogueVersion.objects.update_or_create(pk=1, defaults=version)


def _refresh_some(pks: list[int]) -> None:
    programmes = list(Programme.objects.for_reading().filter(pk__in=pks).order_by("pk"))
    index.store({programme.pk: index.weighted_lemmas(programme) for programme in programmes})
    changed, rows = [], {}
    for programme in programmes:
        public = programme.state == State.PUBLISHED
        cells = records.cells(programme) if public else {}
        digest = public_digest(programme, cells) if public else ""
        if digest != programme.public_digest:
            programme.public_digest, programme.updated_at = digest, timezone.now()
            changed.append(programme)
        if public:
            rows[programme.pk] = cells | {"updated_at": cell(programme.updated_at)}
    Programme.objects.bulk_update(changed, ["public_digest", "updated_at"], batch_size=AT_ONCE)
    records.keep(rows)
    records.forget(set(pks) - rows.keys())


def rebuild() -> int:
    """Make index and dates of change anew for all programmes; return how many there are."""
    pks = list(Programme.objects.order_by("pk").values_list("pk", flat=True))
    refresh(pks)
    return len(pks)


def index_mismatches(sample: int | None = None) -> list[int]:
    """Return the primary keys of the programmes whose index differs from the record.

    Args:
        sample: compare only so many programmes, picked at random; all of them when left out.
    """
    pks = list(Programme.objects.order_by("pk").values_list("pk", flat=True))
    if sample is not None and len(pks) > sample:
        pks = random.sample(pks, sample)
    wrong = []
    for start in range(0, len(pks), AT_ONCE):
        chunk = pks[start : start + AT_ONCE]
        programmes = Programme.objects.for_reading().filter(pk__in=chunk).order_by("pk")
        wrong += index.mismatches({each.pk: index.weighted_lemmas(each) for each in programmes})
    return wrong


def check_index(app_configs=None, databases=None, **kwargs) -> list[checks.CheckMessage]:
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
    if missing := records.missing():
        message = f"Every export has to make the rows of {missing} programmes anew."
        found.append(checks.Warning(message, hint=hint, id="programmes.W002"))
    return found


def public_digest(programme: Programme, cells: dict[str, str]) -> str:
    """Return a fingerprint of all that the public sees of a published programme.

    Args:
        cells: what ``records.cells`` gives for it.
    """
    seen = [text for key, text in cells.items() if key not in SILENT]
    seen += [f"{fact.figure}|{fact.label}|{fact.about}" for fact in programme.facts.all()]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


@contextmanager
def batched():
    """Refresh once for many changes: at the end of the block, in the same transaction."""
    if getattr(_batch, "pks", None) is not None:
        yield  # an inner block leaves the work to the outer one
        return
    with transaction.atomic():
        _batch.pks, _batch.touched = set(), False
        try:
            yield
            pks, touched = _batch.pks, _batch.touched
        finally:
            _batch.pks = None
        if touched:
            refresh(pks)


def touch(pks) -> None:
    """Note that programmes changed: refresh them now, or at the end of the batch."""
    if getattr(_batch, "pks", None) is None:
        refresh(pks)
    else:
        _batch.pks.update(pks)
        _batch.touched = True


def programmes_naming(record) -> list[int]:
    """Return the primary keys of the programmes whose page or index names a record."""
    match record:
        case Programme():
            return [record.pk]
        case Fact() | Contact():
            return [record.programme_id]
        case Organisation():
            named = Q(operator=record) | Q(partners=record)
        case Audience():
            named = Q(audiences=record)
        case Place():
            named = Q(places=record)
        case Industry():
            named = Q(industries=record)
        case Source():
            named = Q(facts__source=record) | Q(contacts__source=record)
        case _:
            return []
    return list(Programme.objects.filter(named).order_by("pk").values_list("pk", flat=True))


def _saved(sender, instance, **kwargs):
    touch(programmes_naming(instance))


def _about_to_be_deleted(sender, instance, **kwargs):
    # afterwards nobody can tell which programmes named the record
    instance.named_by = programmes_naming(instance)


def _deleted(sender, instance, origin, **kwargs):
    deleted_with = getattr(origin, "model", type(origin))
    if sender in (Fact, Contact) and deleted_with is Programme:
        return  # the programme itself is going, and says so
    touch(instance.named_by)


def _related(sender, instance, action, reverse, pk_set, **kwargs):
    if action not in ("post_add", "post_remove", "post_clear"):
        return
    if not reverse:
        touch([instance.pk])
    elif pk_set is not None:
        touch(pk_set)
    else:  # a record was taken from all programmes at once, and they are no longer known
        touch(Programme.objects.order_by("pk").values_list("pk", flat=True))


def connect() -> None:
    """Watch every record that the public can see."""
    named = (Programme, Fact, Contact, Organisation, Audience, Place, Industry, Source)
    for model in (*named, SynonymGroup):
        post_save.connect(_saved, sender=model)
        pre_delete.connect(_about_to_be_deleted, sender=model)
        post_delete.connect(_deleted, sender=model)
    for relation in ("audiences", "partners", "places", "industries"):
        m2m_changed.connect(_related, sender=getattr(Programme, relation).through)
