"""Tests of tables, written and read."""
