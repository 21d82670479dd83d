"""Safety: headers on every answer, methods, hosts, what browsers report."""

import json
import re

import pytest
from django.test import Client
from django.urls import get_resolver, path, reverse
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from portal import gunicorn
from portal.monitoring import metrics
from portal.responses import csp_reports
from tests import addresses
from tests.factories import editor
from tests.laws.http import ask
from tests.signing_in import PASSWORD

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
handler400 = "portal.responses.problems.bad_request"
handler404 = "programmes.web.pages.misspelt.not_found"
handler500 = "portal.responses.errors.answer_failure"


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
@pytest.mark.urls("tests.portal.test_security")
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
    response = Client(enforce_csrf_checks=True).generic(method, address)
    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.django_db
def test_nothing_public_sets_a_cookie_but_the_switch_for_low_vision_and_the_forms(client):
    addresses.records()
    setting = {address for address in addresses.public() if ask(client, address).cookies}
    forms = ("corrections", "alerts", "alerts_events")
    assert setting == {reverse("low_vision"), *map(reverse, forms)}


# --- Reports of browsers ---------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _nothing_was_reported(monkeypatch):
    monkeypatch.setattr(csp_reports, "summary", csp_reports.Summary())


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
        monkeypatch.setattr(csp_reports, "monotonic", lambda moment=moment: moment)
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
        (b" " * (csp_reports.MAX_BYTES + 1), 413),
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


# --- Who says where a request leads --------------------------------------------------------------


def headers_read(raw: bytes) -> dict[str, str]:
    """Return the headers that gunicorn, set up as we ship it, hands on from its own machine."""
    config = Config()
    for name in config.settings.keys() & vars(gunicorn).keys():
        config.set(name, getattr(gunicorn, name))
    return dict(next(RequestParser(config, iter([raw]), ("127.0.0.1", 40000))).headers)


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "PATH_INFO", "REMOTE_USER", "X_FORWARDED_FOR"])
def test_no_header_changes_the_address_that_was_asked_for(name):
    raw = f"GET /healthz HTTP/1.1\r\nHost: portal\r\n{name}: /metrics\r\n\r\n"
    assert headers_read(raw.encode()) == {"HOST": "portal"}
