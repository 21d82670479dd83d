"""Lists and forms of the people who may enter the desk, and of their groups."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User

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


@admin.register(Group)
class PeopleAdmin(GroupAdmin, Desk):
    fields = ["name", "permissions"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("permissions")
