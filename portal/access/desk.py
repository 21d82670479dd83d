"""The editors' desk behind a password and, where it is wanted, a code from a phone."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import REDIRECT_FIELD_NAME, authenticate
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from . import events, pacing, second_factor, sessions
from .recovery import Recovery
from .second_factor import CodeForm, PasswordForm, owes_code


class SignInForm(AdminAuthenticationForm):
    """Django's form; the right password of somebody without rights is an event, too."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "Имя или пароль не подходят. Проверьте раскладку и Caps Lock.",
    }

    def confirm_login_allowed(self, user):
        try:
            super().confirm_login_allowed(user)
        except forms.ValidationError:
            events.record("refused", name=user.get_username(), request=self.request, path="login")
            raise


class OwnPasswordForm(AdminPasswordChangeForm):
    """Django's form; a wrong old password counts as a wrong one at the login does."""

    def __init__(self, *args, request: HttpRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self):
        password = self.cleaned_data["old_password"]
        if not authenticate(self.request, username=self.user.get_username(), password=password):
            message = self.error_messages["password_incorrect"]
            raise forms.ValidationError(message, code="password_incorrect")
        return password


class OwnPasswordView(PasswordChangeView):
    """Changes one's own password; Django renews the key of this session."""

    form_class = OwnPasswordForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}


class Desk(Recovery, admin.AdminSite):
    """The admin; whoever has connected a phone, or has to, comes in with its code only."""

    login_form = SignInForm

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not owes_code(request.user)

    def get_urls(self):
        return [
            path("second-factor/", self.second_factor, name="second_factor"),
            path("sessions/", self.admin_view(self.sessions), name="sessions"),
            # not behind the second factor: whoever cannot give the code must be able to leave
            path("logout/", self.logout, name="logout"),
            *super().get_urls(),
        ]

    def login(self, request, extra_context=None):
        """Lead whoever has given the password and owes the code to the page that asks for it."""
        if request.method == "GET" and super().has_permission(request) and owes_code(request.user):
            query = urlencode({REDIRECT_FIELD_NAME: request.GET.get(REDIRECT_FIELD_NAME, "")})
            address = reverse("admin:second_factor", current_app=self.name)
            return HttpResponseRedirect(f"{address}?{query}")
        response = super().login(request, extra_context)
        signed_in = request.method == "POST" and request.user.is_authenticated
        if signed_in and not second_factor.needs_code(request.user):
            pacing.remember_browser(request, response)
        return response

    def logout(self, request, extra_context=None):
        """Say it in other words than Django: its page is called «Не авторизован»."""
        return super().logout(request, {"title": "Вы вышли", **(extra_context or {})})

    @method_decorator(never_cache)
    def password_change(self, request, extra_context=None):
        view = OwnPasswordView.as_view(
            success_url=reverse("admin:password_change_done", current_app=self.name),
            template_name=self.password_change_template or "registration/password_change_form.html",
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        request.current_app = self.name
        return view(request)

    @method_decorator([never_cache, csrf_protect])
    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """Ask for the code of a connected phone, or connect one; before that, for the password."""
        if not super().has_permission(request):
            return HttpResponseRedirect(reverse("admin:login", current_app=self.name))
        device = second_factor.device_of(request.user)
        if not device.confirmed and not self.may_connect(request):
            return self.ask_password(request)
        form = CodeForm(request.POST or None, request=request, device=device)
        if request.method == "POST" and form.is_valid():
            second_factor.let_in(request, device)
            messages.success(request, "Код принят.")
            response = HttpResponseRedirect(way_on(request))
            pacing.remember_browser(request, response)
            return response
        context = {
            **self.each_context(request),
            "title": "Код из приложения",
            "form": form,
            "connected": device.confirmed,
            "verified": request.user.is_verified(),
            "key": None if device.confirmed else second_factor.key_of(device),
        }
        return render(request, "admin/second_factor.html", context)

    def may_connect(self, request: HttpRequest) -> bool:
        """Tell whether the password is fresh enough to connect a phone.

        In an open session it has to be given again: the desk may have been left unattended.
        Whoever has to connect a phone in order to come in has just given it.
        """
        return sessions.is_confirmed(request, by_signing_in=owes_code(request.user))

    def ask_password(self, request: HttpRequest) -> HttpResponse:
        """Ask for the password again, and come back with a key that nobody has seen yet."""
        form = PasswordForm(request.POST or None, request=request)
        if request.method == "POST" and form.is_valid():
            sessions.confirm(request)
            second_factor.renew_key(request.user)
            return HttpResponseRedirect(request.get_full_path())
        context = {**self.each_context(request), "title": "Код из приложения", "form": form}
        return render(request, "admin/password_again.html", context)

    def sessions(self, request: HttpRequest) -> HttpResponse:
        """One's own sessions; each of them can be ended, or all but this one."""
        form = None
        if not sessions.is_confirmed(request, by_signing_in=True):
            form = PasswordForm(request.POST or None, request=request)
        if request.method == "POST" and (form is None or form.is_valid()):
            if form:
                sessions.confirm(request)
            self.end_sessions(request)
            return HttpResponseRedirect(request.path)
        context = {
            **self.each_context(request),
            "title": "Мои сеансы",
            "form": form,
            "sessions": sessions.own_sessions(request),
            "idle_minutes": settings.SESSION_COOKIE_AGE // 60,
            "max_hours": settings.SESSION_MAX_SECONDS // 3600,
        }
        return render(request, "admin/sessions.html", context)

    def end_sessions(self, request: HttpRequest) -> None:
        """End what was chosen, and say how many sessions that were."""
        number = request.POST.get("end", "")
        if number == "others":
            ended = sessions.end_other_sessions(request, "owner")
            text = "Остальные сеансы завершены." if ended else "Других сеансов нет."
        else:
            ended = sessions.end_session(request, number)
            text = "Сеанс завершён." if ended else "Этот сеанс уже завершён."
        messages.success(request, text)


def way_on(request: HttpRequest) -> str:
    """Return where the person was going, if that is a page of ours."""
    target = request.GET.get(REDIRECT_FIELD_NAME, "")
    hosts, secure = {request.get_host()}, request.is_secure()
    ours = url_has_allowed_host_and_scheme(target, allowed_hosts=hosts, require_https=secure)
    return target if ours else resolve_url("admin:index")
