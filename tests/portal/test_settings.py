"""Settings: silent checks in production, help where something is missing, limits for visitors."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from portal.settings import fingerprint
from tests.laws.tree import ROOT

PRODUCTION = {
    "SECRET_KEY": "k3y-of-a-deployment-that-exists-in-this-test-alone-0123456789abcdef",
    "PORTAL_URL": "https://portal.example.ru",
    "DATABASE_URL": "postgres://portal@db/portal",
    "PROXIES": "1",
    "EDITORS_EMAIL": "redaktsiya@portal.ru",
    "REQUIRE_OTP": "true",
}
"""What README recommends."""


def manage(*arguments: str, cwd=ROOT, **environment: str) -> subprocess.CompletedProcess:
    """Run manage.py with nothing in the environment but what is given."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def setting(expression: str, **environment: str):
    """Return the value of an expression over the settings of a fresh process."""
    code = f"import json; from portal import settings; print(json.dumps({expression}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION, **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def test_the_deployment_check_is_silent_with_production_settings():
    done = manage("check", "--deploy", "--fail-level", "INFO", **PRODUCTION)
    assert done.stdout == "System check identified no issues (0 silenced).\n"
    assert done.returncode == 0, done.stderr


def test_the_deployment_check_speaks_up_about_a_portal_without_tls():
    environment = {**PRODUCTION, "PORTAL_URL": "http://portal.example.ru"}
    assert manage("check", "--deploy", "--fail-level", "INFO", **environment).returncode == 1


def test_the_deployment_check_speaks_up_where_a_password_alone_opens_the_desk():
    done = manage("check", "--deploy", **{**PRODUCTION, "REQUIRE_OTP": "false"})
    assert "access.W001" in done.stderr


def test_without_deploy_nobody_is_reminded_of_the_second_factor():
    assert "access.W001" not in manage("check", **{**PRODUCTION, "REQUIRE_OTP": ""}).stderr


def test_readme_recommends_the_settings_of_production():
    deploy = (ROOT / "README.md").read_text().partition("\n## Deploy\n")[2]
    assert [name for name in PRODUCTION if f"`{name}" not in deploy] == []


def test_a_missing_key_stops_the_start_with_help(tmp_path):
    # a tree in which «make run» has left none
    shutil.copy(ROOT / "manage.py", tmp_path)
    shutil.copytree(ROOT / "portal", tmp_path / "portal")
    done = manage("check", cwd=tmp_path, **{**PRODUCTION, "SECRET_KEY": ""})
    assert done.returncode == 1
    assert "SECRET_KEY is not set.\nIt signs sessions" in done.stderr
    assert "For example: SECRET_KEY=$(python -c" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PROXIES", "one", "PROXIES is not understood"),
        ("PROXIES", "-1", "PROXIES is -1; it must be 0 or more."),
        ("EDITORS_EMAIL", "editors", "EDITORS_EMAIL is «editors»: it must be an e-mail address."),
        ("DATABASE_POOL", "0", "DATABASE_POOL is 0; it must be 1 or more."),
    ],
)
def test_a_setting_that_makes_no_sense_stops_the_start_by_its_name(name, value, sentence):
    done = manage("check", **{**PRODUCTION, name: value})
    assert done.returncode == 1
    assert sentence in done.stderr


@pytest.mark.parametrize("value", ["", "redaktsiya@example.ru", "someone@example.com"])
def test_a_public_portal_does_not_start_with_the_mailbox_of_nobody(value):
    done = manage("check", **{**PRODUCTION, "EDITORS_EMAIL": value})
    assert done.returncode == 1
    assert "EDITORS_EMAIL is not set, or is the sample redaktsiya@example.ru." in done.stderr


def test_a_portal_on_ones_own_machine_starts_with_the_sample():
    own = {"PORTAL_URL": "http://127.0.0.1:8000", "EDITORS_EMAIL": ""}
    assert setting("settings.EDITORS_EMAIL", **own) == "redaktsiya@example.ru"


def test_an_empty_number_is_a_missing_one():
    assert setting("settings.PROXIES", PROXIES="") == 0


def test_visitors_have_time_limits_on_postgresql():
    options = setting("settings.DATABASES['default']['OPTIONS']['options']", WEB_PROCESS="yes")
    assert "statement_timeout=5000" in options
    assert "lock_timeout=2000" in options


def test_commands_have_no_time_limits_on_postgresql():
    assert "statement_timeout" not in setting("str(settings.DATABASES['default'])")


def test_what_gunicorn_serves_has_the_limits_of_visitors():
    code = (
        "import portal.wsgi; from django.conf import settings;"
        "print(settings.DATABASES['default']['OPTIONS']['options'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "statement_timeout" in done.stdout


def test_the_pool_is_smaller_than_the_threads():
    pool = setting("settings.DATABASES['default']['OPTIONS']['pool']['max_size']", WEB_PROCESS="1")
    threads = setting("__import__('portal.gunicorn', fromlist=['x']).threads")
    assert pool < threads


def test_sqlite_writers_wait_for_their_turn_and_keep_their_connection():
    database = setting("settings.DATABASES['default']", DATABASE_URL="sqlite:////tmp/x.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["CONN_MAX_AGE"] is None
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SESSION_COOKIE_SECURE", True),
        ("CSRF_COOKIE_SECURE", True),
        ("SESSION_COOKIE_NAME", "__Host-session"),
        ("CSRF_COOKIE_NAME", "__Host-csrf"),
        ("SECURE_HSTS_SECONDS", 63072000),
        ("SECURE_HSTS_INCLUDE_SUBDOMAINS", True),
        ("SESSION_EXPIRE_AT_BROWSER_CLOSE", True),
        ("SILENCED_SYSTEM_CHECKS", []),
    ],
)
def test_production_is_strict(name, value):
    assert setting(f"getattr(settings, {name!r}, [])") == value


def test_the_names_of_the_portal_follow_from_its_address():
    assert setting("settings.ALLOWED_HOSTS")[0] == "portal.example.ru"


@pytest.mark.parametrize(("host", "name"), [("10.0.0.11", "10.0.0.11"), ("fd00::11", "[fd00::11]")])
def test_an_instance_answers_under_the_address_at_which_it_listens(host, name):
    assert name in setting("settings.ALLOWED_HOSTS", HOST=host)


@pytest.mark.parametrize("name", ["words.tsv", "font.woff2", "pictures/icon.png", "other.py"])
def test_the_release_is_another_one_with_every_file_that_answers_are_made_from(tmp_path, name):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "view.py").write_text("answer")
    before = fingerprint(str(tmp_path))
    (tmp_path / name).write_text("answer")
    assert fingerprint(str(tmp_path)) != before


def test_what_python_compiles_makes_no_other_release(tmp_path):
    before = fingerprint(str(tmp_path))
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/view.pyc").write_text("compiled")
    assert fingerprint(str(tmp_path)) == before


def test_the_release_is_another_one_with_other_libraries(tmp_path):
    library = tmp_path / "requirements.txt"
    library.write_text("Django==5.2.1")
    before = fingerprint(str(library))
    library.write_text("Django==5.2.2")
    assert fingerprint(str(library)) != before


def test_the_admin_can_stand_under_another_path():
    done = manage(
        "shell", "-v0", "-c", "from django.urls import reverse as r; print(r('admin:index'))",
        **{**PRODUCTION, "ADMIN_PATH": "redaktsiya/"},
    )  # fmt: skip
    assert done.stdout.strip() == "/redaktsiya/"


# --- Replicas --------------------------------------------------------------------------------

SEVERAL = "postgres://portal@a:5432,b:5433/portal"


def test_replicas_are_preferred_over_the_primary_and_none_over_another():
    environment = {"WEB_PROCESS": "yes", "REPLICA_URLS": SEVERAL}
    replica = setting("{**settings.DATABASES['replica'], 'OPTIONS': 0}", **environment)
    assert (replica["HOST"], replica["PORT"]) == ("a,b", "5432,5433")
    options = "settings.DATABASES['replica']['OPTIONS']"
    names = "('target_session_attrs', 'load_balance_hosts')"
    chosen = setting(f"[{options}[name] for name in {names}]", **environment)
    assert chosen == ["prefer-standby", "random"]


def test_what_no_visitor_waits_for_knows_no_replica():
    assert setting("'replica' in settings.DATABASES", REPLICA_URLS=SEVERAL) is False


def test_replicas_of_a_file_are_refused_with_a_sentence():
    done = manage("check", **PRODUCTION | {"DATABASE_URL": "", "REPLICA_URLS": SEVERAL})
    assert done.returncode != 0
    assert "REPLICA_URLS names replicas of a PostgreSQL" in done.stderr


@pytest.mark.parametrize(
    ("url", "host", "port", "starttls", "tls"),
    [
        ("smtp://mail.example.ru", "mail.example.ru", 25, False, False),
        ("smtp+tls://a%40b:p%2Fw@mail.example.ru", "mail.example.ru", 587, True, False),
        ("smtp+ssl://mail.example.ru:2465", "mail.example.ru", 2465, False, True),
    ],
)
def test_the_mail_server_is_one_address(url, host, port, starttls, tls):
    expression = (
        "[settings.MAIL_IS_SET_UP, settings.EMAIL_HOST, settings.EMAIL_PORT,"
        " getattr(settings, 'EMAIL_USE_TLS', False), getattr(settings, 'EMAIL_USE_SSL', False)]"
    )
    assert setting(expression, EMAIL_URL=url) == [True, host, port, starttls, tls]


def test_name_and_password_of_the_mail_server_may_have_any_characters():
    expression = "[settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD]"
    assert setting(expression, EMAIL_URL="smtp+tls://a%40b:p%2Fw@mail.ru") == ["a@b", "p/w"]


def test_without_a_mail_server_there_are_no_letters():
    assert setting("settings.MAIL_IS_SET_UP") is False


@pytest.mark.parametrize(
    "url", ["mail.example.ru:25", "http://mail.example.ru", "smtp://", "smtps://m"]
)
def test_another_address_of_the_mail_server_stops_the_start_with_help(url):
    done = manage("check", **{**PRODUCTION, "EMAIL_URL": url})
    assert done.returncode == 1
    assert "EMAIL_URL must be smtp://" in done.stderr
    assert "For example: EMAIL_URL=" in done.stderr


def test_letters_are_from_the_editors_unless_somebody_else_is_named():
    expression = "settings.DEFAULT_FROM_EMAIL.rpartition('<')[2]"
    assert setting(expression) == "redaktsiya@portal.ru>"
    assert setting(expression, MAIL_FROM="bot@portal.ru") == "bot@portal.ru>"
