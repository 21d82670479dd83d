"""What follows from the records and moves with them: index, rows, digests, dates, version."""

from . import refresh

__all__ = ["refresh"]
