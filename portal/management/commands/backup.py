"""manage.py backup [FILE]: a copy of the database, made while it works and read back."""

from pathlib import Path
from time import strftime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import localize

from ... import copies


class Command(BaseCommand):
    help = "Делает копию базы на ходу и проверяет её; имя по умолчанию — время в var/backups."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, metavar="ФАЙЛ", help="куда записать")

    def handle(self, *, file, **options):
        path = file or settings.VAR_DIR / "backups" / default_name()
        try:
            copies.write(path)
        except copies.CopyError as error:
            raise CommandError(str(error)) from None
        size = localize(round(path.stat().st_size / 2**20, 1))
        self.stdout.write(f"Копия готова и проверена: {path}, {size} МБ.")


def default_name() -> str:
    """Return a name that sorts by time: ``portal-20261122-0315.dump``."""
    return f"portal-{strftime('%Y%m%d-%H%M%S')}{copies.ending()}"
