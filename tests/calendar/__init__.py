"""The calendar: its question, its answer, its files."""
