"""The editors' desk behind a password and, where it is wanted, a code from a phone."""

from base64 import b32encode

import qrcode
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django_otp import login as pass_second_factor
from django_otp.plugins.otp_totp.models import TOTPDevice

ISSUER = "Каталог программ"
QUIET_ZONE = 4  # modules of white around the code, as its standard asks


class Desk(admin.AdminSite):
    """The admin; whoever has connected a phone, or has to, comes in with its code only."""

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not owes_code(request.user)

    def get_urls(self):
        return [
            path("second-factor/", self.second_factor, name="second_factor"),
            *super().get_urls(),
        ]

    def login(self, request, extra_context=None):
        """Lead whoever has given the password and owes the code to the page that asks for it."""
        if request.method == "GET" and super().has_permission(request) and owes_code(request.user):
            query = urlencode({REDIRECT_FIELD_NAME: request.GET.get(REDIRECT_FIELD_NAME, "")})
            address = reverse("admin:second_factor", current_app=self.name)
            return HttpResponseRedirect(f"{address}?{query}")
        return super().login(request, extra_context)

    @method_decorator([never_cache, csrf_protect])
    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """Ask for the code of a connected phone, or show how to connect one."""
        if not super().has_permission(request):
            return HttpResponseRedirect(reverse("admin:login", current_app=self.name))
        device = device_of(request.user)
        form = CodeForm(request.POST or None, device=device)
        if request.method == "POST" and form.is_valid():
            device.confirmed = True
            device.save()
            pass_second_factor(request, device)
            messages.success(request, "Код принят.")
            return HttpResponseRedirect(way_on(request))
        context = {
            **self.each_context(request),
            "title": "Код из приложения",
            "form": form,
            "connected": device.confirmed,
            "verified": request.user.is_verified(),
            "qr": None if device.confirmed else qr_squares(device.config_url),
            "secret": None if device.confirmed else in_fours(b32encode(device.bin_key).decode()),
        }
        return render(request, "admin/second_factor.html", context)


class CodeForm(forms.Form):
    """Six digits from the phone."""

    code = forms.RegexField(
        r"^\s*\d{3}\s?\d{3}\s*$",
        label="Код из приложения",
        error_messages={
            "required": "Введите шесть цифр из приложения.",
            "invalid": "Код — это шесть цифр.",
        },
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )

    def __init__(self, *args, device: TOTPDevice, **kwargs):
        super().__init__(*args, **kwargs)
        self.device = device

    def clean_code(self) -> str:
        """Ask the device, which refuses for longer and longer after wrong codes."""
        allowed, _ = self.device.verify_is_allowed()
        if not allowed:
            raise forms.ValidationError(
                "Подряд введено несколько неверных кодов: подождите минуту."
            )
        code = "".join(self.cleaned_data["code"].split())
        if not self.device.verify_token(code):
            raise forms.ValidationError(
                "Код не подошёл. Введите тот, что показан сейчас, и проверьте время на телефоне."
            )
        return code


def owes_code(user) -> bool:
    """Tell whether a person has to give the code before anything else."""
    if user.is_verified():
        return False
    return settings.REQUIRE_OTP or TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def device_of(user) -> TOTPDevice:
    """Return the connected phone of a person, or the one that waits for being connected."""
    found = TOTPDevice.objects.filter(user=user).order_by("-confirmed", "pk").first()
    return found or TOTPDevice.objects.create(user=user, name=ISSUER, confirmed=False)


def way_on(request: HttpRequest) -> str:
    """Return where the person was going, if that is a page of ours."""
    target = request.GET.get(REDIRECT_FIELD_NAME, "")
    hosts, secure = {request.get_host()}, request.is_secure()
    ours = url_has_allowed_host_and_scheme(target, allowed_hosts=hosts, require_https=secure)
    return target if ours else resolve_url("admin:index")


def qr_squares(text: str) -> dict:
    """Return a QR code as an SVG path and the side of its square, in modules."""
    code = qrcode.QRCode(border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    dark = [(x, y) for y, row in enumerate(rows) for x, filled in enumerate(row) if filled]
    return {"side": len(rows), "path": "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)}


def in_fours(text: str) -> str:
    """Return a text in groups of four, as people copy it."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
