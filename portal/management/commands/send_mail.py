"""manage.py send_mail: sends the letters that wait; run by a timer every few minutes."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...mail import outbox
from ...mail.models import Letter
from ...stopping import asked_to_stop


class Command(BaseCommand):
    help = "Отправляет письма, которые ждут; что сервер почты не принял, ждёт следующего раза."

    def handle(self, **options):
        if not settings.MAIL_IS_SET_UP:
            outbox.forget_old()
            if waiting := Letter.objects.waiting().count():
                raise CommandError(f"Писем ждёт: {waiting}, а EMAIL_URL не задан.")
            return
        try:
            with asked_to_stop() as stop:
                outcome = outbox.send_waiting(stop.is_set)
        except outbox.MailServerError as error:
            waiting = Letter.objects.waiting().count()
            raise CommandError(
                f"Сервер почты недоступен ({error}). Писем ждёт: {waiting}."
            ) from None
        self.stdout.write(
            f"Отправлено: {outcome.sent}, отложено: {outcome.later}, "
            f"не доставить: {outcome.failed}."
        )
