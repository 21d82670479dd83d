"""manage.py make_admin: an administrator with a fresh password, printed once."""

import secrets

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Заводит администратора или меняет ему пароль; пароль показывает один раз."

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", default="admin", help="имя пользователя")

    def handle(self, *, name, **options):
        people = get_user_model().objects
        person = people.filter(username=name).first()
        if person and not person.is_superuser:
            raise CommandError(f"{name} — учётная запись редактора: выберите другое имя.")
        password = secrets.token_urlsafe(15)
        if person:
            person.is_active = person.is_staff = True
            person.set_password(password)
            person.save()
            self.stdout.write(f"{name} уже администратор; прежний пароль больше не действует.")
        else:
            check_name(name)
            people.create_superuser(username=name, password=password)
            self.stdout.write(f"{name} теперь администратор.")
        self.stdout.write(f"Пароль (больше он показан не будет): {password}")


def check_name(name: str) -> None:
    """Refuse a name that the admin's own form would refuse.

    Raises:
        CommandError: with the form's sentence.
    """
    try:
        get_user_model()._meta.get_field("username").clean(name, None)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
