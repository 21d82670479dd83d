"""The pages for people, the gallery, and what programs read before they look around."""

from . import calendar, changelog, choice, fitting, gallery, sitemaps, views
from .views import programme_page

__all__ = [
    "calendar",
    "changelog",
    "choice",
    "fitting",
    "gallery",
    "programme_page",
    "sitemaps",
    "views",
]
