"""Watch as an application: what was found outside lives apart from the catalogue."""

from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "programmes.watch"
    verbose_name = "Проверка ссылок"
    default_auto_field = "django.db.models.BigAutoField"
