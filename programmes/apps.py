"""The application: its name in the admin, the upkeep after changes, the check of the index."""

from importlib import import_module

from django.apps import AppConfig
from django.core import checks


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = "Каталог программ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # by name: models cannot be imported before the registry is ready
        self.upkeep = import_module("programmes.derived.refresh")
        import_module("programmes.derived.signals").connect()
        checks.register(self.upkeep.check_index, checks.Tags.database)

    def index_mismatches(self) -> list[int]:
        """Return the programmes whose index and record differ, for the health check."""
        return self.upkeep.index_mismatches(sample=self.upkeep.CHECKED_AT_ONCE)

    def renew_version(self) -> None:
        """Give the catalogue a new version: what was kept of it is of another database."""
        self.upkeep.renew_version()
