"""Corrections as an application: what people wrote lives apart from the catalogue."""

from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    name = "programmes.corrections"
    verbose_name = "Обратная связь"
    default_auto_field = "django.db.models.BigAutoField"
