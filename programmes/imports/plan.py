"""What a table would change in the catalogue, in words: changes, refusals, what is passed over."""

import hashlib
from dataclasses import dataclass, field

from ..models import Programme
from ..words import Difference, russian


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


@dataclass
class Edit:
    """A programme that a row makes or changes, not yet saved.

    Attributes:
        programme: the record with the new values.
        is_new: whether the catalogue did not have it.
        fields: the names of those that changed.
        related: the new values of its relations, by field.
        changes: the heading, the old and the new text of each changed cell.
    """

    programme: Programme
    is_new: bool
    fields: set[str] = field(default_factory=set)
    related: dict[str, list] = field(default_factory=dict)
    changes: list[Difference] = field(default_factory=list)

    def put(self, values: dict) -> bool:
        """Put values into the record, a relation's aside; tell whether any is another than now."""
        before = len(self.fields) + len(self.related)
        for name, value in values.items():
            if isinstance(value, list):
                if self.is_new or set(value) != set(getattr(self.programme, name).all()):
                    self.related[name] = value
            elif value != getattr(self.programme, name):
                setattr(self.programme, name, value)
                self.fields.add(name)
        return len(self.fields) + len(self.related) > before

    @property
    def title(self) -> str:
        words = "Новый черновик" if self.is_new else self.programme.get_state_display()
        return f"{self.programme.slug} — «{self.programme.title}» ({russian.lower_first(words)})"


@dataclass
class Plan:
    """What a file would do.

    Attributes:
        edits: what becomes of programmes.
        refusals: why rows cannot be taken over; with any of them nothing is.
        notices: what is passed over.
        unchanged: how many rows say what the catalogue says.
        is_cut: whether so much was refused that the rest was not compared.
        written: how many changes were made before somebody else's came between.
    """

    edits: list[Edit] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)
    unchanged: int = 0
    is_cut: bool = False
    written: int = 0

    @property
    def summary(self) -> str:
        """One sentence with all counts."""
        new = sum(edit.is_new for edit in self.edits)
        rows = russian.count_phrase(
            len({r.row for r in self.refusals}), "строка", "строки", "строк"
        )
        return (
            f"Изменится: {russian.programmes_counted(len(self.edits) - new)}, "
            f"новых черновиков: {new}, без изменений: {self.unchanged}, отклонено: {rows}."
            f"{' Остальные строки не сравнивались.' if self.is_cut else ''}"
        )

    @property
    def digest(self) -> str:
        """A fingerprint of the changes: whoever confirms means these and no others."""
        told = repr([(e.programme.slug, e.programme.revision, e.changes) for e in self.edits])
        return hashlib.sha256(told.encode()).hexdigest()
