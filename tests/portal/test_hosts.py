"""The portal's own address: Russian names in both spellings, and help where it cannot be used."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import hosts
from tests.factories import exhibitions
from tests.portal.test_settings import PRODUCTION, ROOT, manage, setting

RUSSIAN, WIRE = "промышленность.москва", "xn--e1alcgabfbjrl9dvbw.xn--80adxhks"
AS_WSGI = RUSSIAN.encode().decode("latin-1")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (f"https://{RUSSIAN}", f"https://{WIRE}"),
        (f"https://{RUSSIAN.upper()}:8443", f"https://{WIRE}:8443"),
        (f"https://{WIRE}", f"https://{WIRE}"),
        ("HTTPS://Portal.Example.RU", "https://portal.example.ru"),
        ("https://portal.example.ru.", "https://portal.example.ru"),
        ("http://[fd00::1]:8000", "http://[fd00::1]:8000"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_the_address_of_the_portal_is_written_as_the_wire_has_it(text, url):
    assert hosts.checked_url(text) == url


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("portal.example.ru", "must begin with http"),
        ("ftp://portal.example.ru", "must begin with http"),
        ("https://", "names no host"),
        ("https://:8000", "names no host"),
        ("https://por tal.ru", "names no host"),
        ("https://my_portal", "names no host"),
        ("https://портал_1.москва", "names no host"),
        ("https://a..москва", "cannot be read"),
        ("https://" + "я" * 80 + ".москва", "cannot be read"),
        ("https://portal.example.ru:99999", "cannot be read"),
        ("https://[::1", "cannot be read"),
        ("https://anna:secret@portal.example.ru", "must not hold a name"),
        ("https://portal.example.ru/catalogue", "without a path"),
        ("https://portal.example.ru?x=1", "without a path"),
    ],
)
def test_an_address_that_cannot_be_used_is_named_with_the_reason(text, reason):
    with pytest.raises(ImproperlyConfigured, match="PORTAL_URL is") as refused:
        hosts.checked_url(text)
    assert reason in str(refused.value)


def test_a_start_with_an_address_that_cannot_be_used_says_so():
    done = manage("check", **{**PRODUCTION, "PORTAL_URL": "portal.example.ru"})
    assert done.returncode == 1
    assert "PORTAL_URL is «portal.example.ru»: it must begin with http" in done.stderr


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("settings.PORTAL_URL", f"https://{WIRE}"),
        ("settings.ALLOWED_HOSTS[0]", WIRE),
        ("settings.CSRF_TRUSTED_ORIGINS", [f"https://{WIRE}"]),
        ("settings.SECURE_SSL_HOST", WIRE),
        ("settings.HTTPS", True),
    ],
)
def test_all_settings_that_follow_from_the_address_are_in_punycode(expression, value):
    assert setting(expression, PORTAL_URL=f"https://{RUSSIAN}/") == value


def test_the_names_that_are_answered_may_be_russian_too():
    names = setting("settings.ALLOWED_HOSTS", ALLOWED_HOSTS=f"{RUSSIAN},.портал.рф,localhost")
    assert names == [WIRE, ".xn--80awhdgm.xn--p1ai", "localhost"]


def test_an_address_of_numbers_is_answered():
    assert setting("settings.ALLOWED_HOSTS", PORTAL_URL="https://[fd00::1]")[0] == "[fd00::1]"


@pytest.mark.django_db
@pytest.mark.parametrize("host", [RUSSIAN, AS_WSGI, WIRE, f"{AS_WSGI}:8000", RUSSIAN.upper()])
@pytest.mark.parametrize("address", ["/", "/programmes/", "/programmes.csv", "/admin/login/"])
def test_both_spellings_of_the_name_are_answered(client, settings, host, address):
    settings.ALLOWED_HOSTS = [WIRE]
    assert client.get(address, headers={"host": host}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["чужой.москва", "\xff\xfe", "промышленность..москва", "я" * 90])
def test_another_name_is_still_refused(client, settings, host):
    settings.ALLOWED_HOSTS = [WIRE]
    assert client.get("/", headers={"host": host}).status_code == 400


EVERYWHERE = """
import django; django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
from programmes.dossier import linked_data
from programmes.tables import address
from programmes.models import Programme
print(address(Programme(slug="x")), linked_data.dataset(None))
"""


def test_links_out_of_the_portal_hold_no_letter_that_a_url_cannot_have():
    done = subprocess.run(
        [sys.executable, "-c", EVERYWHERE],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            **PRODUCTION,
            "PORTAL_URL": f"https://{RUSSIAN}",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert f"https://{WIRE}/programmes/x/" in done.stdout
    assert RUSSIAN not in done.stdout


@pytest.mark.django_db
def test_security_txt_writes_a_russian_mailbox_as_a_url_has_it(client, settings):
    settings.EDITORS_EMAIL = f"редакция@{RUSSIAN}"
    exhibitions()
    text = client.get("/.well-known/security.txt").content.decode()
    assert f"Contact: mailto:%D1%80%D0%B5%D0%B4%D0%B0%D0%BA%D1%86%D0%B8%D1%8F@{WIRE}\n" in text
