"""Into the catalogue: tables that editors bring, and the fixtures."""

from . import loading, table
from .fixtures import FixtureError
from .plan import Edit, Plan

__all__ = ["Edit", "FixtureError", "Plan", "loading", "table"]
