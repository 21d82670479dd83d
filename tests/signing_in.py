"""How a person signs in at the desk, gives codes, and handles sessions and passwords."""

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.access.models import Session

PASSWORD = "длинный-пароль-из-четырёх-слов"
NEW_PASSWORD = "верблюд, телескоп, огурец и сваи"
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


def let_pass(client, minutes: float) -> None:
    """Let so much time pass since the session was last saved."""
    row = Session.objects.get(pk=client.session.session_key)
    store = row.get_session_store_class()
    data = row.get_decoded()
    data |= {
        name: data[name] - minutes * 60 for name in ("began", "seen", "confirmed") & data.keys()
    }
    row.session_data = store().encode(data)
    row.expire_date -= timedelta(minutes=minutes)
    row.save()


def own_page(client) -> str:
    """Return the page of one's own sessions."""
    return client.get(reverse("admin:sessions")).content.decode()


def end(client, which: str, **more):
    """Press one of the buttons of the page."""
    return client.post(reverse("admin:sessions"), {"end": which, **more}, follow=True)


def buttons(page: str) -> list[str]:
    """Return what the buttons of that page end."""
    return re.findall(r'name="end" value="(\w+)"', page)


def change_password(client, new=NEW_PASSWORD):
    """Send the form that changes one's own password."""
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    return client.post(reverse("admin:password_change"), fields)
