"""The database: a connection that notices silence, one consistent reading, replicas."""

from .deadlines import Watched, WatchedReplica
from .replicas import REPLICA
from .snapshot import MovedOnError, consistent_reading, once_a_reading

__all__ = [
    "REPLICA",
    "MovedOnError",
    "Watched",
    "WatchedReplica",
    "consistent_reading",
    "once_a_reading",
]
