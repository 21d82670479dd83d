"""The log of changes at the desk: read by everybody, explained by publishers, changed by nobody."""

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format

from ..models import Change
from .desk import Desk


@admin.register(Change)
class ChangeAdmin(Desk):
    """What was written stays as it is: whoever reads the public log has to find it there."""

    list_display = ["title", "label_shown", "severity", "changed", "explained"]
    list_filter = ["severity"]
    search_fields = ["title", "old", "new", "note"]
    fields = ["title", "label_shown", "severity", "changed", "old", "new", "note"]
    readonly_fields = fields[:-1]
    actions = []

    def has_add_permission(self, request):
        """Nobody writes the log: it is written with what changes."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes from the log, whatever rights he has."""
        return False

    @admin.display(description="что изменилось", ordering="field")
    def label_shown(self, change):
        return change.label

    @admin.display(description="пояснение", ordering="note")
    def explained(self, change):
        """Whether there is a note: the note itself would leave no room for the change."""
        return "пояснено" if change.note else None

    @admin.display(description="когда", ordering="moment")
    def changed(self, change):
        return date_format(timezone.localtime(change.moment), "SHORT_DATETIME_FORMAT")
