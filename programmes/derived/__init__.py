"""What follows from the records and moves with them: index, rows, digests, dates, version."""

from . import refresh
from .naming import moved_by

__all__ = ["moved_by", "refresh"]
