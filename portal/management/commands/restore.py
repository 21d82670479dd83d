"""manage.py restore FILE: puts a copy in the place of the database, all of it or nothing."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from ... import copies


class Command(BaseCommand):
    help = "Восстанавливает базу из копии; прежнюю базу сначала копирует."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", type=Path, metavar="ФАЙЛ", help="копия, сделанная командой backup"
        )
        parser.add_argument("--yes", action="store_true", help="не спрашивать")
        parser.add_argument(
            "--empty", action="store_true", help="принять и копию, в которой нет ни одной программы"
        )

    def handle(self, *, file, yes, empty, **options):
        name = f"before-restore-{localtime():%Y%m%d-%H%M%S-%f}{copies.ending()}"
        before = settings.VAR_DIR / "backups" / name
        try:
            copies.check(file)
            if not (yes or confirm(file)):
                raise CommandError("База осталась прежней.")
            copies.restore(file, before, empty=empty)
        except copies.CopyError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"База восстановлена из копии {file}.")
        self.stdout.write(f"Прежняя сохранена: {before}")
        self.stdout.write("Редакторам нужно войти заново.")


def confirm(file: Path) -> bool:
    """Ask whoever sits there."""
    if not sys.stdin.isatty():
        raise CommandError("Спросить некого: повторите с --yes.")
    return input(f"Всё, что есть в базе, заменит копия {file}. Продолжить? (да/нет) ") == "да"
