"""The pages for people, the gallery, and what programs read before they look around."""

from . import gallery, sitemaps, views
from .views import programme_page

__all__ = ["gallery", "programme_page", "sitemaps", "views"]
