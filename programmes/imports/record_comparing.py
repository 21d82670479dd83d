"""A table of facts, contacts, conditions or events beside the catalogue: what rows would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import IO

from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model

from ..models import Programme, codes_of_others
from ..revisions.contents import (
    MAX_PARTS,
    Content,
    contents,
    owner_of,
    parts_of,
    written_fields,
)
from ..revisions.natural import TABLE_OF, Table
from ..tables import YES, Budget, Limits, RefusedError, Row, as_text, cut_to_cell
from ..words import State, clean_text, russian
from .plan import Plan, Rights, TextEdit
from .record_columns import DELETE, STAMP, blank_value, headings_for, row_of
from .row_reading import OPENED, RowReading, corrections_of
from .rules import Rules

COMPUTED = "это портал заполняет сам; в файле иначе, и это не учтено."
STALE = "после выгрузки запись изменилась: выгрузите её заново."
LAST_FACT = "последний факт опубликованной записи не удаляют."
NOT_PUBLIC = "программа «{}» уже на сайте: событие к ней привязывает издатель."
FORBIDDEN = {
    "add": "добавлять такие записи вам нельзя.",
    "change": "менять такие записи вам нельзя.",
    "delete": "удалять такие записи вам нельзя.",
}


@dataclass
class Moved:
    """A row that makes, changes or deletes a record.

    Attributes:
        number: of the row.
        edit: of the programme whose part the record is, or of the event.
        key: what names the record.
        changed: the names of its fields that have other values than before.
        action: of ``Rights``: «add», «change» or «delete».
    """

    number: int
    edit: TextEdit
    key: str
    changed: set[str]
    action: str


class RecordComparison(RowReading):
    """One comparison of a table of parts or events with the catalogue.

    A row is compared with its record first; once all are read, what the new texts hold together
    is held against the rules: a condition may rest on a fact, and a fact name another one, that
    stands further down.
    """

    def __init__(self, table: Table, file: IO[bytes], limits: Limits, rights: Rights):
        super().__init__(file, limits, headings_for(table), Plan(table))
        self.kind, self.rights, self.budget = table, rights, Budget(limits)
        self.is_part = len(table.key) > 1
        self.owner_model = owner_of(table) if self.is_part else table.model
        self.rules = Rules(table.model, looked_up=table.relations)
        self.known_edits: dict[str, TextEdit] = {}
        self.row_of: dict[tuple[str, str], int] = {}
        self.moved: list[Moved] = []
        for some in self.portions():
            self.take(some)
        self.judge_all()
        edits = {id(each.edit): each.edit for each in self.moved}
        self.plan.edits = [edit for edit in edits.values() if edit.text != edit.base]

    # --- A row and its record ---

    def take(self, rows: list[Row]) -> None:
        """Compare some rows with their records."""
        read = [(number, dict(self.texts(number, cells))) for number, cells in rows]
        moved = {each.edit.record.slug for each in self.moved}
        # of programmes that do not change nothing is kept: there may be very many
        self.known_edits = {slug: each for slug, each in self.known_edits.items() if slug in moved}
        codes = {clean_text(texts.get(self.kind.key[0], "")) for _, texts in read}
        self.find_owners(codes - self.known_edits.keys())
        for number, texts in read:
            if not self.is_cut():
                self.take_row(number, texts)

    def find_owners(self, codes: set[str]) -> None:
        """Read the programmes, or the events, that some rows are about."""
        records = {
            record.pk: record
            for record in self.owner_model._base_manager.filter(slug__in=codes).order_by("pk")
        }
        for pk, text in contents(self.owner_model, records).items():
            self.known_edits[records[pk].slug] = TextEdit(records[pk], text, text)

    def take_row(self, number: int, texts: dict[str, str]) -> None:
        """Compare one row with its record, and note what comes of it."""
        before, name = len(self.plan.refusals), self.kind.key[-1]
        code = clean_text(texts.pop(self.kind.key[0], ""))
        edit = self.known_edits.get(code)
        if edit is None and (self.is_part or not code):
            sentence = f"программы «{code[:80]}» в каталоге нет." if code else "код не указан."
            self.refuse(number, self.kind.key[0], sentence)
            return
        if edit is None:
            edit = self.known_edits[code] = TextEdit(self.owner_model(slug=code), None, None)
        key = self.key_of(edit, texts.pop(name, "")) if self.is_part else code
        if not key:
            self.refuse(number, name, "пусто: без этого не узнать, что за запись.")
        elif (earlier := self.row_of.setdefault((code, key), number)) != number:
            self.refuse(number, name, f"такая запись уже есть в строке {earlier}.")
        else:
            self.take_record(number, edit, key, texts)
            self.plan.unchanged += len(self.plan.refusals) == before and not (
                self.moved and self.moved[-1].number == number
            )

    def key_of(self, edit: TextEdit, text: str) -> str:
        """Return what names the part of a row: as it is stored, else as a form would store it."""
        if text in self.parts(edit):
            return text
        return clean_text(text)

    def parts(self, edit: TextEdit) -> dict[str, Content]:
        """Return the records of a programme, or the event itself, by what names them."""
        if not self.is_part:
            return {edit.record.slug: edit.text} if edit.text else {}
        return {values[self.kind.key[-1]]: values for values in edit.text[self.kind.name]}

    def take_record(self, number: int, edit: TextEdit, key: str, texts: dict[str, str]) -> None:
        """Compare the cells of a row with what the record holds."""
        now = self.parts(edit).get(key)
        goes = texts.pop(DELETE, "")
        if goes not in ("", YES, "нет"):
            self.refuse(number, DELETE, "напишите «да», чтобы удалить запись, или оставьте пустым.")
        if goes == YES:
            if now is None:
                self.refuse(number, DELETE, "такой записи нет: удалять нечего.")
                return
            self.put(number, edit, key, None, action="delete")
        else:
            wanted = self.wanted(number, edit, now, texts)
            if now is None:
                fresh = self.fresh(edit) | {self.kind.key[-1]: key} | wanted
                self.put(number, edit, key, fresh, action="add", changed=fresh)
            elif wanted:
                self.put(number, edit, key, now | wanted, action="change", changed=wanted)
            else:
                return
        if now is not None and texts.get(STAMP) not in (None, "", row_of(None, now)[STAMP]):
            self.refuse(number, STAMP, STALE)

    def wanted(
        self, number: int, edit: TextEdit, now: Content | None, texts: dict[str, str]
    ) -> Content:
        """Return the values of a row that are other ones than the record holds."""
        row, found = row_of(edit.record if self.is_part else None, now or {}), {}
        for key, text in texts.items():
            column = self.headings.by_key[key]
            old = as_text(column.type, column.cell(row))
            if key == STAMP or text in (old, cut_to_cell(old)):
                continue
            if column.is_computed:
                self.plan.notices.append(self.remark(number, key, COMPUTED))
                continue
            try:
                value = column.take(text, self.known)
            except RefusedError as error:
                self.refuse(number, key, str(error))
            else:
                if now is None or now[key] != value:
                    found[key] = value
        return found

    def fresh(self, edit: TextEdit) -> Content:
        """Return what a new record holds where a row does not say; a part comes last."""
        values = {name: blank_value(each) for name, each in written_fields(self.kind).items()}
        if self.is_part:
            places = [each["position"] for each in edit.text[self.kind.name]]
            values["position"] = max(places, default=0)
        return values

    def put(
        self,
        number: int,
        edit: TextEdit,
        key: str,
        values: Content | None,
        *,
        action: str,
        changed: Iterable[str] = (),
    ) -> None:
        """Put the values of a record into the text of its owner; None takes it out.

        Raises:
            UnreadableError: that is one more than a table may change.
        """
        self.budget.spend(changes=1)
        if self.is_part:
            parts = self.parts(edit)
            if values is None:
                del parts[key]
            else:
                parts[key] = values
            in_order = sorted(parts.values(), key=itemgetter("position"))
            edit.text = edit.text | {self.kind.name: in_order}
        else:
            edit.text = values
        self.plan.counts[{"add": "new", "change": "changed", "delete": "deleted"}[action]] += 1
        self.moved.append(Moved(number, edit, key, {*changed}, action))

    # --- What all of it holds together ---

    def judge_all(self) -> None:
        """Hold what rows change against rights and rules."""
        records = {each.edit.record.pk: each.edit.record for each in self.moved}
        public = {pk for pk, record in records.items() if pk and record.is_public}
        opened = {} if self.rights.publish else corrections_of(records[pk] for pk in public)
        for moved in self.moved:
            if self.is_cut():
                return
            moved.edit.is_apart = moved.edit.record.pk in public and not self.rights.publish
            if not getattr(self.rights, moved.action):
                self.refuse(moved.number, "", FORBIDDEN[moved.action])
            if moved.edit.record.pk in opened:
                words = opened[moved.edit.record.pk].words_lower
                self.refuse(moved.number, "", OPENED.format(words))
            if moved.action == "delete":
                self.judge_deletion(moved, is_public=moved.edit.record.pk in public)
            else:
                self.judge(moved)
        if not self.is_part:
            self.judge_events()

    def judge(self, moved: Moved) -> None:
        """Hold a record against the rules of its model."""
        values = self.parts(moved.edit)[moved.key]
        record, refused = self.record_of(moved, values), set()
        for name, fields, message in self.rules.broken(
            record, moved.changed, is_new=moved.action == "add"
        ):
            key = (
                self.column_of(fields & moved.changed or fields)
                if name == NON_FIELD_ERRORS
                else name
            )
            if key not in refused:
                self.refuse(moved.number, key, russian.lower_first(message))
            refused.add(key)
        if self.is_part and len(moved.edit.text[self.kind.name]) > MAX_PARTS:
            words = russian.count_phrase(MAX_PARTS, *self.kind.words)
            self.refuse(moved.number, "", f"у одной программы помещается только {words}.")

    def record_of(self, moved: Moved, values: Content) -> Model:
        """Return a record with some values, not to be saved; note what it names in vain."""
        owner = {self.kind.key[0]: moved.edit.record} if self.is_part else {}
        record = self.kind.model(**owner)
        for name, field in written_fields(self.kind).items():
            value = values[name]
            if name not in self.kind.relations:
                setattr(record, name, field.to_python(value))
            elif value in (None, []):
                if not field.blank:
                    self.refuse(moved.number, name, "не указано, а без этого нельзя.")
            elif len(TABLE_OF[field.related_model].key) > 1:
                self.name_part(moved, record, name, value)
        return record

    def name_part(self, moved: Moved, record: Model, name: str, value: str) -> None:
        """Let a record name a part of the same programme, which may be as new as itself."""
        target = TABLE_OF[self.kind.relations[name].related_model]
        present = {each[target.key[-1]] for each in moved.edit.text[target.name]}
        if value not in present:
            words = f"{target.words[1]} «{value[:80]}» у этой программы нет."
            self.refuse(moved.number, name, words)
        part = {target.key[0]: moved.edit.record, target.key[-1]: value}
        setattr(record, name, target.model(**part))

    def column_of(self, fields: set[str]) -> str:
        """Return which of the columns that a rule speaks of is named with it: the first one."""
        return next((column.key for column in self.headings.columns if column.key in fields), "")

    def judge_deletion(self, moved: Moved, *, is_public: bool) -> None:
        """Refuse to take away what others rest on."""
        text = moved.edit.text
        if text is None:
            if moved.edit.is_apart:
                self.refuse(moved.number, DELETE, "событие, которое видят, удаляет издатель.")
            return
        for table in parts_of(self.owner_model):
            for name, relation in table.relations.items():
                if relation.related_model is not self.kind.model:
                    continue
                for each in text[table.name]:
                    if each[name] == moved.key:
                        words = f"его называет {table.words[0]} «{each[table.key[-1]][:80]}»."
                        self.refuse(moved.number, DELETE, words)
        if is_public and self.kind.name == "fact" and not text[self.kind.name]:
            self.refuse(moved.number, DELETE, LAST_FACT)

    def judge_events(self) -> None:
        """Refuse codes that are another event's, and what would change a page by the way."""
        new = {each.key: each for each in self.moved if each.action == "add"}
        for code, sentence in codes_of_others(self.kind.model, new, from_file=True).items():
            self.refuse(new[code].number, "slug", russian.lower_first(sentence))
        if not self.rights.publish:
            self.judge_ties(
                each for each in self.moved if each.edit.text and not each.edit.is_apart
            )

    def judge_ties(self, moved: Iterable[Moved]) -> None:
        """Refuse to tie an event that nobody sees to a programme that the public sees."""
        moved = list(moved)
        chosen = {slug for each in moved for slug in each.edit.text["programmes"]}
        public = Programme.objects.filter(slug__in=chosen, state=State.PUBLISHED)
        titles = dict(public.order_by("pk").values_list("slug", "title"))
        for each in moved:
            for slug in titles.keys() & set(each.edit.text["programmes"]):
                self.refuse(each.number, "programmes", NOT_PUBLIC.format(titles[slug]))
