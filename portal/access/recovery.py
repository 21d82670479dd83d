"""Pages for whoever has no password yet, or none any more: asked for by mail, set by a link."""

from contextlib import nullcontext
from http import HTTPStatus

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import SetPasswordForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from . import account_letters, password_links
from .allowance import HOUR_SECONDS, count_use, use_allowance
from .lockout import span

MAX_ASKED_FROM_ADDRESS = 10  # times an hour
MAX_ASKED_FOR_MAILBOX = 3  # letters an hour
TOO_MANY = (
    "С вашего адреса слишком часто просят новый пароль. Повторите через\N{NO-BREAK SPACE}{wait}."
)
NOTES = {
    "sent": (
        "Проверьте почту",
        "Если под этим адресом кто-то работает в редакции, на него придёт письмо со ссылкой: "
        "обычно за пять минут. Ссылка действует час.",
        "Нет письма — посмотрите в «Спаме» и проверьте адрес: на один адрес мы пишем об этом не "
        "больше трёх раз в час. Если не помогло, попросите главного редактора.",
    ),
    "saved": (
        "Пароль сохранён",
        "Войдите с ним. Если телефон с кодами подключён, понадобится и код; если ещё нет, портал "
        "покажет, как подключить.",
    ),
    "ended": (
        "Ссылка больше не действует",
        "Её срок вышел, по ней уже задали пароль или её отозвали.",
        "Забыли пароль — закажите новую ссылку. Ждали приглашения — попросите главного редактора "
        "прислать его ещё раз.",
    ),
}
"""What is said instead of a form: a title, then sentences."""


class ForgottenForm(forms.Form):
    """The address of mail of whoever forgot the password."""

    email = forms.EmailField(
        label="Почта",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Введите адрес почты.",
            "invalid": "Введите адрес почты целиком: name@example.ru.",
        },
    )


def of_strangers(view):
    """Make a method a page that nobody keeps, and whose address no other site learns."""

    @method_decorator([never_cache, csrf_protect, sensitive_post_parameters()])
    def answer(self, request: HttpRequest) -> HttpResponse:
        response = view(self, request)
        response["Referrer-Policy"] = "same-origin"
        return response

    return answer


class Recovery:
    """Adds these pages to the site of the admin."""

    def get_urls(self):
        return [
            path("forgotten-password/", self.forgotten_password, name="forgotten_password"),
            path("forgotten-password/sent/", self.forgotten_sent, name="forgotten_sent"),
            path("new-password/", self.new_password, name="new_password"),
            path("new-password/saved/", self.new_password_saved, name="new_password_saved"),
            *super().get_urls(),
        ]

    @of_strangers
    def forgotten_password(self, request):
        """Ask for the address of mail; the answer is the same whoever has it, if anybody."""
        may_send = account_letters.may_be_sent()
        form = ForgottenForm(request.POST or None, use_required_attribute=False)
        status = HTTPStatus.OK
        if request.method == "POST" and may_send and form.is_valid():
            seconds = ask_for_link(request, form.cleaned_data["email"])
            if not seconds:
                return HttpResponseRedirect(reverse("admin:forgotten_sent", current_app=self.name))
            form.add_error(None, TOO_MANY.format(wait=span(seconds)))
            status = HTTPStatus.TOO_MANY_REQUESTS
        context = {"form": form, "mail": may_send}
        answer = render(request, "admin/forgotten_password.html", context, status=status)
        if status != HTTPStatus.OK:
            answer["Retry-After"] = str(seconds)
        return answer

    @of_strangers
    def forgotten_sent(self, request):
        """Say what happens next."""
        return say(request, "sent")

    @of_strangers
    def new_password(self, request):
        """Let whoever has the link of a letter set the password, once."""
        key, is_sent = request.GET.get("key", ""), request.method == "POST"
        # of two who use a link at once, the second finds it used
        with transaction.atomic() if is_sent else nullcontext():
            person = password_links.person_of(key, is_held=is_sent)
            if person is None:
                return say(request, "ended", HTTPStatus.GONE)
            form = SetPasswordForm(person, request.POST or None)
            form.use_required_attribute = False
            if is_sent and form.is_valid():
                form.save()  # ends all sessions: portal/access/passwords.py
                address = reverse("admin:new_password_saved", current_app=self.name)
                return HttpResponseRedirect(address)
        context = {
            "form": form,
            "name": person.get_username(),
            "rules": password_validation.password_validators_help_texts(),
        }
        return render(request, "admin/new_password.html", context)

    @of_strangers
    def new_password_saved(self, request):
        """Lead to the login."""
        return say(request, "saved")


@transaction.atomic
def ask_for_link(request: HttpRequest, email: str) -> int:
    """Post the link to a mailbox; return 0, or the seconds until this network may ask again.

    A mailbox that has had its letters gets no more of them, and nobody is told.
    """
    seconds = use_allowance(request, "forgotten", MAX_ASKED_FROM_ADDRESS)
    mailbox = email.casefold()
    if not seconds and not count_use(
        "forgotten-mailbox", mailbox, MAX_ASKED_FOR_MAILBOX, HOUR_SECONDS
    ):
        account_letters.post_forgotten(email)
    return seconds


def say(request: HttpRequest, note: str, status: int = HTTPStatus.OK) -> HttpResponse:
    """Return a page with one of the notes."""
    title, *sentences = NOTES[note]
    context = {"title": title, "sentences": sentences, "note": note}
    return render(request, "admin/password_note.html", context, status=status)
