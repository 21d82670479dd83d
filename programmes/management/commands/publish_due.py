"""manage.py publish_due: puts before the public what was given an hour, and archives what ends."""

from django.core.management.base import BaseCommand

from portal.stopping import asked_to_stop

from ...revisions import due


class Command(BaseCommand):
    help = "Публикует правки, чей час настал, и убирает в архив то, чей срок вышел."

    def handle(self, **options):
        with asked_to_stop() as stop:
            outcome = due.run(stop.is_set)
        self.stdout.write(
            f"Опубликовано: {outcome.published}, возвращено: {outcome.returned}, "
            f"в архив: {outcome.archived}."
        )
