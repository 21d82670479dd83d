"""«Попробовать»: a choice of columns, the address of its file, its first rows."""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from portal.responses import Parameters, shorten, unreadable

from ...catalogue import USUAL_COLUMNS, ask, today
from ...tables import BY_KEY, COLUMNS, Column, as_csv, ready_rows

MAX_ROWS_TRIED = 5
FORMATS = {"programmes_csv": "CSV", "programmes_xlsx": "Excel"}
"""The formats of which columns can be chosen, by the names of their addresses."""


@dataclass(frozen=True)
class TrialParameters(Parameters):
    """Columns, each by itself, as the boxes of a form send them, and a format."""

    names: tuple[str, ...] = ("columns", "file")

    def objection(self, name, values):
        if name != "columns":
            found = super().objection(name, values)
            return found or ("" if values[0] in FORMATS else f"Формата «{shorten(values[0])}» нет.")
        unknown = [value for value in values if value not in BY_KEY]
        return unreadable(name, values) or (
            f"Столбца «{shorten(unknown[0])}» нет." if unknown else ""
        )

    def canonical(self, params):
        chosen = {*params.get("columns", ())}
        columns = [column.key for column in COLUMNS if column.key in chosen]
        file = [name for name in params.get("file", ()) if name != next(iter(FORMATS))]
        return ({"columns": columns} if columns else {}) | ({"file": file} if file else {})


@dataclass(frozen=True)
class Trial:
    """What a choice of columns gives.

    Attributes:
        columns: those that are chosen, or the usual ones.
        file: the name of the format's address.
        rows: the cells of the first programmes of the catalogue.
    """

    columns: list[Column]
    file: str
    rows: list[list[str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The full address of the file."""
        keys = ",".join(column.key for column in self.columns)
        return f"{settings.PORTAL_URL}{reverse(self.file)}?columns={keys}"

    @property
    def boxes(self) -> list[tuple[Column, bool]]:
        """Every column, and whether it is chosen."""
        return [(column, column in self.columns) for column in COLUMNS]

    @property
    def formats(self) -> list[tuple[str, str, bool]]:
        """Every format: the name of its address, what people call it, whether it is chosen."""
        return [(name, label, name == self.file) for name, label in FORMATS.items()]


def try_columns(request: HttpRequest) -> Trial:
    """Return what the choice in a request gives."""
    keys = request.GET.getlist("columns") or USUAL_COLUMNS
    columns = [BY_KEY[key] for key in keys]
    pks = ask(QueryDict(), today()).pks[:MAX_ROWS_TRIED]
    rows = list(as_csv.rows(ready_rows.lines(pks), columns))
    return Trial(columns, request.GET.get("file", next(iter(FORMATS))), rows)
