"""Tests of what visitors write to the editors."""
