"""What operators watch: health, and figures for Prometheus."""

from . import health, metrics
from .health import schema_difference
from .metrics import EXPORTS

__all__ = ["EXPORTS", "health", "metrics", "schema_difference"]
