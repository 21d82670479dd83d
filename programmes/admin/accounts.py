"""Lists and forms of the people who may enter the desk, and of their groups."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef
from django_otp.plugins.otp_totp.models import TOTPDevice

from ..words import russian
from .desk import Desk
from .guard import GuardedForm
from .inviting import Inviting
from .looking_after import ActingForm, MemberForm, acts_of, in_care_of, looks_after
from .own_letters import OwnLetters

PHONE = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)

admin.site.unregister([User, Group])


class PersonForm(ActingForm, GuardedForm, UserChangeForm):
    """An account, guarded like every other record."""


SWITCHED_OFF = (
    "Если выключить, нынешний пароль пропадёт и войти по паролю будет нельзя, пока его не "
    "зададут снова."
)


class PasswordForm(AdminPasswordChangeForm):
    """Somebody else's password; of Django's own explanation a half has no translation."""

    usable_password_help_text = SWITCHED_OFF


@admin.register(User)
class PersonAdmin(Inviting, OwnLetters, UserAdmin, Desk):
    """Superusers change everything; chief editors what ``MemberForm`` has, of whom they may."""

    form = PersonForm
    change_password_form = PasswordForm
    list_display = ["username", "full_name", "email", "group_names", "entry"]
    list_filter = ["is_active", ("groups", admin.RelatedOnlyFieldListFilter)]

    def get_queryset(self, request):
        people = super().get_queryset(request).annotate(has_phone=Exists(PHONE))
        return in_care_of(request.user, people.prefetch_related("groups", "user_permissions"))

    def get_object(self, request, object_id, from_field=None):
        """Tell whoever may see no accounts that, whether there is such a one or not."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().get_object(request, object_id, from_field)

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or looks_after(request.user)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) or looks_after(request.user)

    def get_form(self, request, obj=None, **kwargs):
        """Return the form of whoever asks; it knows the request, as it asks for the password."""
        if obj is None:
            return super().get_form(request, obj, **kwargs)
        own = {} if request.user.is_superuser else {"form": MemberForm}
        form = super().get_form(request, obj, **own, **kwargs)
        form.request = request
        return form

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return super().get_fieldsets(request, obj)
        acts = acts_of(request, obj)
        if request.user.is_superuser:
            acts = [("Вход", {"fields": acts})] if acts else []
            return [*super().get_fieldsets(request, obj), *acts]
        return [
            (None, {"fields": ["username", "full_name", "email"]}),
            ("Доступ", {"fields": ["groups", "is_active", *acts]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        """Show a chief editor whose account it is, and leave that as it is."""
        return [] if request.user.is_superuser else ["username", "full_name", "email"]

    def user_change_password(self, request, id, form_url=""):
        """Let superusers alone set somebody else's password: others send a link."""
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if isinstance(form, ActingForm):
            form.act()

    def construct_change_message(self, request, form, formsets, add=False):
        if isinstance(form, MemberForm):
            return form.said()
        return super().construct_change_message(request, form, formsets, add)

    def changelist_view(self, request, extra_context=None):
        words = {"may_invite": looks_after(request.user)}
        return super().changelist_view(request, words | (extra_context or {}))

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
        # nobody deletes lines; whose they are is said above, in better words
        return deletable, counts, needed - {LogEntry._meta.verbose_name}, protected

    @admin.display(description="кто")
    def full_name(self, person):
        return person.get_full_name() or self.get_empty_value_display()

    @admin.display(description="группы")
    def group_names(self, person):
        return ", ".join(sorted(group.name for group in person.groups.all())) or None

    @admin.display(description="вход")
    def entry(self, person):
        """Whether the door is open, and what for: the same words as on the form."""
        if not person.is_active:
            return "закрыт"
        if not person.has_usable_password():
            return "приглашение отправлено"
        return "с телефоном" if person.has_phone else "без телефона"


@admin.register(Group)
class PeopleAdmin(GroupAdmin, Desk):
    fields = ["name", "permissions"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("permissions")
