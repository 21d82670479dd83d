"""manage.py send_alerts: posts what happened to those who follow it; run by a timer."""

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.stopping import asked_to_stop

from ...alerts import sending


class Command(BaseCommand):
    help = "Пишет письма подписчикам о том, что произошло; отправит их send_mail."

    def handle(self, **options):
        if not settings.MAIL_IS_SET_UP:
            return  # nobody could subscribe, and no letter would go out
        with asked_to_stop() as stop:
            outcome = sending.post_due(stop.is_set)
        self.stdout.write(
            f"Писем: {outcome.posted}, без новостей: {outcome.silent}, "
            f"не подтверждено вовремя: {outcome.forgotten}."
        )
