"""Into the catalogue: tables that editors bring, and the fixtures."""

from . import loading, table
from .fixtures import FixtureError
from .plan import Change, Plan

__all__ = ["Change", "FixtureError", "Plan", "loading", "table"]
