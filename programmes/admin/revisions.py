"""The list of revisions: what waits for whom, of all records together."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils.html import format_html

from ..revisions.models import Revision
from ..revisions.waiting import WAITING, waiting
from .asking import Asked


class QueueFilter(admin.SimpleListFilter):
    """What revisions wait for."""

    title = "чего ждут"
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        self.user = request.user
        return [(key, words) for key, (words, _) in WAITING.items()]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in WAITING:
            raise IncorrectLookupParameters
        return queryset & waiting(request.user, self.value())


@admin.register(Revision)
class RevisionAdmin(Asked, admin.ModelAdmin):
    """Revisions are read here; each is decided on its own page."""

    list_display = ["named", "kind", "state_words", "author_name", "saved_at", "comment"]
    list_display_links = None
    list_filter = [QueueFilter, "state"]
    list_per_page = 50
    ordering = ["-saved_at", "-pk"]
    list_select_related = ["content_type"]
    actions = None

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("programmes.view_programme")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="правка")
    def named(self, revision):
        return format_html(
            '<a href="{}">№ {}: {}</a>', revision.desk_url, revision.number, revision.title
        )

    @admin.display(description="чего", ordering="content_type")
    def kind(self, revision):
        return revision.content_type.model_class()._meta.verbose_name

    @admin.display(description="состояние", ordering="state")
    def state_words(self, revision):
        return format_html(
            '<span class="state state-{}">{}</span>{}',
            revision.state,
            revision.get_state_display(),
            " без второй проверки" if revision.is_unreviewed else "",
        )
