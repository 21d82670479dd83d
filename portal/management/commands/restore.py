"""manage.py restore FILE: puts a copy in the place of the database, all of it or nothing."""

import sys
from pathlib import Path

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal import copies


class Command(BaseCommand):
    help = "Восстанавливает базу из копии; копию более новой схемы не принимает."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", type=Path, metavar="ФАЙЛ", help="копия, сделанная командой backup"
        )
        parser.add_argument("--yes", action="store_true", help="не спрашивать")

    def handle(self, *, file, yes, **options):
        try:
            contents = copies.read(file)
            refuse_newer(contents)
            if not (yes or confirmed(file)):
                raise CommandError("База осталась прежней.")
            copies.restore(file)
        except copies.CopyError as error:
            raise CommandError(str(error)) from None
        call_command("migrate", verbosity=0)
        make_public()
        rows = sum(contents.rows.values())
        self.stdout.write(f"База восстановлена: таблиц {len(contents.rows)}, строк {rows}.")
        self.stdout.write("Редакторам нужно войти заново.")


def refuse_newer(contents: copies.Contents) -> None:
    """Refuse a copy whose schema this code does not know.

    Raises:
        CommandError: with the migrations in question.
    """
    newer = copies.newer_migrations(contents)
    if newer:
        raise CommandError(
            "Копия сделана более новой версией портала: этой неизвестны миграции "
            f"{', '.join(newer)}. Сначала обновите портал."
        )


def confirmed(file: Path) -> bool:
    """Ask whoever sits there."""
    if not sys.stdin.isatty():
        raise CommandError("Спросить некого: повторите с --yes.")
    return input(f"Всё, что есть в базе, заменит копия {file}. Продолжить? (да/нет) ") == "да"


def make_public() -> None:
    """Show everybody the restored catalogue: a new version, and no session from before."""
    with transaction.atomic():
        apps.get_app_config("programmes").renew_version()
        Session.objects.all().delete()
