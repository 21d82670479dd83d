"""The second factor: a code from a phone, used once; and how a phone is connected."""

from base64 import b32encode
from math import ceil
from time import time

import qrcode
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django_otp import login as pass_second_factor
from django_otp.plugins.otp_totp.models import TOTPDevice

from . import events, sessions

ISSUER = "Каталог программ"
QUIET_ZONE = 4  # modules of white around the code, as its standard asks
WAIT = (
    "Код не проверялся: после неверных кодов нужно подождать. Повторите через "
    "{}\N{NO-BREAK SPACE}с."
)
WRONG = "Код не подошёл. Введите тот, что показан сейчас, и проверьте время на телефоне."


class CodeForm(forms.Form):
    """Six digits from the phone."""

    code = forms.RegexField(
        r"^\s*\d{3}\s?\d{3}\s*$",
        label="Код из приложения",
        max_length=20,
        error_messages={
            "required": "Введите шесть цифр из приложения.",
            "invalid": "Код — это шесть цифр.",
            "max_length": "Код — это шесть цифр.",
        },
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )

    def __init__(self, *args, request: HttpRequest, device: TOTPDevice, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.device = device

    def clean_code(self) -> str:
        """Ask the phone, which refuses for longer and longer after wrong codes."""
        code = "".join(self.cleaned_data["code"].split())
        refusal = try_code(self.device, code)
        if refusal:
            name = self.request.user.get_username()
            events.record("code_refused", name=name, request=self.request)
            raise forms.ValidationError(refusal)
        return code


class PasswordForm(forms.Form):
    """One's own password, asked again before something that a passer-by must not do."""

    password = forms.CharField(
        label="Ваш пароль",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "Введите пароль."},
    )

    def __init__(self, *args, request: HttpRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        name = self.request.user.get_username()
        # the same door as the login's: wrong passwords are counted, and lock out
        if not authenticate(self.request, username=name, password=password):
            raise forms.ValidationError("Пароль не подошёл.")
        return password


def try_code(device: TOTPDevice, code: str) -> str:
    """Use a code up; return why it was refused, or nothing if it was accepted.

    The row is locked meanwhile (SQLite locks the database): a code that comes ten times at once
    is the newest one for the first of them and an old one for the others. A phone that is being
    connected counts from its first accepted code.
    """
    with transaction.atomic():
        locked = TOTPDevice.objects.select_for_update().filter(pk=device.pk).first()
        if not locked:
            return WRONG  # disconnected meanwhile
        allowed, why_not = locked.verify_is_allowed()
        if not allowed:
            return WAIT.format(max(1, ceil(why_not["locked_until"].timestamp() - time())))
        if not locked.verify_token(code):
            return WRONG
        locked.confirmed = True
        locked.save(update_fields=["confirmed"])
    return ""


def let_in(request: HttpRequest, device: TOTPDevice) -> None:
    """Open the session that gave the code, under a new key: the old one was worth a password.

    A phone that was connected just now ends the person's other sessions.
    """
    is_new = not device.confirmed
    device.refresh_from_db()
    pass_second_factor(request, device)
    request.session.cycle_key()
    name = request.user.get_username()
    events.record("code_accepted", name=name, request=request)
    if is_new:
        events.record("phone_connected", name=name, request=request)
        sessions.end_other_sessions(request, "factor")


def owes_code(user) -> bool:
    """Tell whether a person has to give the code before anything else."""
    return not user.is_verified() and needs_code(user)


def needs_code(user) -> bool:
    """Tell whether the password alone is not enough for a person."""
    return settings.REQUIRE_OTP or TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def device_of(user) -> TOTPDevice:
    """Return the connected phone of a person, or the one that waits for being connected."""
    found = TOTPDevice.objects.filter(user=user).order_by("-confirmed", "pk").first()
    return found or TOTPDevice.objects.create(user=user, name=ISSUER, confirmed=False)


def forget_phones(user) -> bool:
    """Disconnect whatever a person has connected, and end the sessions; tell if there was any."""
    forgotten, _ = TOTPDevice.objects.filter(user=user).delete()
    if forgotten:
        events.record("phone_removed", name=user.get_username())
        sessions.end_all_sessions(user, "factor")
    return bool(forgotten)


def renew_key(user) -> None:
    """Forget the key that waits for a phone: whoever saw it earlier must not connect one."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()


def key_of(device: TOTPDevice) -> dict:
    """Return what connects a phone: the square, and the same as text."""
    return {
        "qr": qr_squares(device.config_url),
        "secret": in_fours(b32encode(device.bin_key).decode()),
    }


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
