"""A table of programmes beside the catalogue: what each row would change, and what it may not."""

from datetime import date
from typing import IO

from django.core.exceptions import NON_FIELD_ERRORS

from ..models import Programme, codes_of_others
from ..revisions.natural import TABLE_OF
from ..tables import (
    BY_KEY,
    PROGRAMMES,
    READ_AT_DESK,
    Cell,
    Column,
    Limits,
    RefusedError,
    Row,
    as_text,
    cut_to_cell,
)
from ..words import Difference, State, clean_text, russian
from .plan import Edit, Plan, Rights
from .row_reading import OPENED, RowReading, corrections_of
from .rules import Rules

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


class Comparison(RowReading):
    """One comparison of a table of programmes with the catalogue."""

    def __init__(self, file: IO[bytes], day: date, limits: Limits, rights: Rights):
        super().__init__(file, limits, PROGRAMMES, Plan(TABLE_OF[Programme]))
        self.day, self.rights = day, rights
        self.rules = Rules(Programme, looked_up=["operator"])
        self.row_of, self.taken, self.corrected = {}, {}, {}
        for some in self.portions():
            self.take(some)

    def take(self, rows: list[Row]) -> None:
        """Compare some rows with their programmes."""
        place = self.table.keys.index("slug")
        slugs = [clean_text(str(cells[place])) for _, cells in rows if len(cells) > place]
        found = Programme.objects.for_reading().prefetch_related(*READ_AT_DESK)
        by_slug = {programme.slug: programme for programme in found.filter(slug__in=slugs)}
        if not self.rights.publish:
            self.corrected = corrections_of(by_slug.values())
        self.taken = codes_of_others(Programme, set(slugs) - by_slug.keys(), from_file=True)
        for number, cells in rows:
            if not self.is_cut():
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
        edit.is_apart = edit.record.is_public and not self.rights.publish
        for key, text in texts.items():
            self.take_cell(number, edit, self.headings.by_key[key], text)
        if not edit.changes and programme:
            self.plan.unchanged += len(self.plan.refusals) == before
            return
        self.check(number, edit, texts.get("updated_at", ""))
        if len(self.plan.refusals) == before:
            self.plan.edits.append(edit)

    def take_cell(self, number: int, edit: Edit, column: Column, text: str) -> None:
        """Compare one cell, and put what is new into the record."""
        old = "" if edit.is_new else as_text(column.type, column.cell(edit.record))
        if text in (old, cut_to_cell(old)) or (edit.is_new and text == column.fresh):
            return
        if column.is_computed:
            if column.key != "updated_at":
                sentence = "это портал заполняет сам; в файле иначе, и это не учтено."
                self.plan.notices.append(self.remark(number, column.key, sentence))
        elif column.take is None:
            self.refuse(number, column.key, column.refusal)
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
        programme = edit.record
        if programme.pk in self.corrected:
            self.refuse(number, "", OPENED.format(self.corrected[programme.pk].words_lower))
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
        for name, _, message in self.rules.broken(programme, edit.fields, is_new=edit.is_new):
            key = column_of(message) if name == NON_FIELD_ERRORS else name
            key = COLUMN_OF_FIELD.get(key, key)
            remark = self.remark(number, key, russian.lower_first(message))
            if (number, remark.heading) not in refused:
                self.plan.refusals.append(remark)


def column_of(message: str) -> str:
    """Return the key of the column that a broken rule speaks of; empty for the whole row."""
    for constraint in Programme._meta.constraints:
        if constraint.get_violation_error_message() == message:
            return COLUMN_OF_CONSTRAINT.get(constraint.name, "")
    return ""
