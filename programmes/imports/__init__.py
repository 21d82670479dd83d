"""Tables that editors take out of the catalogue and bring back, and the fixtures."""

from . import loading, table
from .fixtures import FixtureError
from .plan import Edit, Plan, Rights, TextEdit
from .record_columns import cells_of, headings_for

__all__ = [
    "Edit",
    "FixtureError",
    "Plan",
    "Rights",
    "TextEdit",
    "cells_of",
    "headings_for",
    "loading",
    "table",
]
