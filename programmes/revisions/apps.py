"""Revisions as an application: their table, which the catalogue never reads."""

from django.apps import AppConfig


class RevisionsConfig(AppConfig):
    name = "programmes.revisions"
    verbose_name = "Правки"
    default_auto_field = "django.db.models.BigAutoField"
