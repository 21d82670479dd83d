"""manage.py search "…": how a question was understood and what it finds, for tuning."""

from django.core.management.base import BaseCommand
from django.http import QueryDict

from ...catalogue import ask, today

REPAIRS = {
    "alphabet": "смешаны алфавиты",
    "layout": "другая раскладка",
    "translit": "транслит",
    "spaces": "пробелы",
    "spelling": "опечатка",
}


class Command(BaseCommand):
    help = "Показывает, как понят запрос и что по нему найдено, с весами."

    def add_arguments(self, parser):
        parser.add_argument("words", nargs="+", metavar="СЛОВО", help="запрос, как его ввели бы")
        parser.add_argument("--literal", action="store_true", help="искать дословно")

    def handle(self, *, words, literal, **options):
        params = QueryDict(mutable=True)
        params["q"] = " ".join(words)
        if literal:
            params["literal"] = "1"
        answer = ask(params, today())
        for refusal in answer.question.refusals:
            self.stdout.write(f"Отказ: {refusal.sentence}")
        if not answer.question.refusals and answer.understanding:
            self.explain(answer)
            self.rank(answer)

    def explain(self, answer):
        """Print repairs, words left out, and the ways to satisfy each word."""
        understanding = answer.understanding
        self.stdout.write(f"Введено: {understanding.typed}")
        self.stdout.write(f"Понято:  {understanding.text}")
        for repair in understanding.repairs:
            self.stdout.write(f"  {REPAIRS[repair.kind]}: {repair.typed} → {repair.used}")
        if understanding.left_out:
            self.stdout.write(f"  не учтены: {', '.join(understanding.left_out)}")
        for group in understanding.groups:
            ways = [
                f"{' + '.join('|'.join(sorted(part)) for part in way.parts)} {way.weight}%"
                + (f" («{way.via}»)" if way.via else "")
                for way in group.alternatives
            ]
            mark = "" if group.required else " (не обязательно)"
            self.stdout.write(f"  {group.word}{mark}: {', '.join(ways) or 'нет в каталоге'}")

    def rank(self, answer):
        """Print the programmes found, best first, with their ranks."""
        matches = answer.matches
        partial = ", часть слов" if matches.partial else ""
        self.stdout.write(f"Найдено: {len(matches.pks)}{partial}")
        titles = {programme.pk: programme for programme in answer.rows()}
        for pk, score in matches.scored.items():
            programme = titles[pk]
            self.stdout.write(f"{score:8}  {programme.slug}  {programme.title}")
