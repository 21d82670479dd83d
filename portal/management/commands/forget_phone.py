"""manage.py forget_phone NAME: the phone of an editor is lost; the password is enough again."""

from django.core.management.base import BaseCommand, CommandError
from django_otp.plugins.otp_totp.models import TOTPDevice


class Command(BaseCommand):
    help = "Отключает телефон редактора: он потерян или заменён."

    def add_arguments(self, parser):
        parser.add_argument("name", help="имя пользователя")

    def handle(self, *, name, **options):
        forgotten, _ = TOTPDevice.objects.filter(user__username=name).delete()
        if not forgotten:
            raise CommandError(f"Телефон не подключён: {name}.")
        self.stdout.write(f"Телефон отключён: {name}. При входе достаточно пароля.")
