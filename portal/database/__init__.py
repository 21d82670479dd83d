"""The database: a connection that notices silence, one consistent reading."""

from .deadlines import Watched
from .snapshot import consistent_reading

__all__ = ["Watched", "consistent_reading"]
