"""The pages for people, the gallery, and what programs read before they look around."""

from . import choice, fitting, gallery, sitemaps, views
from .views import programme_page

__all__ = ["choice", "fitting", "gallery", "programme_page", "sitemaps", "views"]
