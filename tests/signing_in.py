"""How a person signs in at the desk, from whichever address and with whichever phone."""

from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

PASSWORD = "длинный-пароль-из-четырёх-слов"
WRONG = "мимо"


def sign_in(client: Client, password=PASSWORD, *, username="anna", follow=True, **more):
    """Send the form of the login; return the answer, redirects followed."""
    fields = {"username": username, "password": password, "next": reverse("admin:index")}
    return client.post(reverse("admin:login"), fields, follow=follow, **more)


def guess(password=WRONG, *, username="anna", address="198.51.100.7", client=None):
    """Try a password from an address behind one proxy, with a browser that nobody knows."""
    header = {"x-forwarded-for": f"203.0.113.99, {address}"}
    return sign_in(client or Client(), password, username=username, follow=False, headers=header)


def connect_phone(user) -> TOTPDevice:
    """Return a phone that the person has connected."""
    return TOTPDevice.objects.create(user=user, name="телефон")


def code_of(device: TOTPDevice, ago: int = 0) -> str:
    """Return the code that the phone shows now, or showed so many seconds ago."""
    return f"{totp(device.bin_key, device.step, device.t0 + ago):06d}"


def give_code(client: Client, device: TOTPDevice, code: str = ""):
    """Send the code that the phone shows, or another one."""
    return client.post(reverse("admin:second_factor"), {"code": code or code_of(device)})


def is_inside(client: Client) -> bool:
    """Tell whether the first page of the desk opens."""
    return client.get(reverse("admin:index")).status_code == 200
