"""Tests of what is brought into the catalogue."""
