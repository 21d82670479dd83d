"""manage.py remind_editors: posts once a week what waits for each editor; run by a timer."""

from django.conf import settings
from django.core.management.base import BaseCommand

from ...tasks import weekly


class Command(BaseCommand):
    help = "Раз в неделю пишет редакторам и издателям, что их ждёт; отправит это send_mail."

    def handle(self, **options):
        if settings.MAIL_IS_SET_UP:
            self.stdout.write(f"Писем: {weekly.post_weekly()}.")
