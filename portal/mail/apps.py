"""Letters as an application: their table."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "portal.mail"
    verbose_name = "Письма"
    default_auto_field = "django.db.models.BigAutoField"
