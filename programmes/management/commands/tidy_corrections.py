"""manage.py tidy_corrections: deletes messages and addresses that have been kept long enough."""

from django.core.management.base import BaseCommand

from ...corrections import inbox


class Command(BaseCommand):
    help = "Удаляет сообщения, закрытые полгода назад, и адреса, на которые за полгода не ответили."

    def handle(self, **options):
        messages, addresses = inbox.tidy()
        self.stdout.write(f"Удалено: сообщений {messages}, адресов {addresses}.")
