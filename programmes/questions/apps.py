"""Questions without an answer as an application: its tables, and the thread that fills them."""

from importlib import import_module

from django.apps import AppConfig

from portal import environment


class QuestionsConfig(AppConfig):
    name = "programmes.questions"
    verbose_name = "Вопросы посетителей"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Let a process that serves visitors write down by the minute what it has counted."""
        if environment.is_web_process():
            # by name: models cannot be imported before the registry is ready
            import_module("programmes.questions.counting").start()
