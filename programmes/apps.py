"""The application: its name in the admin, and the upkeep that follows every change."""

from importlib import import_module

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = "Каталог программ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # by name: models cannot be imported before the registry is ready
        import_module("programmes.upkeep").connect()
