"""Somebody invited to the desk: a name, an address of mail, a group; the rest goes by letter."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path

from portal.access import account_letters

from .desk import CleanCharField
from .looking_after import OwnPassword, asks_password, looks_after, offered_groups

MAX_NAME_OF_PERSON = User._meta.get_field("first_name").max_length
TAKEN = "Под этим адресом уже есть учётная запись: найдите её в списке."


class InvitationForm(OwnPassword):
    """Who is invited, and into which group."""

    first_name = CleanCharField(label="Имя", max_length=MAX_NAME_OF_PERSON)
    last_name = CleanCharField(label="Фамилия", max_length=MAX_NAME_OF_PERSON)
    email = forms.EmailField(
        label="Почта",
        # it is the name to sign in under, too
        max_length=User._meta.get_field("username").max_length,
        help_text="Сюда придёт ссылка, и под этим адресом человек будет входить.",
    )
    group = forms.ModelChoiceField(
        label="Группа", queryset=Group.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    field_order = ["first_name", "last_name", "email", "group", "own_password"]

    def __init__(self, *args, request, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["group"].queryset = offered_groups(request.user)
        if not asks_password(request):
            del self.fields["own_password"]

    def clean_email(self):
        """Refuse an address that somebody has already, in whichever case."""
        email = self.cleaned_data["email"].lower()
        people = User.objects.filter(username__iexact=email) | User.objects.filter(
            email__iexact=email
        )
        if people.exists():
            raise ValidationError(TAKEN)
        return email


class Inviting:
    """Invites people; for the ``ModelAdmin`` of accounts."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.invite_page)
        return [path("invite/", view, name="auth_user_invite"), *super().get_urls()]

    def invite_page(self, request):
        """Ask who is invited, make the account without a password, and post the letter."""
        if not looks_after(request.user):
            raise PermissionDenied
        form = InvitationForm(request.POST or None, request=request)
        may_send = settings.MAIL_IS_SET_UP
        if request.method == "POST" and may_send and form.is_valid():
            person = self.invited(request, form)
            if person:
                text = f"Приглашение отправлено: {person.get_full_name()}, {person.email}."
                self.message_user(request, text, messages.SUCCESS)
                return HttpResponseRedirect(self.address("changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Пригласить в редакцию",
            "subtitle": None,
            "opts": self.opts,
            "form": form,
            "mail": may_send,
        }
        return TemplateResponse(request, "admin/invite.html", context)

    def invited(self, request, form: InvitationForm) -> User | None:
        """Make the account and post its letter; None where another was quicker with the address."""
        given = form.cleaned_data
        try:
            with transaction.atomic():
                person = User.objects.create_user(
                    given["email"],
                    given["email"],
                    first_name=given["first_name"],
                    last_name=given["last_name"],
                    is_staff=True,
                )
                person.groups.add(given["group"])
                account_letters.invite(person, request.user)
                self.log_addition(request, person, f"Приглашение: {given['group']}.")
        except IntegrityError:
            form.add_error("email", TAKEN)
            return None
        return person
