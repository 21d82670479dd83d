"""manage.py rebuild_index: makes the search index anew from the records."""

from django.core.management.base import BaseCommand

from ...derived import refresh
from ...words import russian


class Command(BaseCommand):
    help = "Создаёт поисковый индекс заново по записям каталога."

    def handle(self, **options):
        count = russian.programmes_counted(refresh.rebuild())
        self.stdout.write(f"Индекс создан заново: {count}.")
