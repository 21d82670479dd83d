"""manage.py load_catalogue: fills the catalogue from the fixtures, sparing editors' changes."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...imports import FixtureError, loading
from ...words import russian

MAX_ERRORS_SHOWN = 20


class Command(BaseCommand):
    help = "Загружает каталог из файлов TOML; изменённое редакторами не трогает."

    def add_arguments(self, parser):
        parser.add_argument(
            "--fixtures",
            type=Path,
            default=settings.FIXTURES_DIR,
            metavar="ПАПКА",
            help="папка с файлами каталога",
        )
        parser.add_argument(
            "--update",
            action="store_true",
            help="заменить и то, что изменили или удалили редакторы",
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="только проверить файлы и показать, что изменилось бы",
        )

    def handle(self, *, fixtures, update, check, **options):
        try:
            report = loading.load(fixtures, update=update, check=check)
        except FixtureError as error:
            raise CommandError(refusal(error.errors)) from None
        if check:
            self.stdout.write("Файлы в порядке. База не изменена; загрузка сделала бы вот что.")
        for line in report.lines():
            self.stdout.write(line)


def refusal(errors) -> str:
    """Return what the operator reads: the mistakes, not more than a screen of them."""
    count = russian.count_phrase(len(errors), "ошибка", "ошибки", "ошибок")
    lines = [f"Каталог не загружен, в базе ничего не изменилось. В файлах {count}:"]
    lines += (f"  {error}" for error in errors[:MAX_ERRORS_SHOWN])
    if hidden := errors[MAX_ERRORS_SHOWN:]:
        lines.append(f"  … и ещё {len(hidden)}.")
    return "\n".join(lines)
