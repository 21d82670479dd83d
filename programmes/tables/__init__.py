"""Tables: the exported fields, CSV and XLSX written and read, the rows kept ready."""

from . import as_csv, as_xlsx, ready_rows
from .as_csv import Shape
from .as_xlsx import cut_to_cell
from .cells import NO, YES, RefusedError, Type, as_text, cell
from .columns import BY_KEY, COLUMNS, LICENCE, LICENCE_URL, OF_FIELD, Column, address, sources_of
from .desk_columns import DESK_COLUMNS, READ_AT_DESK
from .fact_rows import CONDITIONS, FACT_COLUMNS, decimal_text, fact_lines, fact_rows
from .filling import Known
from .reading.budget import COMMAND, PAGE, PAGE_OF_PARTS, Budget, Limits, UnreadableError
from .reading.sheets import Cell, Row
from .reading.table import PROGRAMMES, Headings, read_table

__all__ = [
    "BY_KEY",
    "COLUMNS",
    "COMMAND",
    "CONDITIONS",
    "DESK_COLUMNS",
    "FACT_COLUMNS",
    "LICENCE",
    "LICENCE_URL",
    "NO",
    "OF_FIELD",
    "PAGE",
    "PAGE_OF_PARTS",
    "PROGRAMMES",
    "READ_AT_DESK",
    "YES",
    "Budget",
    "Cell",
    "Column",
    "Headings",
    "Known",
    "Limits",
    "RefusedError",
    "Row",
    "Shape",
    "Type",
    "UnreadableError",
    "address",
    "as_csv",
    "as_text",
    "as_xlsx",
    "cell",
    "cut_to_cell",
    "decimal_text",
    "fact_lines",
    "fact_rows",
    "read_table",
    "ready_rows",
    "sources_of",
]
