"""manage.py end_sessions [NAME]: ends all sessions of one person, or with --all of everybody."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from ...access import sessions


class Command(BaseCommand):
    help = "Завершает все сеансы пользователя или, с --all, всех: им придётся войти заново."

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", help="имя пользователя")
        parser.add_argument("--all", action="store_true", help="сеансы всех пользователей")

    def handle(self, *, name, all, **options):
        if bool(name) == all:
            raise CommandError("Укажите имя пользователя или --all.")
        people = get_user_model().objects.all()
        if name and not (people := people.filter(username=name)):
            raise CommandError(f"Нет пользователя {name}.")
        ended = sum(sessions.end_all_sessions(person, "administrator") for person in people)
        self.stdout.write(f"Завершено сеансов: {ended}.")
