"""The site's own commands, and the editors' desk with the second factor at its door."""

from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    name = "portal"


class DeskConfig(AdminConfig):
    default_site = "portal.second_factor.Desk"

    def ready(self):
        super().ready()
        # a phone is connected by its owner and forgotten by a command; nobody edits keys
        admin.site.unregister(apps.get_model("otp_totp", "TOTPDevice"))
