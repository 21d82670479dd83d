"""Safety: headers on every answer, methods, hosts, guessed passwords, the second factor."""

import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_resolver, path, reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal import lockout, metrics, reports

from . import addresses
from .factories import editor, person
from .laws.http import ask

PASSWORD = "длинный-пароль-из-четырёх-слов"
WRONG = "мимо"

STRICT = {
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
POLICY_HOLDS = [
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "report-to csp",
]


def explode(request):
    raise ValueError("planted")


urlpatterns = [
    path("explode", explode),
    *get_resolver("portal.urls").url_patterns,
]
handler400 = "portal.problems.bad_request"
handler404 = "programmes.views.not_found"
handler500 = "portal.unavailable.broken"


@pytest.fixture
def visitor() -> Client:
    """A client that sees the page of a failure instead of its exception."""
    return Client(raise_request_exception=False)


@pytest.fixture
def over_tls(settings):
    """A portal at an https address, behind a proxy that ends TLS."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63072000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True


# --- Headers ---------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.urls("tests.test_security")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/programmes/?kind=gift", 400),
        ("/programmes.csv", 200),
        ("/nowhere/", 404),
        ("/explode", 500),
        ("/healthz", 200),
        ("/admin/login/", 200),
        ("/static/img/favicon.svg", 200),
    ],
)
def test_every_document_has_the_strict_headers(visitor, address, status):
    response = visitor.get(address)
    response.close()
    assert response.status_code == status
    for name, value in STRICT.items():
        assert value in response[name]
    for rule in POLICY_HOLDS:
        assert rule in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_style_sheet_carries_no_policy_for_documents(visitor):
    response = visitor.get("/static/css/base.css")
    assert "Access-Control-Allow-Origin" not in response
    response.close()
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not {"Content-Security-Policy", "Permissions-Policy"} & set(response.headers)


@pytest.mark.django_db
def test_the_policy_lets_no_inline_script_and_no_other_host_in(client):
    policy = client.get("/")["Content-Security-Policy"]
    assert not re.search(r"unsafe|nonce|https?:|\*|data:", policy)


@pytest.mark.django_db
def test_a_stranger_host_gets_400_as_a_page(visitor, caplog):
    response = visitor.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "<h1>" in response.content.decode()
    assert "evil.example" not in response.content.decode()
    assert caplog.records == []


@pytest.mark.django_db
def test_a_stranger_host_over_plain_http_is_led_to_ours(visitor, over_tls, settings):
    settings.SECURE_SSL_HOST = "portal.example.ru"
    response = visitor.get("/about/", headers={"host": "evil.example"})
    assert response.status_code == 301
    assert response["Location"] == "https://portal.example.ru/about/"


@pytest.mark.django_db
def test_browsers_are_told_to_keep_to_tls(client, over_tls):
    response = client.get("/", secure=True)
    assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_the_health_check_is_answered_without_tls(client, over_tls):
    assert client.get("/healthz").status_code == 200


# --- Methods ---------------------------------------------------------------------------------

PUBLIC = ["/", "/programmes/", "/programmes.csv", "/sources/", "/about/", "/accessibility/",
          "/low-vision/", "/healthz", "/readyz", "/.well-known/security.txt"]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "DELETE", "PUT", "PATCH", "POST"])
@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_only_read(method, address):
    response = Client(enforce_csrf_checks=False).generic(method, address)
    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.django_db
def test_nothing_public_sets_a_cookie_but_the_switch_for_low_vision(client):
    addresses.records()
    setting = {address for address in addresses.public() if ask(client, address).cookies}
    assert setting == {reverse("low_vision")}


# --- Guessed passwords -----------------------------------------------------------------------


@pytest.fixture
def guess(client, settings):
    """Try a password from an address, behind one proxy; return the answer."""
    settings.PROXIES = 1

    def tried(password=WRONG, username="anna", address="198.51.100.7"):
        return client.post(
            reverse("admin:login"),
            {"username": username, "password": password},
            headers={"x-forwarded-for": f"203.0.113.99, {address}"},
        )

    return tried


@pytest.fixture
def anna(db):
    return editor(password=PASSWORD)


def test_wrong_passwords_lock_out_with_a_russian_page(guess, anna, settings):
    answers = [guess() for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert answers[-2].status_code == 200
    assert answers[-1].status_code == 429
    assert "Вход приостановлен" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"] == "900"


def test_the_right_password_does_not_help_while_locked_out(guess, anna, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        guess()
    assert guess(PASSWORD).status_code == 429


def test_an_editor_elsewhere_is_not_locked_out_by_a_stranger(guess, anna, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        guess()
    assert guess(PASSWORD, address="198.51.100.8").status_code == 302


def test_guessing_many_names_locks_the_address_out(guess, anna, settings):
    for number in range(settings.AXES_FAILURE_LIMIT):
        guess(username=f"name{number}")
    assert guess(PASSWORD).status_code == 429


def test_a_claimed_address_does_not_help_the_guesser(rf, settings):
    settings.PROXIES = 1
    request = rf.get("/", headers={"x-forwarded-for": "192.0.2.1, 198.51.100.7"})
    assert lockout.client_address(request) == "198.51.100.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "192.0.2.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (2, "192.0.2.1, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "127.0.0.1"),
        (1, "not an address", None),
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
    ],
)
def test_the_address_of_a_visitor_is_found_behind_the_proxies(
    rf, settings, proxies, forwarded, address
):
    settings.PROXIES = proxies
    request = rf.get("/", headers={"x-forwarded-for": forwarded} if forwarded else None)
    assert lockout.client_address(request) == address


# --- The second factor -----------------------------------------------------------------------


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key, device.step, device.t0):06d}"


def sign_in(client, follow=True):
    return client.post(
        reverse("admin:login") + "?next=" + reverse("admin:index"),
        {"username": "anna", "password": PASSWORD},
        follow=follow,
    )


def test_without_a_connected_phone_the_password_is_enough(client, anna):
    assert sign_in(client).request["PATH_INFO"] == reverse("admin:index")


def test_a_connected_phone_is_asked_for(client, anna):
    TOTPDevice.objects.create(user=anna, name="телефон")
    response = sign_in(client)
    assert response.request["PATH_INFO"] == reverse("admin:second_factor")
    assert "шесть цифр" in response.content.decode()
    assert client.get(reverse("admin:index")).status_code == 302


def test_the_code_opens_the_desk_and_leads_on(client, anna):
    device = TOTPDevice.objects.create(user=anna, name="телефон")
    page = sign_in(client)
    address = f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"
    response = client.post(address, {"code": code_of(device)})
    assert response["Location"] == reverse("admin:index")
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_wrong_code_is_refused_beside_the_field(client, anna):
    TOTPDevice.objects.create(user=anna, name="телефон")
    sign_in(client)
    response = client.post(reverse("admin:second_factor"), {"code": "000 000"})
    assert "Код не подошёл" in response.content.decode()


def test_codes_cannot_be_guessed_one_after_another(client, anna):
    device = TOTPDevice.objects.create(user=anna, name="телефон")
    sign_in(client)
    client.post(reverse("admin:second_factor"), {"code": "000000"})
    response = client.post(reverse("admin:second_factor"), {"code": code_of(device)})
    assert "подождите минуту" in response.content.decode()


def test_where_it_is_required_a_phone_has_to_be_connected_first(client, anna, settings):
    settings.REQUIRE_OTP = True
    page = sign_in(client).content.decode()
    assert "<svg" in page
    assert "Ключ:" in page
    assert client.get(reverse("admin:index")).status_code == 302


def test_connecting_a_phone_takes_a_code_from_it(client, anna, settings):
    settings.REQUIRE_OTP = True
    sign_in(client)
    device = TOTPDevice.objects.get(user=anna)
    assert not device.confirmed
    client.post(reverse("admin:second_factor"), {"code": code_of(device)})
    device.refresh_from_db()
    assert device.confirmed
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_secret_of_a_connected_phone_is_not_shown_again(client, anna):
    TOTPDevice.objects.create(user=anna, name="телефон")
    sign_in(client)
    assert "Ключ:" not in client.get(reverse("admin:second_factor")).content.decode()


def test_the_way_on_leads_to_no_other_site(client, anna):
    device = TOTPDevice.objects.create(user=anna, name="телефон")
    sign_in(client)
    address = reverse("admin:second_factor") + "?next=https://evil.example/"
    assert client.post(address, {"code": code_of(device)})["Location"] == reverse("admin:index")


def test_an_administrator_forgets_a_lost_phone(client, anna, capsys):
    TOTPDevice.objects.create(user=anna, name="телефон")
    call_command("forget_phone", "anna")
    assert "anna" in capsys.readouterr().out
    assert sign_in(client).request["PATH_INFO"] == reverse("admin:index")


def test_forgetting_a_phone_that_is_not_connected_says_so(anna):
    with pytest.raises(CommandError, match="Телефон не подключён"):
        call_command("forget_phone", "anna")


def test_the_desk_does_not_list_the_phones(client, db):
    client.force_login(person("root", "Издатели", is_superuser=True))
    assert "totpdevice" not in client.get(reverse("admin:index")).content.decode().lower()


def test_the_desk_leads_to_connecting_a_phone(client, anna):
    assert reverse("admin:second_factor") in sign_in(client).content.decode()


def test_a_stranger_is_led_to_the_password(client, db):
    response = client.get(reverse("admin:second_factor"))
    assert response["Location"].startswith(reverse("admin:login"))


# --- Reports of browsers ---------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _nothing_was_reported(monkeypatch):
    monkeypatch.setattr(reports, "summary", reports.Summary())


def send_report(client, body, **kwargs):
    return client.post("/csp-reports", body, content_type="application/reports+json", **kwargs)


@pytest.mark.parametrize(
    "body",
    [
        b'[{"body": {"effectiveDirective": "img-src", "documentURL": "https://x/?q=secret"}}]',
        b'{"csp-report": {"violated-directive": "img-src", "blocked-uri": "secret"}}',
    ],
)
def test_a_report_leaves_the_name_of_the_directive_and_no_more(client, caplog, body):
    assert send_report(client, body).status_code == 204
    assert "img-src" in caplog.text
    assert "secret" not in caplog.text


def test_a_name_that_is_no_directive_is_not_repeated(client, caplog):
    send_report(client, b'[{"body": {"effectiveDirective": "forged-line"}}]')
    assert "forged-line" not in caplog.text
    assert "other 1" in caplog.text


def test_a_flood_of_reports_is_one_line(client, caplog):
    many = json.dumps([{"body": {"effectiveDirective": "img-src"}}] * 10)
    for _ in range(200):
        send_report(client, many)
    assert len(caplog.records) == 1


def test_what_was_reported_meanwhile_stands_in_the_next_line(client, caplog, monkeypatch):
    for moment in (100, 101, 161):
        monkeypatch.setattr(reports, "monotonic", lambda moment=moment: moment)
        send_report(client, b'[{"body": {"effectiveDirective": "img-src"}}]')
    assert [record.getMessage()[-9:] for record in caplog.records] == ["img-src 1", "img-src 2"]


def test_every_violation_is_counted_for_the_figures(client):
    def counted() -> float:
        return (
            metrics.REGISTRY.get_sample_value(
                "portal_csp_violations_total", {"directive": "font-src"}
            )
            or 0.0
        )

    before = counted()
    for _ in range(3):
        send_report(client, b'[{"body": {"effectiveDirective": "font-src"}}]')
    assert counted() - before == 3


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 9000, 400),
        (b"\xff", 400),
        (b"null", 204),
        (b'[{"body": 1}, 2, {"body": {"effectiveDirective": 3}}]', 204),
        (b" " * (reports.MAX_BYTES + 1), 413),
    ],
)
def test_a_report_that_is_none_is_turned_away(client, caplog, body, status):
    assert send_report(client, body).status_code == status
    assert caplog.records == []


def test_security_txt_says_whom_to_tell_and_until_when(client, settings):
    text = client.get("/.well-known/security.txt").content.decode()
    assert f"Contact: mailto:{settings.EDITORS_EMAIL}" in text
    assert re.search(r"Expires: 20\d\d-\d\d-\d\dT00:00:00Z", text)


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_whoever_signs_in_on_the_way_to_another_site_comes_to_the_desk(client, target):
    editor(password=PASSWORD)
    fields = {"username": "anna", "password": PASSWORD, "next": target}
    answer = client.post(reverse("admin:login"), fields, follow=True)
    assert answer.redirect_chain == [(reverse("admin:index"), 302)]
    assert answer.status_code == 200
