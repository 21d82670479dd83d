"""manage.py check_links: visits the addresses that the catalogue names; run by a timer."""

from django.core.management.base import BaseCommand

from portal.stopping import asked_to_stop

from ...watch import checking
from ...watch.outcomes import Outcome


class Command(BaseCommand):
    help = "Проверяет, открываются ли адреса, которые называет каталог: каждый раз в сутки."

    def add_arguments(self, parser):
        parser.add_argument(
            "--limit",
            type=int,
            default=checking.MAX_VISITS,
            metavar="ЧИСЛО",
            help="сколько адресов проверить, не больше (по умолчанию %(default)s)",
        )

    def handle(self, *, limit, **options):
        with asked_to_stop() as stop:
            summary = checking.check(stop.is_set, limit=max(0, min(limit, checking.MAX_VISITS)))
        if summary.is_taken:
            self.stdout.write("Проверка уже идёт: второй рядом с ней не нужно.")
            return
        found = summary.outcomes
        self.stdout.write(
            f"Проверено адресов: {summary.visits}. Открываются: {found[Outcome.WORKS]}, "
            f"неясно: {found[Outcome.UNCERTAIN]}, не открываются: {found[Outcome.FAILS]}."
        )
