"""manage.py rebuild_index: makes the search index anew from the records."""

from django.core.management.base import BaseCommand

from programmes import upkeep, wording


class Command(BaseCommand):
    help = "Создаёт поисковый индекс заново по записям каталога, одной транзакцией."

    def handle(self, **options):
        count = wording.programmes_counted(upkeep.rebuild())
        self.stdout.write(f"Индекс создан заново: {count}.")
