"""Tests of pages, files and the API."""
