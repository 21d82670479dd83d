"""What waits for somebody: each task with its records, and the list at the desk that shows them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from ..corrections.models import Correction
from ..models import RIGHT_TO_PUBLISH, SOON_DAYS, Programme
from ..questions.models import Question
from ..revisions.waiting import WAITING, waiting
from ..watch.models import Link
from ..watch.outcomes import Outcome
from ..words import State, russian

PROGRAMMES = ("программа", "программы", "программ")
CORRECTIONS = ("правка", "правки", "правок")
MESSAGES = ("сообщение", "сообщения", "сообщений")
LINKS = ("ссылка", "ссылки", "ссылок")
QUESTIONS = ("вопрос", "вопроса", "вопросов")
BY_MAIL = {"review", "returned"}
"""What of the waiting revisions a letter tells: the first to publishers, the second to authors."""


@dataclass(frozen=True)
class Task:
    """One thing that waits.

    Attributes:
        title: what has to be done.
        path: of the list that shows the records.
        records: that wait, in the order in which they are named.
        noun: of them, in its three forms.
        is_mailed: whether a letter tells of it.
        is_always_shown: whether the desk shows it without records, too.
    """

    title: str
    path: str
    records: QuerySet
    noun: tuple[str, str, str]
    is_mailed: bool = False
    is_always_shown: bool = True

    @property
    def count(self) -> str:
        """How many there are, in words."""
        return russian.count_phrase(self.records.count(), *self.noun)


def tasks_of(user, day: date) -> list[Task]:
    """Return what waits in the lists that somebody may see."""
    tasks = []
    if user.has_perm("programmes.view_programme"):
        tasks += [*programmes_waiting(user, day), *revisions_waiting(user)]
    if user.has_perm("corrections.view_correction"):
        path = f"{reverse('admin:corrections_correction_changelist')}?waiting=yes"
        tasks.append(Task("Сообщения посетителей", path, Correction.objects.waiting(), MESSAGES))
    if user.has_perm("watch.view_link"):
        path = reverse("admin:watch_link_changelist")
        tasks.append(
            Task(
                "Ссылки не открываются",
                f"{path}?outcome__exact={Outcome.FAILS}",
                Link.objects.failing(),
                LINKS,
                is_mailed=True,
            )
        )
    if user.has_perm("questions.view_question"):
        path = reverse("admin:questions_question_changelist")
        tasks.append(Task("Вопросы без ответа", path, Question.objects.waiting(), QUESTIONS))
    return tasks


def programmes_waiting(user, day: date) -> list[Task]:
    """Return what waits among the programmes."""
    programmes = Programme.objects.order_by("checked_on", "pk")
    soon, publishes = day + timedelta(days=SOON_DAYS), user.has_perm(RIGHT_TO_PUBLISH)
    found = [
        ("Пора проверить опубликованное", "due=yes", programmes.due_for_check(day), True),
        ("Скоро пора проверить", "due=soon", programmes.due_for_check(soon), True),
        ("Приём закрылся или скоро закроется", "closes=soon", programmes.closing_by(soon), True),
        (
            "Числа старше срока проверки",
            "figures=old",
            programmes.with_old_figures_on(day),
            False,
        ),
        (
            "Ждут издателя",
            "state__exact=review",
            programmes.filter(state=State.REVIEW),
            publishes,
        ),
        ("В черновиках", "state__exact=draft", programmes.filter(state=State.DRAFT), False),
    ]
    address = reverse("admin:programmes_programme_changelist")
    return [
        Task(title, f"{address}?{query}", records, PROGRAMMES, is_mailed)
        for title, query, records, is_mailed in found
    ]


def revisions_waiting(user) -> list[Task]:
    """Return what waits among the revisions, for a person or for everybody."""
    address = reverse("admin:revisions_revision_changelist")
    told = BY_MAIL if user.has_perm(RIGHT_TO_PUBLISH) else BY_MAIL - {"review"}
    return [
        Task(
            f"Правки: {russian.lower_first(words)}",
            f"{address}?waiting={key}",
            waiting(user, key),
            CORRECTIONS,
            is_mailed=key in told,
            is_always_shown=False,
        )
        for key, (words, _) in WAITING.items()
    ]
