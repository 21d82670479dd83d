"""Lists and forms of the people who may enter the desk, and of their groups."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.db.models import Count

from ..words import russian
from .desk import Desk
from .guard import GuardedForm

admin.site.unregister([User, Group])


class PersonForm(GuardedForm, UserChangeForm):
    """An account, guarded like every other record."""


@admin.register(User)
class PersonAdmin(UserAdmin, Desk):
    form = PersonForm

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups", "user_permissions")

    def get_deleted_objects(self, objs, request):
        """Keep whoever has worked here: with the person the history would lose its lines."""
        deletable, counts, needed, protected = super().get_deleted_objects(objs, request)
        lines = LogEntry.objects.filter(user__in=objs).order_by().values_list("user__username")
        for name, count in lines.annotate(Count("pk")):
            counted = russian.count_phrase(count, "строка", "строки", "строк")
            protected.append(
                f"«{name}»: {counted} в истории правок. Чтобы закрыть вход и сохранить историю, "
                "снимите в учётной записи отметку «Активный»."
            )
        return deletable, counts, needed, protected


@admin.register(Group)
class PeopleAdmin(GroupAdmin, Desk):
    fields = ["name", "permissions"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("permissions")
