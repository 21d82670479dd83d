"""What a table would change in the catalogue, in words: changes, refusals, what is passed over."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace

from django.db.models import Model
from django.utils.text import capfirst

from ..models import Programme
from ..revisions.contents import Content
from ..revisions.merging import compare
from ..revisions.natural import TABLE_OF, Table, held, plain_value
from ..words import Difference, russian


@dataclass(frozen=True)
class Rights:
    """What somebody may do who brings a table; whoever works on the server may do everything.

    Attributes:
        publish: change what the public sees at once; of others it becomes a correction.
        add, change, delete: records of the kind that the table holds.
    """

    publish: bool = True
    add: bool = True
    change: bool = True
    delete: bool = True


@dataclass(frozen=True)
class Remark:
    """What is to be said about a cell: its row, its heading, a sentence, the sheet if any."""

    row: int
    heading: str
    sentence: str
    place: str = ""

    def __str__(self):
        column = f", столбец «{self.heading}»" if self.heading else ""
        where = russian.upper_first(f"{self.place}строка {self.row}")
        return f"{where}{column}: {self.sentence}"


class Words:
    """How an edit of either kind calls its record."""

    @property
    def title(self) -> str:
        words = self.record.get_state_display()
        if self.is_new:
            words = "новый черновик" if isinstance(self.record, Programme) else "новая запись"
        after = "; станет правкой, которую прочтёт издатель" if self.is_apart else ""
        return f"{self.record.slug} — «{self.record}» ({russian.lower_first(words)}{after})"


@dataclass
class Edit(Words):
    """A programme that a row makes or changes, not yet saved.

    Attributes:
        record: the programme with the new values.
        is_new: whether the catalogue did not have it.
        is_apart: whether the record stays as it is, and a correction is written.
        fields: the names of those that changed.
        related: the new values of its relations, by field.
        changes: the heading, the old and the new text of each changed cell.
    """

    record: Programme
    is_new: bool
    is_apart: bool = False
    fields: set[str] = field(default_factory=set)
    related: dict[str, list] = field(default_factory=dict)
    changes: list[Difference] = field(default_factory=list)

    def put(self, values: dict) -> bool:
        """Put values into the record, a relation's aside; tell whether any is another than now."""
        before = len(self.fields) + len(self.related)
        for name, value in values.items():
            if isinstance(value, list):
                if self.is_new or set(value) != set(getattr(self.record, name).all()):
                    self.related[name] = value
            elif value != getattr(self.record, name):
                setattr(self.record, name, value)
                self.fields.add(name)
        return len(self.fields) + len(self.related) > before

    def text_over(self, now: Content) -> Content:
        """Return the content of the record with the new values."""
        table = TABLE_OF[Programme]
        new = {name: plain_value(held(table, name, self.record)) for name in self.fields}
        many = {name: sorted(each.slug for each in some) for name, some in self.related.items()}
        return now | new | many

    def is_overtaken(self, record: Programme, now: Content) -> bool:
        """Tell whether somebody has changed the programme since it was compared."""
        return record.revision != self.record.revision

    @property
    def token(self) -> tuple:
        """What tells apart the states from which the same change was made."""
        return (self.record.revision, self.is_apart)


@dataclass
class TextEdit(Words):
    """A record whose parts a table changes, or an event, as its content before and after.

    Attributes:
        record: the programme or the event as it is stored; an event may be new.
        base: what it holds; None of one that is new.
        text: what it is to hold; None of one that goes.
        is_apart: as of an ``Edit``.
    """

    record: Model
    base: Content | None
    text: Content | None
    is_apart: bool = False

    @property
    def is_new(self) -> bool:
        return self.base is None

    @property
    def changes(self) -> list[Difference]:
        """The name, the old and the new text of each changed field; of what goes, one line."""
        found = []
        for part in compare(type(self.record), self.base or {}, self.text or {}):
            if part.is_gone:
                found.append(Difference(part.title, "есть", ""))
                continue
            title = f"{part.title}: " if part.title else ""
            found += (replace(each, field=title + each.field) for each in part.differences)
        return found

    def text_over(self, now: Content) -> Content:
        """Return the content of the record with the new values: it is as it was compared."""
        return self.text

    def is_overtaken(self, record: Model, now: Content) -> bool:
        """Tell whether somebody has changed the record since it was compared."""
        return now != self.base

    @property
    def token(self) -> tuple:
        """What tells apart the states from which the same change was made."""
        return (self.is_new, self.text is None, self.is_apart)


@dataclass
class Plan:
    """What a file would do.

    Attributes:
        table: of what kind the rows are.
        edits: what becomes of programmes, or of events.
        refusals: why rows cannot be taken over; with any of them nothing is.
        notices: what is passed over.
        unchanged: how many rows say what the catalogue says.
        counts: how many rows make, change and delete parts or events.
        is_cut: whether so much was refused that the rest was not compared.
        written: how many changes were made before somebody else's came between.
    """

    table: Table
    edits: list[Edit | TextEdit] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)
    unchanged: int = 0
    counts: Counter = field(default_factory=Counter)
    is_cut: bool = False
    written: int = 0

    @property
    def summary(self) -> str:
        """One sentence with all counts."""
        rows = russian.count_phrase(
            len({r.row for r in self.refusals}), "строка", "строки", "строк"
        )
        return (
            f"{self.counted}, без изменений: {self.unchanged}, отклонено: {rows}."
            f"{' Остальные строки не сравнивались.' if self.is_cut else ''}"
        )

    @property
    def counted(self) -> str:
        """How much is new and how much changes."""
        if self.table.model is Programme:
            new = sum(edit.is_new for edit in self.edits)
            changed = russian.programmes_counted(len(self.edits) - new)
            return f"Изменится: {changed}, новых черновиков: {new}"
        words = {"changed": "Изменится", "new": "новых", "deleted": "удалится"}
        found = [f"{word}: {self.counts[name]}" for name, word in words.items()]
        plural = capfirst(str(self.table.model._meta.verbose_name_plural))
        return f"{plural}. {', '.join(found)}"

    @property
    def corrections(self) -> int:
        """How many records stay as they are until a publisher has read their corrections."""
        return sum(edit.is_apart for edit in self.edits)

    @property
    def digest(self) -> str:
        """A fingerprint of the changes: whoever confirms means these and no others."""
        told = repr([(e.record.slug, *e.token, e.changes) for e in self.edits])
        return hashlib.sha256(told.encode()).hexdigest()
