"""A letter once a week to each editor and publisher: what waits, if anything does."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from portal.mail import outbox

from ..alerts.models import letter_day
from ..revisions.letters import BACKEND, why
from ..revisions.states import LetterKind
from ..revisions.wishes import wanting
from .listing import Task, tasks_of
from .models import Week

MAX_PEOPLE = 500  # of one desk
MAX_NAMED = 5  # records of a task
SUBJECT = "Каталог программ: что ждёт вас на этой неделе"


def post_weekly() -> int:
    """Post the letters of this week, unless they were posted; return how many there are.

    All are posted in the transaction that notes the week: a run that is killed has posted none,
    and of two that run at once the second finds it done. A week in which nothing ran has none.
    """
    day = letter_day(timezone.now())
    monday = day - timedelta(days=day.weekday())
    with transaction.atomic():
        _, is_new = Week.objects.get_or_create(monday=monday)
        if not is_new:
            return 0
        Week.objects.filter(monday__lt=monday).delete()
        return sum(post_to(person, monday, day) for person in people_to_tell())


def people_to_tell():
    """Return the editors and publishers who want the letter."""
    may = get_user_model().objects.with_perm(
        "programmes.submit_programme", backend=BACKEND, include_superusers=False
    )
    return wanting(may.filter(is_staff=True), LetterKind.WEEKLY).order_by("pk")[:MAX_PEOPLE]


def post_to(person, monday: date, day: date) -> bool:
    """Post somebody's letter; tell whether there was anything to tell."""
    mailed = [task for task in tasks_of(person, day) if task.is_mailed]
    parts = [told for task in mailed if (told := words_of(task))]
    if not parts:
        return False
    text = "\n\n".join(["Вас ждут:", *parts, why()])
    return outbox.post(f"weekly-{monday}-{person.pk}", person.email, SUBJECT, f"{text}\n")


def words_of(task: Task) -> str:
    """Return what a letter tells of a task: how many, the first of them, where all are."""
    named = [str(record) for record in task.records[: MAX_NAMED + 1]]
    if not named:
        return ""
    lines = [f"{task.title}: {task.count}", *(f"— {name}" for name in named[:MAX_NAMED])]
    if len(named) > MAX_NAMED:
        lines.append("— и другие")
    return "\n".join([*lines, f"{settings.PORTAL_URL}{task.path}"])
