"""A table beside the catalogue: what each of its rows would change, and what it may not."""

from collections.abc import Iterator
from datetime import date
from itertools import islice, zip_longest
from typing import IO

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint

from ..models import Programme, codes_of_others
from ..tables import (
    BY_KEY,
    NO,
    Cell,
    Column,
    Known,
    Limits,
    RefusedError,
    Row,
    as_text,
    cut_to_cell,
    read_table,
)
from ..words import Difference, State, clean_text, russian
from .plan import Edit, Plan, Remark

ROWS_AT_ONCE = 200
MAX_REFUSALS = 100  # after so many nothing more is compared: whoever reads them has enough to do
COLUMN_OF_FIELD = {
    "audiences": "audience",
    "places": "place",
    "industries": "industry",
    "countries": "country",
    "since_precision": "since",
}
COLUMN_OF_CONSTRAINT = {
    "programme_since_with_precision": "since",
    "programme_intake_dates": "intake_opens",
    "programme_intake_order": "intake_closes",
    "programme_published_checked": "checked_on",
    "programme_summary_filled": "summary",
    "programme_kind_known": "kind",
}
"""Where the sentence of a broken rule belongs that speaks of several fields."""


class Comparison:
    """One comparison of a file with the catalogue.

    Args:
        file, day, limits: as for ``importing.compare``.
    """

    def __init__(self, file: IO[bytes], day: date, limits: Limits):
        self.day, self.plan, self.known, self.rules = day, Plan(), Known(), Rules()
        self.row_of, self.taken, self.table = {}, {}, read_table(file, limits)
        for some in iter(lambda: list(islice(self.table.rows, ROWS_AT_ONCE)), []):
            self.take(some)

    def take(self, rows: list[Row]) -> None:
        """Compare some rows with their programmes."""
        place = self.table.keys.index("slug")
        slugs = [clean_text(str(cells[place])) for _, cells in rows if len(cells) > place]
        found = Programme.objects.for_reading().filter(slug__in=slugs)
        by_slug = {programme.slug: programme for programme in found}
        self.taken = codes_of_others(Programme, set(slugs) - by_slug.keys(), from_file=True)
        for number, cells in rows:
            self.plan.is_cut = self.plan.is_cut or len(self.plan.refusals) >= MAX_REFUSALS
            if not self.plan.is_cut:
                self.take_row(number, cells, by_slug)

    def take_row(self, number: int, cells: list[Cell], by_slug: dict[str, Programme]) -> None:
        """Compare one row with its programme, and note what comes of it."""
        before = len(self.plan.refusals)
        texts = dict(self.texts(number, cells))
        slug = clean_text(texts.pop("slug", ""))
        if slug and slug in self.row_of:
            self.refuse(number, "slug", f"код «{slug}» уже есть в строке {self.row_of[slug]}.")
        self.row_of[slug] = number
        if slug in self.taken:
            self.refuse(number, "slug", russian.lower_first(self.taken[slug]))
        programme = by_slug.get(slug)
        edit = Edit(programme or Programme(slug=slug), is_new=programme is None)
        for key, text in texts.items():
            self.take_cell(number, edit, BY_KEY[key], text)
        if not edit.changes and programme:
            self.plan.unchanged += len(self.plan.refusals) == before
            return
        self.check(number, edit, texts.get("updated_at", ""))
        if len(self.plan.refusals) == before:
            self.plan.edits.append(edit)

    def texts(self, number: int, cells: list[Cell]) -> Iterator[tuple[str, str]]:
        """Yield the cells of a row as texts, by key."""
        # a row ends with its last filled cell: those behind it are empty, not left out
        for place, (key, cell) in enumerate(zip_longest(self.table.keys, cells, fillvalue="")):
            if not key:
                if not isinstance(cell, str) or clean_text(cell):
                    self.refuse(number, "", f"ячейка {place + 1} не под заголовком.")
                continue
            try:
                yield key, as_text(BY_KEY[key].type, cell)
            except RefusedError as error:
                self.refuse(number, key, str(error))

    def take_cell(self, number: int, edit: Edit, column: Column, text: str) -> None:
        """Compare one cell, and put what is new into the record."""
        old = "" if edit.is_new else as_text(column.type, column.cell(edit.programme))
        if text in (old, cut_to_cell(old)) or (edit.is_new and text == NO):
            return
        if column.is_computed:
            if column.key != "updated_at":
                sentence = "это портал заполняет сам; в файле иначе, и это не учтено."
                self.plan.notices.append(self.remark(number, column.key, sentence))
        elif column.take is None:
            sentence = "это правят в самой записи; верните ячейку или уберите столбец."
            self.refuse(number, column.key, sentence)
        else:
            try:
                values = column.take(text, self.known)
            except RefusedError as error:
                self.refuse(number, column.key, str(error))
            else:
                if edit.put(values):
                    edit.changes.append(Difference(column.heading, old, text))

    def check(self, number: int, edit: Edit, exported: str) -> None:
        """Hold the new values against the rules of the record."""
        programme = edit.programme
        if exported and not edit.is_new:
            column = BY_KEY["updated_at"]
            if not as_text(column.type, column.cell(programme)).startswith(exported):
                sentence = "после выгрузки запись изменилась: выгрузите её заново."
                self.refuse(number, "updated_at", sentence)
        if programme.checked_on and programme.checked_on > self.day:
            self.refuse(number, "checked_on", "проверить запись можно сегодня или раньше.")
        if programme.state == State.PUBLISHED and edit.related.get("audiences") == []:
            self.refuse(number, "audience", "у опубликованной записи должна быть аудитория.")
        refused = {(each.row, each.heading) for each in self.plan.refusals}
        for name, message in self.rules.broken(edit):
            key = column_of(message) if name == NON_FIELD_ERRORS else name
            key = COLUMN_OF_FIELD.get(key, key)
            remark = self.remark(number, key, russian.lower_first(message))
            if (number, remark.heading) not in refused:
                self.plan.refusals.append(remark)

    def refuse(self, number: int, key: str, sentence: str) -> None:
        """Note why a row is not taken over."""
        self.plan.refusals.append(self.remark(number, key, sentence))

    def remark(self, number: int, key: str, sentence: str) -> Remark:
        """Return what is to be said about a cell."""
        heading = BY_KEY[key].heading if key in BY_KEY else key
        return Remark(number, heading, sentence, self.table.place)


class Rules:
    """The rules of a record, as the editors' form asks them, without a question a rule and row.

    Constraints are judged by the database. What one said of some values is remembered: in a table
    the same values stand in very many rows.
    """

    def __init__(self):
        self._answers: dict[tuple, str] = {}

    def broken(self, edit: Edit) -> Iterator[tuple[str, str]]:
        """Yield the field and the sentence of every rule that an edit breaks."""
        programme, wrong = edit.programme, set()
        # who the row names was found in the database, and so was who is not there yet
        try:
            programme.clean_fields(exclude={"operator"})
            programme.clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                wrong.add(name)
                yield from ((name, message) for message in messages)
        for constraint in programme._meta.constraints:
            names = fields_of(constraint)
            concerned = edit.is_new or names & edit.fields
            if concerned and not names & wrong and (message := self.answer(constraint, programme)):
                yield NON_FIELD_ERRORS, message

    def answer(self, constraint, programme: Programme) -> str:
        """Return the sentence of a constraint that a programme breaks; empty if it keeps it."""
        names = sorted(fields_of(constraint))
        key = (constraint.name, *(getattr(programme, name) for name in names))
        if key not in self._answers:
            try:
                # Django asks about every field that it is not told to leave out
                others = {each.name for each in Programme._meta.fields} - set(names)
                constraint.validate(Programme, programme, exclude=others)
            except ValidationError as error:
                self._answers[key] = error.messages[0]
            else:
                self._answers[key] = ""
        return self._answers[key]


def fields_of(constraint: CheckConstraint) -> set[str]:
    """Return the names of the fields of which a constraint speaks."""
    return constraint.condition.referenced_base_fields


def column_of(message: str) -> str:
    """Return the key of the column that a broken rule speaks of; empty for the whole row."""
    for constraint in Programme._meta.constraints:
        if constraint.get_violation_error_message() == message:
            return COLUMN_OF_CONSTRAINT.get(constraint.name, "")
    return ""
