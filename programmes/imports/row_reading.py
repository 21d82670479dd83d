"""A table read row by row: what is said of its cells, and when nothing more is compared."""

from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
from typing import IO

from django.db.models import Model

from ..revisions.models import Revision
from ..tables import Cell, Headings, Known, Limits, RefusedError, Row, as_text, read_table
from ..words import clean_text
from .plan import Plan, Remark

ROWS_AT_ONCE = 200
MAX_REFUSALS = 100  # after so many nothing more is compared: whoever reads them has enough to do
OPENED = "эту запись уже правят: её {} ещё не опубликована. Внесите изменение в саму правку."


class RowReading:
    """One reading of a file; whoever inherits from it compares the rows.

    Args:
        file: CSV or XLSX, open for reading bytes.
        limits: how much reading it may cost.
        headings: of the kind of table.
        plan: what becomes of it.

    Raises:
        UnreadableError: the file is no such table.
    """

    def __init__(self, file: IO[bytes], limits: Limits, headings: Headings, plan: Plan):
        self.plan, self.known, self.headings = plan, Known(), headings
        self.table = read_table(file, limits, headings)

    def portions(self) -> Iterator[list[Row]]:
        """Yield the rows, some at a time."""
        return iter(lambda: list(islice(self.table.rows, ROWS_AT_ONCE)), [])

    def is_cut(self) -> bool:
        """Note, and tell, whether so much was refused that the rest is not compared."""
        self.plan.is_cut = self.plan.is_cut or len(self.plan.refusals) >= MAX_REFUSALS
        return self.plan.is_cut

    def texts(self, number: int, cells: list[Cell]) -> Iterator[tuple[str, str]]:
        """Yield the cells of a row as texts, by key."""
        # a row ends with its last filled cell: those behind it are empty, not left out
        for place, (key, cell) in enumerate(zip_longest(self.table.keys, cells, fillvalue="")):
            if not key:
                if not isinstance(cell, str) or clean_text(cell):
                    self.refuse(number, "", f"ячейка {place + 1} не под заголовком.")
                continue
            try:
                yield key, as_text(self.headings.by_key[key].type, cell)
            except RefusedError as error:
                self.refuse(number, key, str(error))

    def refuse(self, number: int, key: str, sentence: str) -> None:
        """Note why a row is not taken over."""
        self.plan.refusals.append(self.remark(number, key, sentence))

    def remark(self, number: int, key: str, sentence: str) -> Remark:
        """Return what is to be said about a cell."""
        by_key = self.headings.by_key
        heading = by_key[key].heading if key in by_key else key
        return Remark(number, heading, sentence, self.table.place)


def corrections_of(records: Iterable[Model]) -> dict[int, Revision]:
    """Return the open corrections of those of some records that the public sees, by their keys."""
    public = {record.pk: record for record in records if record.is_public}
    if not public:
        return {}
    model = type(next(iter(public.values())))
    found = Revision.objects.of_model(model).opened().filter(object_id__in=public)
    return {revision.object_id: revision for revision in found}
