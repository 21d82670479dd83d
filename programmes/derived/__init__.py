"""What follows from the records and moves with them: index, rows, digests, dates, version."""

from . import refresh, signals
from .naming import moved_by, programmes_naming

__all__ = ["moved_by", "programmes_naming", "refresh", "signals"]
