"""manage.py count_bounce NUMBER < LETTER: a letter of an alert came back."""

import sys
from email import message_from_bytes, policy

from django.core.management.base import BaseCommand

from ...alerts import bounces, subscribing

MAX_BYTES = 1024 * 1024  # the report stands first; what it brings back of the letter may be cut


class Command(BaseCommand):
    help = "Считает вернувшееся письмо подписки: после трёх адрес удаляется."

    def add_arguments(self, parser):
        parser.add_argument("number", help="что стоит в адресе возврата между «+» и «@»")

    def handle(self, number, **options):
        letter = message_from_bytes(sys.stdin.buffer.read(MAX_BYTES), policy=policy.default)
        if bounces.is_permanent(letter):
            subscribing.count_bounce(number)
