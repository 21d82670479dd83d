"""What waits for the editors, on the first page of the admin."""

from datetime import timedelta

from django import template
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from ..catalogue import today
from ..corrections.models import Correction
from ..models import SOON_DAYS, Programme
from ..questions.models import Question
from ..revisions.waiting import WAITING, waiting
from ..watch.models import Link
from ..watch.outcomes import Outcome
from ..words import State, russian

register = template.Library()

MAX_ENTRIES = 20


@register.inclusion_tag("admin/activity.html")
def desk_activity() -> dict:
    """Return the last changes of everybody, each with the form of what was changed."""
    entries = LogEntry.objects.select_related("user", "content_type").order_by(
        "-action_time", "-pk"
    )
    return {"entries": entries[:MAX_ENTRIES]}


@register.inclusion_tag("admin/tasks.html", takes_context=True)
def desk_tasks(context) -> dict:
    """Count what waits in the lists that the signed-in person may see."""
    tasks = []
    if context["user"].has_perm("corrections.view_correction"):
        tasks = [messages_waiting()]
    if context["user"].has_perm("watch.view_link"):
        tasks.append(failing_links())
    if context["user"].has_perm("questions.view_question"):
        tasks.append(questions_waiting())
    if not context["user"].has_perm("programmes.view_programme"):
        return {"tasks": tasks}
    tasks = [*revisions_waiting(context["user"]), *tasks]
    programmes = Programme.objects.order_by()
    soon = today() + timedelta(days=SOON_DAYS)
    counts = [
        ("Пора проверить опубликованное", "due=yes", programmes.due_for_check(today()).count()),
        ("Скоро пора проверить", "due=soon", programmes.due_for_check(soon).count()),
        ("Приём закрылся или скоро закроется", "closes=soon", programmes.closing_by(soon).count()),
        ("Ждут издателя", "state__exact=review", programmes.filter(state=State.REVIEW).count()),
        ("В черновиках", "state__exact=draft", programmes.filter(state=State.DRAFT).count()),
    ]
    address = reverse("admin:programmes_programme_changelist")
    return {
        "tasks": [
            {"title": title, "url": f"{address}?{query}", "count": russian.programmes_counted(n)}
            for title, query, n in counts
        ]
        + tasks
    }


def revisions_waiting(user) -> list[dict]:
    """Return what waits among the revisions, for a person or for everybody; what is none is not."""
    address = reverse("admin:revisions_revision_changelist")
    counts = [(key, words, waiting(user, key).count()) for key, (words, _) in WAITING.items()]
    return [
        {
            "title": f"Правки: {russian.lower_first(words)}",
            "url": f"{address}?waiting={key}",
            "count": russian.count_phrase(count, "правка", "правки", "правок"),
        }
        for key, words, count in counts
        if count
    ]


def messages_waiting() -> dict:
    """Return how many messages of visitors wait for the editors, with the list of them."""
    count = Correction.objects.waiting().count()
    address = reverse("admin:corrections_correction_changelist")
    words = russian.count_phrase(count, "сообщение", "сообщения", "сообщений")
    return {"title": "Сообщения посетителей", "url": f"{address}?waiting=yes", "count": words}


def failing_links() -> dict:
    """Return how many addresses do not open, with the list of them."""
    count = Link.objects.failing().count()
    address = reverse("admin:watch_link_changelist")
    words = russian.count_phrase(count, "ссылка", "ссылки", "ссылок")
    url = f"{address}?outcome__exact={Outcome.FAILS}"
    return {"title": "Ссылки не открываются", "url": url, "count": words}


def questions_waiting() -> dict:
    """Return how many questions were not answered, with the list of them."""
    count = Question.objects.waiting().count()
    address = reverse("admin:questions_question_changelist")
    words = russian.count_phrase(count, "вопрос", "вопроса", "вопросов")
    return {"title": "Вопросы без ответа", "url": address, "count": words}
