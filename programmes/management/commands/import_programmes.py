"""manage.py import_programmes FILE: shows what a table would change, and with --apply does it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...catalogue import today
from ...imports import Plan, table
from ...models import Event, Programme
from ...revisions.contents import parts_of
from ...revisions.natural import TABLE_OF
from ...tables import COMMAND, UnreadableError

KINDS = {each.name: each for each in (*map(TABLE_OF.get, (Programme, Event)), *parts_of(Programme))}
"""What a table can hold, by the word for it."""


class Command(BaseCommand):
    help = (
        "Сравнивает таблицу программ (CSV или XLSX, как их отдаёт портал) с каталогом и показывает "
        "различия. С ключом --apply вносит их; новые коды становятся черновиками. С ключом --kind "
        "берёт таблицу фактов, контактов, условий или событий, как их отдаёт рабочий стол."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="ФАЙЛ", help="таблица CSV или XLSX")
        parser.add_argument("--apply", action="store_true", help="внести изменения в каталог")
        parser.add_argument(
            "--kind", choices=[*KINDS], default="programme", help="что в таблице: одно из этих слов"
        )

    def handle(self, *, file, apply, kind, **options):
        kind = KINDS[kind]
        try:
            with file.open("rb") as opened:
                if apply:
                    plan, done = table.apply(opened, today(), limits=COMMAND, kind=kind)
                else:
                    plan, done = table.compare(opened, today(), COMMAND, kind=kind), False
        except OSError as error:
            raise CommandError(f"Файл {file} не открывается: {error.strerror}.") from None
        except UnreadableError as error:
            raise CommandError(f"{file}: {error}") from None
        for line in lines(plan):
            self.stdout.write(line)
        if plan.refusals and not plan.written:
            raise CommandError("Есть отклонённые строки, поэтому в каталоге ничего не изменилось.")
        if apply and not done:
            raise CommandError(
                "Пока таблица загружалась, каталог изменился: внесено не всё. Осталось то, что "
                "выше: запустите команду ещё раз."
            )
        self.stdout.write("Изменения внесены." if apply else "Это проба: каталог прежний.")


def lines(plan: Plan):
    """Yield what the operator reads about a plan."""
    for edit in plan.edits:
        yield edit.title
        for change in edit.changes:
            old, new = map(quote_text, change.parts)
            yield f"  {change.field}: {old} → {new}"
    yield from map(str, plan.notices)
    yield from map(str, plan.refusals)
    yield plan.summary


def quote_text(text: str) -> str:
    """Return a text in quotes, on one line; «пусто» where there is none."""
    return f"«{text}»".replace("\n", " ⏎ ") if text else "пусто"
