"""Fixtures → database: fills the catalogue, never over what an editor changed."""

import hashlib
import json
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F

from ..derived import refresh
from ..models import Addressed, LoadedRecord, Programme, codes_of_others
from ..revisions import review
from ..revisions.contents import content, owner_of
from ..revisions.natural import TABLE_OF, TABLES, Table, held, plain_value
from ..words import Difference, State, russian
from .fixtures import Entry, FixtureError, read_fixtures

LOADED = "Загружено из файлов."


class Outcome(StrEnum):
    """What became of a record, in the words of the report."""

    CREATED = "Создано"
    UPDATED = "Обновлено"
    RESTORED = "Восстановлено"
    KEPT = "Оставлено как изменил редактор"
    DELETED = "Не возвращено, потому что удалил или переименовал редактор"
    ORPHANED = "Не загружено, потому что ссылается на удалённое редактором"
    DROPPED = "Оставлено, хотя в файлах больше нет"


WRITTEN = {Outcome.CREATED, Outcome.UPDATED, Outcome.RESTORED}


@dataclass
class Report:
    """What a load did: for each outcome the records' tables, keys and changed fields."""

    records: dict = field(default_factory=lambda: defaultdict(list))

    def add(self, outcome: Outcome, table: Table, key: tuple, changes=()) -> None:
        self.records[outcome].append((table, key, changes))

    def lines(self) -> list[str]:
        """Return Russian lines: counts for each outcome, records by name unless just created."""
        lines = [] if self.records.keys() & WRITTEN else ["Ничего не изменилось."]
        for outcome in filter(self.records.get, Outcome):
            records = self.records[outcome]
            counts = Counter(table for table, _, _ in records)
            counted = (russian.count_phrase(count, *table.words) for table, count in counts.items())
            lines.append(f"{outcome}: {', '.join(counted)}.")
            if outcome != Outcome.CREATED:
                arrow = " → " if outcome in WRITTEN else ", в файле "
                lines += (line(*record, arrow) for record in records)
        return lines


def line(table: Table, key: tuple, changes, arrow: str) -> str:
    """Return «  программа moscow-cluster: title — „Старое“ → „Новое“»."""
    fields = "; ".join(f"{each.field} — {each.old}{arrow}{each.new}" for each in changes)
    return f"  {table.words[0]} {'/'.join(key)}" + (f": {fields}" if fields else "")


def show_value(value) -> str:
    """Return a plain value in quotes, shortened; «пусто» where there is none."""
    if value is True:
        return "да"
    text = ", ".join(value) if isinstance(value, list) else str(value or "")
    return f"«{textwrap.shorten(text, 60, placeholder='…')}»" if text else "пусто"


def load(directory: Path, *, update: bool = False, check: bool = False) -> Report:
    """Bring the database to what the files say, except where an editor changed or deleted.

    A record that the files no longer name stays: deleting is an editor's decision.

    Args:
        directory: the folder with the TOML files.
        update: also write over what editors changed and bring back what they deleted.
        check: only find out what would be done; the database stays as it is.

    Raises:
        FixtureError: holds a sentence for each mistake; the database stays as it is.
    """
    entries = read_fixtures(directory)
    with transaction.atomic():
        with refresh.refresh_once():
            loading = Loading(update)
            for entry in entries:
                loading.take(entry)
            loading.finish(entries)
        if check:
            transaction.set_rollback(True)
    return loading.report


class Loading:
    """One run: the records of the database, what is remembered of them, mistakes and report."""

    def __init__(self, update: bool):
        self.update = update
        self.present = {table: present(table) for table in TABLES}
        remembered = LoadedRecord.objects.values_list("table", "key", "digest")
        self.remembered = {(table, key): known for table, key, known in remembered}
        self.saved = []
        self.before = defaultdict(dict)  # what was in the records that are written, by model
        self.errors = []
        self.report = Report()

    def take(self, entry: Entry) -> None:
        """Compare an entry with its record and write, leave and report as ``load`` says."""
        table, record = entry.table, self.present[entry.table].get(entry.key)
        wanted = plain(entry.values)
        now = plain({name: held(table, name, record) for name in table.fields}) if record else None
        if now == wanted:
            return
        outcome = self.outcome(entry, now)
        changes = [
            Difference(name, show_value(now.get(name)), show_value(wanted.get(name)))
            for name in table.fields
            if now and now.get(name) != wanted.get(name)
        ]
        self.report.add(outcome, table, entry.key, changes)
        if outcome == Outcome.CREATED:
            self.check_code(entry)
        if outcome in WRITTEN:
            self.write(entry, record or table.model())

    def check_code(self, entry: Entry) -> None:
        """Note that the public knows another record by the code of a new one."""
        if issubclass(entry.table.model, Addressed):
            slugs = [entry.values["slug"]]
            for sentence in codes_of_others(entry.table.model, slugs, from_file=True).values():
                self.refuse(entry, ValidationError({"slug": sentence}))

    def outcome(self, entry: Entry, now: dict | None) -> Outcome:
        """Decide what becomes of an entry whose record is missing (``now`` is None) or differs."""
        remembered = self.remembered.get(name_of(entry.table, entry.key))
        if not self.update:
            if now is None and remembered:
                return Outcome.DELETED
            if now is not None and digest(now) != remembered:
                return Outcome.KEPT
        if any(
            key not in self.present[target]
            for name in entry.table.relations
            for target, key in entry.references(name)
        ):
            return Outcome.ORPHANED
        if now is not None:
            return Outcome.UPDATED
        return Outcome.RESTORED if remembered else Outcome.CREATED

    def write(self, entry: Entry, record: models.Model) -> None:
        """Save the record as the entry says, or note what its model refuses."""
        relations, many = entry.table.relations, {}
        self.note_before(entry, record)
        for name, value in entry.values.items():
            if name not in relations:
                setattr(record, name, value)
                continue
            related = [self.present[target][key] for target, key in entry.references(name)]
            if relations[name].many_to_many:
                many[name] = related
            else:
                setattr(record, name, related[0] if related else None)
        try:
            save_record(record, already_known=relations)
        except ValidationError as error:
            self.refuse(entry, error)
            return
        for name, related in many.items():
            getattr(record, name).set(related)
        if len(entry.table.key) == 1:
            self.before[entry.table.model].setdefault(record.pk, None)
        self.present[entry.table][entry.key] = record
        self.saved.append((entry, record))

    def note_before(self, entry: Entry, record: models.Model) -> None:
        """Keep what the record held, or the one that it is a part of, before the first writing."""
        table = entry.table
        if len(table.key) > 1:
            table = TABLE_OF[owner_of(table)]
            record = self.present[table].get(entry.key[:1])
        if record and record.pk and record.pk not in self.before[table.model]:
            self.before[table.model][record.pk] = content(record)

    def refuse(self, entry: Entry, error: ValidationError) -> None:
        """Note in a sentence for each mistake what a model refused."""
        for name, messages in error.message_dict.items():
            place = "" if name == NON_FIELD_ERRORS else f"ключ «{name}»: "
            self.errors += (f"{entry.name}: {place}{message}" for message in messages)

    def finish(self, entries: list[Entry]) -> None:
        """Check what needs all records, then note what was written and what the files dropped.

        Raises:
            FixtureError: some record was refused.
        """
        for entry, record in self.saved:
            if isinstance(record, Programme) and record.state == State.PUBLISHED:
                obstacles = record.obstacles_to_publication()
                self.errors += (f"{entry.name}: {obstacle}" for obstacle in obstacles)
        if self.errors:
            raise FixtureError(*self.errors)
        self.report_dropped({(entry.table, entry.key) for entry in entries})
        remember(entry for entry, _ in self.saved)
        outdate_open_forms(record for _, record in self.saved)
        for model, before in self.before.items():
            review.write_down(model, before, None, LOADED)

    def report_dropped(self, named: set[tuple[Table, tuple]]) -> None:
        """Report the records that were loaded once and that the files name no longer."""
        for table, records in self.present.items():
            for key in records:
                if (table, key) not in named and name_of(table, key) in self.remembered:
                    self.report.add(Outcome.DROPPED, table, key)


def save_record(record: models.Model, *, already_known: Iterable[str]) -> None:
    """Save a record; the database checks its constraints, the model finds the words for a breach.

    The model could check them first, with a query for each: that doubles the time of a load.

    Args:
        record: a record of the catalogue.
        already_known: the fields whose related records need not be looked up.

    Raises:
        ValidationError: the model or the database refuses the record.
    """
    record.full_clean(already_known, validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        record.full_clean()
        raise


def remember(entries: Iterable[Entry]) -> None:
    """Keep the digests of what was written: a record that still has its own is unedited."""
    names = ((name_of(entry.table, entry.key), digest(plain(entry.values))) for entry in entries)
    LoadedRecord.objects.bulk_create(
        [LoadedRecord(table=table, key=key, digest=known) for (table, key), known in names],
        update_conflicts=True,
        unique_fields=["table", "key"],
        update_fields=["digest"],
    )


def outdate_open_forms(records: Iterable[models.Model]) -> None:
    """Count a revision, so that a form an editor opened earlier cannot undo what was written."""
    changed = set()
    for record in records:
        match record:
            case Programme():
                changed.add(record.pk)
            case models.Model(programme_id=owner):
                changed.add(owner)
    Programme.objects.filter(pk__in=changed).update(revision=F("revision") + 1)


def present(table: Table) -> dict[tuple, models.Model]:
    """Return the database's records by key, locked so that no editor saves one in between."""
    one = [name for name, each in table.relations.items() if not each.many_to_many]
    many = [name for name, each in table.relations.items() if each.many_to_many]
    records = table.model.objects.select_for_update(of=("self",)).select_related(*one)
    found = {}
    for record in records.prefetch_related(*many):
        found[tuple(held(table, name, record) for name in table.key)] = record
    return found


def name_of(table: Table, key: tuple) -> tuple[str, str]:
    """Return how a ``LoadedRecord`` names a record."""
    return table.section, "/".join(key)


def plain(values: dict) -> dict:
    """Return values in the one form that is compared, remembered and shown.

    Empty ones are left out: a field that the portal gains later makes no record look edited.
    """
    return {name: text for name, value in values.items() if (text := plain_value(value))}


def digest(values: dict) -> str:
    """Return the fingerprint of plain values."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
