"""The pages for people, the gallery, and what programs read before they look around."""

from . import calendar, choice, fitting, gallery, sitemaps, views
from .views import programme_page

__all__ = ["calendar", "choice", "fitting", "gallery", "programme_page", "sitemaps", "views"]
