"""Uploads that cost much or are no tables, and a process that brings each to the admin's page."""
