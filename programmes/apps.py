"""The application's name in the admin."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = "Каталог программ"
    default_auto_field = "django.db.models.BigAutoField"
