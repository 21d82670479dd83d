"""What follows from the records and moves with them: index, rows, digests, dates, version."""

from . import refresh, signals
from .naming import moved_by, programmes_naming
from .writing import insert_each

__all__ = ["insert_each", "moved_by", "programmes_naming", "refresh", "signals"]
