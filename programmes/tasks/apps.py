"""Tasks as an application: the week of which letters were written."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "programmes.tasks"
    verbose_name = "Что ждёт редакцию"
    default_auto_field = "django.db.models.BigAutoField"
