"""The activity of everybody: what was done at the desk, by whom and when; changed by nobody."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from .desk import Desk


@admin.register(LogEntry)
class ActivityAdmin(Desk):
    """Lines are written with what they tell, and stay."""

    list_display = ["done_at", "who", "record", "kind", "what"]
    list_display_links = None
    list_filter = [
        ("user", admin.RelatedOnlyFieldListFilter),
        ("content_type", admin.RelatedOnlyFieldListFilter),
        "action_flag",
    ]
    search_fields = ["object_repr", "change_message"]
    actions = []

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Действия всех"} | (extra_context or {}))

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "content_type")

    def has_add_permission(self, request):
        """Nobody writes lines: they are written with what was done."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes a line, whatever rights he has."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes from the history, whatever rights he has."""
        return False

    @admin.display(description="когда", ordering="action_time")
    def done_at(self, entry):
        return date_format(timezone.localtime(entry.action_time), "SHORT_DATETIME_FORMAT")

    @admin.display(description="кто")
    def who(self, entry):
        return entry.user.get_full_name() or entry.user.get_username()

    @admin.display(description="запись")
    def record(self, entry):
        url = None if entry.is_deletion() else entry.get_admin_url()
        return (
            format_html('<a href="{}">{}</a>', url, entry.object_repr) if url else entry.object_repr
        )

    @admin.display(description="что это")
    def kind(self, entry):
        return entry.content_type.name if entry.content_type else None

    @admin.display(description="что сделано")
    def what(self, entry):
        return entry.get_change_message() or entry.get_action_flag_display()
