"""The shipped nginx configuration: its caches, its limits, its last word."""

import http.client
import json
import subprocess
import time
from contextlib import closing
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.faults.editor import Editor, saved
from tests.faults.load import COMPLETE, KNOWN, REFUSED, UNTRUSTED, ask, fetch, never_asked
from tests.faults.servers import checked, configuration, free_port, proxied, running, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("needs_nginx")]

SLUG = "start-in-moscow"


def get(address: str, path: str, **headers: str):
    """Return an answer with its headers; redirects are followed."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(address + path, headers=named)
    with urlopen(request, context=UNTRUSTED, timeout=20) as response:
        return response.headers, response.read()


def test_debians_nginx_accepts_the_configuration(tmp_path):
    two = ["127.0.0.1:8001", "127.0.0.1:8002"]
    said = checked(configuration(tmp_path, free_port(), free_port(), two, limits=True))
    assert "test is successful" in said
    assert "warn" not in said


def test_pages_differ_by_encoding_and_sight_and_by_no_other_cookie(behind_nginx):
    def page(**headers):
        found, body = get(behind_nginx.address, "/programmes/", **headers)
        return found.get("Content-Encoding"), body

    plain = page()
    assert page(Accept_Encoding="gzip, deflate, br, zstd")[0] == "br"
    assert page(Accept_Encoding="gzip")[0] == "gzip"
    assert page() == plain
    assert b'class="low-vision"' in page(Cookie="low-vision=1")[1]
    assert page(Cookie="_ym_uid=123") == plain


def test_an_edit_is_public_within_two_seconds_through_the_caches(behind_nginx):
    editor = Editor(behind_nginx.address)
    path = f"/programmes/{SLUG}/"
    form, fields = editor.form(SLUG)
    get(behind_nginx.address, path)
    assert saved(editor.send(form, fields, _continue="1", title="Исправленное название"))
    time.sleep(2)
    assert "Исправленное название" in get(behind_nginx.address, path)[1].decode()


def test_whoever_has_just_saved_is_given_no_copy(behind_nginx):
    log = behind_nginx.folder / "nginx/portal.log"
    get(behind_nginx.address, "/about/")
    for cookie in ("__Host-pinned=1", "low-vision=1; __Host-pinned=1"):
        get(behind_nginx.address, "/about/", Cookie=cookie)
    wait_for(lambda: log.read_text().count(" BYPASS ") == 2, "the lines in the log", seconds=5)


def test_the_desk_is_never_kept_and_never_compressed(behind_nginx):
    for _ in range(2):
        headers, _ = get(behind_nginx.address, "/admin/login/", Accept_Encoding="br, gzip")
        assert "no-store" in headers["Cache-Control"]
        assert "Content-Encoding" not in headers


def test_the_portal_speaks_modern_tls_only(behind_nginx):
    port = behind_nginx.address.rpartition(":")[2]
    for version, spoken in [("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)]:
        done = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", "localhost",
             version],
            input=b"", capture_output=True, check=False,
        )  # fmt: skip
        assert (done.returncode == 0) is spoken, version


def test_answers_through_the_proxy_keep_their_headers(behind_nginx):
    headers, _ = get(behind_nginx.address, "/programmes/")
    assert headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert len(headers.get_all("X-Request-ID")) == 1
    assert headers["Server"] == "nginx"


def test_when_both_instances_are_gone_copies_are_served_and_the_rest_gets_a_word(behind_nginx):
    for question in KNOWN:
        assert ask(behind_nginx.address, question).kind == COMPLETE
    behind_nginx.stop()
    for question in KNOWN:
        assert ask(behind_nginx.address, question).kind == COMPLETE
    assert ask(behind_nginx.address, never_asked()).kind == REFUSED


def test_no_copy_outlives_its_day_even_in_an_outage(behind_nginx):
    today, tomorrow = "2026-11-26T23:59:59+00:00", "2026-11-27T00:00:00+00:00"
    get(behind_nginx.address, "/programmes/", X_Clock=today)
    behind_nginx.stop()
    assert b"</html>" in get(behind_nginx.address, "/programmes/", X_Clock=today)[1]
    with pytest.raises(HTTPError) as refused:
        get(behind_nginx.address, "/programmes/", X_Clock=tomorrow)
    refused.value.close()
    assert refused.value.code == 503


def test_one_visitor_cannot_take_all(on_sqlite, figure):
    tls_port = free_port()
    portal = on_sqlite(instances=2, tls_port=tls_port)
    with running(portal), proxied(portal, tls_port, limits=True):
        get(portal.address, "/programmes/")
        statuses = [fetch(portal.address, "/programmes/")[0] for _ in range(150)]
    figure(f"150 requests at once: {statuses.count(200)} answered, {statuses.count(429)} refused")
    assert set(statuses) == {200, 429}
    assert statuses.count(200) >= 60


def test_the_logs_of_the_proxy_name_nobody(behind_nginx):
    log = behind_nginx.folder / "nginx/portal.log"
    get(behind_nginx.address, "/programmes/?q=%D1%82%D0%B0%D0%B9%D0%BD%D0%B0")
    # nginx writes the line after the answer has gone
    wait_for(lambda: "GET /programmes/ 200" in log.read_text(), "the line in the log", seconds=5)
    written = log.read_text()
    assert "127.0.0.1" not in written
    assert "%D1" not in written


def test_methods_that_nginx_refuses_by_itself_get_the_answer_of_the_portal(behind_nginx):
    def asked(method: str, path: str):
        with closing(http.client.HTTPConnection("127.0.0.1", behind_nginx.plain_port)) as visitor:
            visitor.request(method, path, headers={"Host": "localhost"})
            answer = visitor.getresponse()
            return answer.status, answer.headers, answer.read()

    for path in ("/", "/programmes.csv", "/api/", "/api/v1/programmes", "/csp-reports"):
        (_, refused, body), (status, known, _) = asked("TRACE", path), asked("DELETE", path)
        assert status == 405
        assert set(refused["Allow"].split(", ")) == set(known["Allow"].split(", "))
        for name in ("Strict-Transport-Security", "X-Content-Type-Options"):
            assert refused[name] == known[name]
        assert refused["Content-Type"] == "application/problem+json"
        assert json.loads(body)["status"] == 405
