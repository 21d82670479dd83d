"""The catalogue's list as a table: the cells of its files, under headings that sort."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import cached_property

from ...catalogue import Answer, Refusal
from ...tables import BY_KEY, COLUMNS, Column, as_csv, ready_rows
from ..asking import odd_columns

TITLE = BY_KEY["title"]
SORTED_BY = {
    "title": ("title", "ascending"),
    "cost_note": ("amount", "descending"),
    "updated_at": ("updated", "descending"),
    "checked_on": ("checked", "descending"),
}
"""The columns that have an order of the catalogue: its name, and which way it goes."""


@dataclass(frozen=True)
class Heading:
    """The head of a column.

    Attributes:
        text: what it says.
        query: the question in the order of this column; empty where there is no such order.
        order: which way the list is sorted by it, as ``aria-sort`` says it; empty when it is not.
    """

    text: str
    query: str
    order: str


@dataclass(frozen=True)
class Row:
    """A programme in the table: its page, its name, the cells beside it."""

    url: str
    title: str
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """The asked page of an answer as a table: the name leads each row, whatever is chosen."""

    answer: Answer

    @classmethod
    def refusals(cls, answer: Answer) -> list[Refusal]:
        """Say which of the asked columns there are not, or that there is no table to have them."""
        if answer.question.refusals or "columns" not in answer.question.params:
            return []
        if not answer.question.is_table:
            sentence = "Столбцы выбирают только для таблицы: добавьте view=table."
            return [Refusal("columns", sentence)]
        found = odd_columns(answer.question.columns, BY_KEY)
        return [Refusal("columns", sentence) for sentence in found]

    @cached_property
    def columns(self) -> list[Column]:
        """The columns in their order, the name first."""
        return [TITLE, *(BY_KEY[key] for key in self.answer.question.columns if key != TITLE.key)]

    @property
    def headings(self) -> Iterator[Heading]:
        """The head of each column."""
        for column in self.columns:
            order, way = SORTED_BY.get(column.key, ("", ""))
            query = self.answer.question.query(sort=[order]) if order else ""
            now = self.answer.question.sort == order
            yield Heading(column.heading, query, way if now else "")

    @property
    def rows(self) -> Iterator[Row]:
        """The programmes of the page; one that was deleted this very moment is left out."""
        lines = ready_rows.lines(self.answer.page_pks)
        for slug, title, *cells in as_csv.rows(lines, [BY_KEY["slug"], *self.columns]):
            yield Row(reverse("programme", args=[slug]), title, cells)

    @property
    def boxes(self) -> list[tuple[Column, bool]]:
        """Every column that can be chosen, and whether it is."""
        return [(column, column in self.columns) for column in COLUMNS if column != TITLE]
