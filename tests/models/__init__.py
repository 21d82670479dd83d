"""Tests of records and their rules."""
