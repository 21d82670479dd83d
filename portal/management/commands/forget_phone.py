"""manage.py forget_phone NAME: an editor lost the phone; sessions end, the password stays."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from ...access import second_factor


class Command(BaseCommand):
    help = "Отключает телефон редактора: он потерян или заменён. Все сеансы редактора завершаются."

    def add_arguments(self, parser):
        parser.add_argument("name", help="имя пользователя")

    def handle(self, *, name, **options):
        person = get_user_model().objects.filter(username=name).first()
        if not (person and second_factor.forget_phones(person)):
            raise CommandError(f"Телефон не подключён: {name}.")
        self.stdout.write(
            f"Телефон отключён: {name}. Сеансы завершены; новый подключается на странице "
            "«Код при входе»."
        )
