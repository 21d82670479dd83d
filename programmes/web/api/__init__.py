"""The JSON API and the description of it."""

from . import views

__all__ = ["views"]
