"""Tables: the exported fields, CSV and XLSX written and read, the rows kept ready."""

from . import as_csv, as_xlsx, ready_rows
from .as_csv import Shape
from .as_xlsx import fitted
from .cells import NO, RefusedError, as_text, cell
from .columns import BY_KEY, COLUMNS, LICENCE, LICENCE_URL, Column, address, sources_of
from .filling import Known
from .reading.budget import COMMAND, PAGE, Limits, UnreadableError
from .reading.sheets import Cell, Row
from .reading.table import read

__all__ = [
    "BY_KEY",
    "COLUMNS",
    "COMMAND",
    "LICENCE",
    "LICENCE_URL",
    "NO",
    "PAGE",
    "Cell",
    "Column",
    "Known",
    "Limits",
    "RefusedError",
    "Row",
    "Shape",
    "UnreadableError",
    "address",
    "as_csv",
    "as_text",
    "as_xlsx",
    "cell",
    "fitted",
    "read",
    "ready_rows",
    "sources_of",
]
