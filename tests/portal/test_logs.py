"""The log and the figures: one line a request, numbered, nobody's data in it."""

import json
import logging
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path

from portal import logs
from portal.monitoring import metrics
from tests.laws.tree import ROOT

NUMBER = "5f0c7a9be1d24c0f"


def explode(request):
    raise ValueError(f"no such word: {request.GET['q']}")


urlpatterns = [
    path("explode", explode),
    path("fine", lambda request: HttpResponse(logs.request_id(), content_type="text/plain")),
    *get_resolver("portal.urls").url_patterns,
]
handler404 = "programmes.web.pages.misspelt.not_found"
handler500 = "portal.responses.errors.answer_failure"

pytestmark = [pytest.mark.urls("tests.portal.test_logs"), pytest.mark.django_db]


@pytest.fixture
def visitor() -> Client:
    """A client that sees the page of a failure instead of its exception."""
    return Client(raise_request_exception=False)


@pytest.fixture
def lines(caplog):
    """Return what was logged, as a machine would read it."""
    caplog.set_level(logging.INFO, logger="portal.access")
    caplog.handler.setFormatter(logs.JsonLines())
    return lambda: [json.loads(line) for line in caplog.text.splitlines()]


# --- The number of a request -----------------------------------------------------------------


def test_a_request_gets_a_number_of_its_own(client):
    first, second = (client.get("/fine") for _ in range(2))
    assert len(first["X-Request-ID"]) == 32
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert first.content.decode() == first["X-Request-ID"]


def test_the_number_that_the_proxy_gave_is_kept(client):
    assert client.get("/fine", headers={"x-request-id": NUMBER})["X-Request-ID"] == NUMBER


@pytest.mark.parametrize("given", ["short", "a" * 65, "with space", "line\u2028break", "<script>"])
def test_a_number_that_is_none_is_replaced(client, given):
    assert client.get("/fine", headers={"x-request-id": given})["X-Request-ID"] != given


def test_the_number_stands_on_the_page_of_a_failure(visitor):
    response = visitor.get("/explode?q=слово", headers={"x-request-id": NUMBER})
    assert response.status_code == 500
    assert NUMBER in response.content.decode()
    assert response["X-Request-ID"] == NUMBER


def test_outside_of_a_request_there_is_no_number():
    assert logs.request_id() == ""


# --- The lines -------------------------------------------------------------------------------


def test_a_request_is_one_line_of_json(client, lines):
    client.get("/fine", headers={"x-request-id": NUMBER})
    (line,) = lines()
    assert line["method"] == "GET"
    assert line["path"] == "/fine"
    assert line["status"] == 200
    assert line["ms"] >= 0
    assert line["level"] == "info"


def test_the_line_of_a_failure_names_its_place_and_not_the_words(visitor, lines):
    visitor.get("/explode?q=тайна", headers={"x-request-id": NUMBER})
    line = next(line for line in lines() if "error" in line)
    assert line["error"] == "builtins.ValueError"
    assert line["trace"][-1].endswith("explode")
    assert "тайна" not in json.dumps(lines(), ensure_ascii=False)


def test_nobody_is_named_in_the_log(client, lines):
    client.get(
        "/programmes/?q=тайна",
        headers={"user-agent": "тайный браузер", "x-forwarded-for": "198.51.100.7"},
        REMOTE_ADDR="198.51.100.8",
    )
    client.post("/admin/login/", {"username": "тайный-редактор", "password": "x"})
    written = json.dumps(lines(), ensure_ascii=False)
    assert "/programmes/" in written
    for secret in ("тайн", "198.51.100"):
        assert secret not in written


# --- Their time ------------------------------------------------------------------------------

MOMENT = r"2026-01-01T03:00:00\.250\+03:00"


@pytest.mark.parametrize("form", [logs.JsonLines, logs.PlainLines])
def test_a_line_has_moscows_time_with_its_offset_whatever_the_machine_says(form, monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    record = logging.LogRecord("portal", logging.INFO, "", 0, "moved", (), None)
    record.created = datetime(2026, 1, 1, tzinfo=UTC).timestamp() + 0.25
    line = form().format(record)
    monkeypatch.undo()
    time.tzset()
    assert re.search(MOMENT, line)


def test_the_master_of_the_server_writes_the_same_time_as_its_workers():
    started = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--config", "portal/gunicorn.py", "--log-level", "info",
         "portal.no_such_module"],
        cwd=ROOT,
        env={**os.environ, "TZ": "America/New_York", "LOG_FORMAT": "plain", "PORT": "0"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )  # fmt: skip
    # two workers may write into one line at once
    moments = re.findall(r"(\S+) [A-Z]+ gunicorn\.error", started.stderr)
    assert moments
    assert all(re.search(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}\+03:00$", each) for each in moments)


def test_the_proxy_writes_its_time_with_an_offset():
    proxy = (ROOT / "portal/deploy/nginx.conf").read_text()
    assert re.search(r"log_format portal '\$time_iso8601 ", proxy)


def test_a_line_break_in_an_address_makes_no_second_line(client, lines):
    client.get("/fine%0A%7B%22level%22:%22error%22%7D")
    assert {line["level"] for line in lines()} == {"info"}


def test_the_reason_of_a_machine_is_told():
    found = logs.describe_error(OperationalError("connection refused\nDETAIL: тайна"))
    assert found["reason"] == "connection refused"


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("Invalid request from ip=198.51.100.7: bad", "Invalid request from ip=… bad"),
        ("Invalid HTTP Header: 'Cookie тайна'", "Invalid HTTP Header: …"),
        ("Error handling request /programmes/?q=тайна", "Error handling request /programmes/…"),
    ],
)
def test_the_sentences_of_the_application_server_name_nobody(sentence, written):
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, "%s", (sentence,), None)
    assert logs.without_persons(record)
    assert record.getMessage() == written


# --- Figures ---------------------------------------------------------------------------------


def ask_for_figures(client, token="") -> HttpResponse:
    return client.get("/metrics", headers={"authorization": f"Bearer {token}"})


def test_without_a_token_in_the_settings_there_are_no_figures(client):
    assert ask_for_figures(client).status_code == 404


def test_with_a_wrong_token_there_are_no_figures(client, settings):
    settings.METRICS_TOKEN = "right"
    assert ask_for_figures(client, "wrong").status_code == 404


def test_with_the_token_the_requests_are_counted(client, settings):
    settings.METRICS_TOKEN = "right"
    client.get("/about/")
    text = ask_for_figures(client, "right").content.decode()
    assert 'portal_requests_total{method="GET",page="about",status="200"}' in text
    assert 'portal_request_seconds_bucket{le="0.1",page="about"}' in text


def test_strangers_make_up_no_names_in_the_figures(client, settings):
    settings.METRICS_TOKEN = "right"
    client.generic("INVENTED", "/invented/")
    text = ask_for_figures(client, "right").content.decode()
    assert "invented" not in text.lower()
    assert 'method="other",page="other"' in text


def test_a_page_is_counted_by_its_name_and_not_its_address(rf):
    assert metrics.page_name(rf.get("/x/")) == "other"


def test_figures_tell_of_the_disk_and_of_the_newest_copy(client, settings, tmp_path):
    settings.METRICS_TOKEN = "secret"
    settings.VAR_DIR = settings.EXPORTS_DIR = tmp_path
    assert (
        "portal_backup_timestamp_seconds 0.0" in ask_for_figures(client, "secret").content.decode()
    )
    copy = tmp_path / "backups" / "portal-20261120-030000.sqlite3"
    copy.parent.mkdir()
    copy.touch()
    os.utime(copy, (1_795_000_000, 1_795_000_000))
    text = ask_for_figures(client, "secret").content.decode()
    assert 'portal_free_bytes{folder="var"}' in text
    assert "portal_backup_timestamp_seconds 1.795e+09" in text


def test_the_master_of_the_server_imports_nothing_that_counts():
    """Which worker counts a figure is decided when the library of figures is imported."""
    code = "import sys; import portal.gunicorn; print('prometheus_client' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
