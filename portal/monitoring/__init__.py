"""What operators watch: health, the log, figures for Prometheus."""

from . import health, logs, metrics
from .health import schema_difference
from .logs import JsonLines, PlainLines, without_trace
from .metrics import EXPORTS

__all__ = [
    "EXPORTS",
    "JsonLines",
    "PlainLines",
    "health",
    "logs",
    "metrics",
    "schema_difference",
    "without_trace",
]
