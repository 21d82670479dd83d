"""Alerts as an application: addresses live apart from the catalogue."""

from importlib import import_module

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "programmes.alerts"
    verbose_name = "Подписки"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # by name: models cannot be imported before the registry is ready
        import_module("programmes.alerts.bounces").connect()
