"""A filled-in table → the catalogue: first what would change, then all of it or nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import IO

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from rapidfuzz import process

from . import upkeep, wording
from .choices import State
from .columns import BY_KEY, COLUMNS, NO
from .filling import COMPUTED, TAKEN, Known, RefusedError, as_text, plain
from .models import Programme
from .reading import UnreadableError, matched_headings, read
from .workbook import fitted

ROWS_AT_ONCE = 200
CONTEXT = 20  # signs shown around what changed in a long text
LONGEST_SHOWN = 160
COLUMN_OF_FIELD = {
    "audiences": "audience",
    "places": "place",
    "industries": "industry",
    "since_precision": "since",
}
COLUMN_OF_CONSTRAINT = {
    "programme_since_with_precision": "since",
    "programme_intake_dates": "intake_opens",
    "programme_intake_order": "intake_closes",
    "programme_published_checked": "checked_on",
}
"""Where the sentence of a broken rule belongs that speaks of several fields."""


@dataclass(frozen=True)
class Remark:
    """What is to be said about a cell: its row, the heading of its column, a sentence."""

    row: int
    heading: str
    sentence: str

    def __str__(self):
        column = f", столбец «{self.heading}»" if self.heading else ""
        return f"Строка {self.row}{column}: {self.sentence}"


@dataclass
class Change:
    """A programme that a row makes or changes, not yet saved.

    Attributes:
        programme: the record with the new values.
        is_new: whether the catalogue did not have it.
        related: the new values of its relations, by field.
        cells: heading, old text and new text of each changed cell.
    """

    programme: Programme
    is_new: bool
    related: dict = field(default_factory=dict)
    cells: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        words = "Новый черновик" if self.is_new else self.programme.get_state_display()
        return f"{self.programme.slug} — «{self.programme.title}» ({wording.lower_first(words)})"

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Heading, old text and new text of each changed cell, short enough to be compared."""
        return [(heading, *apart(old, new)) for heading, old, new in self.cells]


@dataclass
class Plan:
    """What a file would do.

    Attributes:
        changes: what becomes of programmes.
        refusals: why rows cannot be taken over; with any of them nothing is.
        notices: what is passed over.
        unchanged: how many rows say what the catalogue says.
    """

    changes: list[Change] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)
    unchanged: int = 0

    @property
    def summary(self) -> str:
        """One sentence with all counts."""
        new = sum(change.is_new for change in self.changes)
        rows = wording.counted(len({r.row for r in self.refusals}), "строка", "строки", "строк")
        return (
            f"Изменится: {wording.programmes_counted(len(self.changes) - new)}, "
            f"новых черновиков: {new}, без изменений: {self.unchanged}, отклонено: {rows}."
        )

    @property
    def digest(self) -> str:
        """A fingerprint of the changes: whoever confirms means these and no others."""
        told = repr([(c.programme.slug, c.programme.revision, c.cells) for c in self.changes])
        return hashlib.sha256(told.encode()).hexdigest()


def compare(file: IO[bytes], day: date) -> Plan:
    """Say what a file would do, without doing it.

    Args:
        file: CSV or XLSX as exported, or filled in by an editor; open for reading bytes.
        day: today; nothing can have been checked later.

    Raises:
        UnreadableError: the file is not a table of programmes.
    """
    return Reading(file, day).plan


def apply(file: IO[bytes], day: date, digest: str | None = None) -> tuple[Plan, bool]:
    """Do what a file says, in one transaction; with a single refusal nothing is done.

    Args:
        file, day: as for ``compare``.
        digest: of the plan that was confirmed; with another one nothing is done.

    Returns:
        The plan, and whether it was carried out.

    Raises:
        UnreadableError: the file is not a table of programmes.
    """
    with transaction.atomic():
        plan = Reading(file, day, lock=True).plan
        done = not plan.refusals and digest in (None, plan.digest)
        if done:
            with upkeep.batched():
                for change in plan.changes:
                    save(change)
    return plan, done


def save(change: Change) -> None:
    """Write one programme with its relations."""
    if not change.is_new:
        change.programme.revision += 1
    change.programme.save()
    for name, records in change.related.items():
        getattr(change.programme, name).set(records)


class Reading:
    """One comparison of a file with the catalogue."""

    def __init__(self, file: IO[bytes], day: date, *, lock: bool = False):
        self.day, self.lock = day, lock
        self.plan, self.known, self.row_of = Plan(), Known(), {}
        rows = read(file)
        self.keys = keys_of(next(rows, (1, []))[1])
        for some in iter(lambda: list(islice(rows, ROWS_AT_ONCE)), []):
            self.take(some)

    def take(self, rows: list[tuple[int, list]]) -> None:
        """Compare some rows with their programmes."""
        place = self.keys.index("slug")
        slugs = [str(cells[place]).strip() for _, cells in rows if len(cells) > place]
        found = Programme.objects.for_reading().filter(slug__in=slugs)
        if self.lock:
            found = found.select_for_update(of=("self",))
        by_slug = {programme.slug: programme for programme in found}
        for number, cells in rows:
            if any(plainly(cell) for cell in cells):
                self.take_row(number, cells, by_slug)

    def take_row(self, number: int, cells: list, by_slug: dict[str, Programme]) -> None:
        """Compare one row with its programme, and note what comes of it."""
        before = len(self.plan.refusals)
        texts = dict(self.texts(number, cells))
        slug = texts.pop("slug", "").strip()
        if slug in self.row_of:
            self.refuse(number, "slug", f"код «{slug}» уже есть в строке {self.row_of[slug]}.")
        self.row_of[slug] = number
        programme = by_slug.get(slug)
        change = Change(programme or Programme(slug=slug), is_new=programme is None)
        for key, text in texts.items():
            self.take_cell(number, change, key, text)
        if not change.cells and programme:
            self.plan.unchanged += len(self.plan.refusals) == before
            return
        self.check(number, change, texts.get("updated_at", ""))
        if len(self.plan.refusals) == before:
            self.plan.changes.append(change)

    def texts(self, number: int, cells: list) -> Iterator[tuple[str, str]]:
        """Yield the cells of a row as texts, by key."""
        for place, cell in enumerate(cells):
            key = self.keys[place] if place < len(self.keys) else ""
            if not key:
                if plainly(cell):
                    self.refuse(number, "", f"ячейка {place + 1} не под заголовком.")
                continue
            try:
                yield key, as_text(BY_KEY[key], cell)
            except RefusedError as error:
                self.refuse(number, key, str(error))

    def take_cell(self, number: int, change: Change, key: str, text: str) -> None:
        """Compare one cell, and put what is new into the record."""
        old = "" if change.is_new else as_text(BY_KEY[key], BY_KEY[key].cell(change.programme))
        if text == old or text == fitted(old) or (change.is_new and text == NO):
            return
        heading = BY_KEY[key].heading
        if key in COMPUTED:
            if key != "updated_at":
                sentence = "это портал заполняет сам; в файле иначе, и это не учтено."
                self.plan.notices.append(Remark(number, heading, sentence))
            return
        if key not in TAKEN:
            self.refuse(
                number, key, "это правят в самой записи; верните ячейку или уберите столбец."
            )
            return
        try:
            values = TAKEN[key](text, self.known)
        except RefusedError as error:
            self.refuse(number, key, str(error))
            return
        change.cells.append((heading, old, text))
        for name, value in values.items():
            if isinstance(value, list):
                change.related[name] = value
            else:
                setattr(change.programme, name, value)

    def check(self, number: int, change: Change, exported: str) -> None:
        """Hold the new values against the rules of the record."""
        programme = change.programme
        if exported and not change.is_new:
            now = as_text(BY_KEY["updated_at"], BY_KEY["updated_at"].cell(programme))
            if now != exported:
                self.refuse(
                    number, "updated_at", "после выгрузки запись изменилась: выгрузите её заново."
                )
        if programme.checked_on and programme.checked_on > self.day:
            self.refuse(number, "checked_on", "проверить запись можно сегодня или раньше.")
        if programme.state == State.PUBLISHED and change.related.get("audiences") == []:
            self.refuse(number, "audience", "у опубликованной записи должна быть аудитория.")
        try:
            programme.full_clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    key = column_of(message) if name == NON_FIELD_ERRORS else name
                    key = COLUMN_OF_FIELD.get(key, key)
                    self.refuse(number, key, wording.lower_first(message))

    def refuse(self, number: int, key: str, sentence: str) -> None:
        """Note why a row is not taken over."""
        heading = BY_KEY[key].heading if key in BY_KEY else key
        self.plan.refusals.append(Remark(number, heading, sentence))


def keys_of(cells: list) -> list[str]:
    """Return the keys of a file's columns.

    Raises:
        UnreadableError: a heading is unknown or stands twice, or there is no slug.
    """
    keys = matched_headings(cells)
    for key in keys:
        if key and key not in BY_KEY:
            names = [name for column in COLUMNS for name in (column.heading, column.key)]
            near = process.extractOne(key[:80], names, score_cutoff=60)
            hint = f" Возможно, нужен «{near[0]}»." if near else ""
            raise UnreadableError(f"Столбца «{key[:80]}» в каталоге нет.{hint}")
        if key and keys.count(key) > 1:
            raise UnreadableError(f"Столбец «{BY_KEY[key].heading}» стоит в файле дважды.")
    if "slug" not in keys:
        raise UnreadableError("В файле нет столбца «Код»: по нему узнают программы.")
    return keys


def column_of(message: str) -> str:
    """Return the key of the column that a broken rule speaks of; empty for the whole row."""
    for constraint in Programme._meta.constraints:
        if constraint.get_violation_error_message() == message:
            return COLUMN_OF_CONSTRAINT.get(constraint.name, "")
    return ""


def plainly(cell) -> str:
    """Return what a cell shows, whatever it holds; empty for an empty one."""
    return plain(cell).strip() if isinstance(cell, str | float) else str(cell)


def apart(old: str, new: str) -> tuple[str, str]:
    """Return two texts cut down to where they differ, with some signs around."""
    if max(len(old), len(new)) <= LONGEST_SHOWN:
        return old, new
    pairs = zip(old, new, strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))
    start = max(0, same - CONTEXT)
    return excerpt(old, start), excerpt(new, start)


def excerpt(text: str, start: int) -> str:
    """Return a part of a text with dots where something is left out."""
    part = text[start : start + LONGEST_SHOWN]
    left, right = "…" if start else "", "…" if start + LONGEST_SHOWN < len(text) else ""
    return f"{left}{part}{right}"
