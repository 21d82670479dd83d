"""Signing in as an application: its tables, what happens when somebody comes or goes, its check."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.core import checks

from .deployment import check_second_factor


class AccessConfig(AppConfig):
    name = "portal.access"
    verbose_name = "Вход для редакции"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # by name: models cannot be imported before the registry is ready
        import_module("portal.access.sessions").connect()
        checks.register(check_second_factor, checks.Tags.security, deploy=True)


class DeskConfig(AdminConfig):
    default_site = "portal.access.desk.Desk"

    def ready(self):
        super().ready()
        # a phone is connected by its owner and forgotten by a command; nobody edits keys
        admin.site.unregister(apps.get_model("otp_totp", "TOTPDevice"))
