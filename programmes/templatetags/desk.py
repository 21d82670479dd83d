"""What waits for the editors, on the first page of the admin."""

from django import template
from django.urls import reverse

from ..catalogue import today
from ..models import Programme
from ..words import State, russian

register = template.Library()


@register.inclusion_tag("admin/tasks.html", takes_context=True)
def desk_tasks(context) -> dict:
    """Count what is due for a check, under review and in draft, for those who may see it."""
    if not context["user"].has_perm("programmes.view_programme"):
        return {"tasks": []}
    programmes = Programme.objects.order_by()
    counts = [
        ("Пора проверить опубликованное", "due=yes", programmes.due_for_check(today()).count()),
        ("Ждут издателя", "state__exact=review", programmes.filter(state=State.REVIEW).count()),
        ("В черновиках", "state__exact=draft", programmes.filter(state=State.DRAFT).count()),
    ]
    address = reverse("admin:programmes_programme_changelist")
    return {
        "tasks": [
            {"title": title, "url": f"{address}?{query}", "count": russian.programmes_counted(n)}
            for title, query, n in counts
        ]
    }
