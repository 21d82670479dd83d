"""HTTP around the catalogue: one spelling a question, validators, caching; pages, files, API."""

from .caching import LOW_VISION

__all__ = ["LOW_VISION"]
