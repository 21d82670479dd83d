"""What waits for the editors, on the first page of the admin."""

from django import template
from django.contrib.admin.models import LogEntry

from ..catalogue import today
from ..tasks.listing import tasks_of

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
    """Return what waits in the lists that the signed-in person may see."""
    tasks = tasks_of(context["user"], today())
    return {"tasks": [task for task in tasks if task.is_always_shown or task.records.exists()]}
