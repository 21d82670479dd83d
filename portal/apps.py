"""The site's own commands."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
