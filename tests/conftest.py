"""What holds in all tests: the law of pages, no order that nobody asked for, no silent skip."""

import os

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client

from tests import skips
from tests.laws.pages import page_violations
from tests.laws.unordered import results_turned_round

ask = Client.request
ASKING = {"db", "transactional_db", "django_db_setup"}


def ask_and_check(client, **request):
    """Ask as the client does, then hold the answer against the law of pages."""
    answer = ask(client, **request)
    is_html = answer.get("Content-Type", "").startswith("text/html")
    if "Content-Encoding" in answer:
        return answer  # its plain twin is the same page
    if is_html and not answer.streaming and answer.content:
        found = page_violations(answer.content.decode(), whole="HTTP_HX_REQUEST" not in request)
        assert not found, f"{request['PATH_INFO']}: {'; '.join(found)}"
    return answer


@pytest.fixture(autouse=True)
def _pages_obey_the_law(monkeypatch):
    monkeypatch.setattr(Client, "request", ask_and_check)


@pytest.fixture(autouse=True)
def _unordered_rows_come_turned_round(monkeypatch):
    monkeypatch.setattr(SQLCompiler, "results_iter", results_turned_round)


def pytest_collection_modifyitems(config, items):
    """On another database run only what asks it: the rest has run on SQLite already."""
    if "DATABASE_URL" in os.environ:
        config.hook.pytest_deselected(items=[item for item in items if not asks_database(item)])
        items[:] = filter(asks_database, items)


def asks_database(item: pytest.Item) -> bool:
    """Tell whether a test may use the database: pytest-django lets no other one."""
    return bool(item.get_closest_marker("django_db") or ASKING & {*item.fixturenames})


def pytest_sessionfinish(session):
    """Where skips are forbidden (FORBID_SKIPS, CI), one skipped test fails the run."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal and terminal.stats.get("skipped") and skips.forbidden(os.environ):
        terminal.write_line("A test was skipped, and FORBID_SKIPS or CI forbids that.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
