"""What holds in all tests: the law of pages, no order that nobody asked for, no silent skip."""

import gc
import inspect
import os
from functools import cache

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client

from tests import skips, statements
from tests.figures import figure, pytest_terminal_summary  # noqa: F401 - pytest finds them here
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


def pytest_configure(config):
    # all modules and dictionaries looked through for garbage every 700 objects: a tenth of the time
    gc.set_threshold(50_000, 20, 50)
    statements.note()


def pytest_runtest_logstart(nodeid):
    statements.begin(nodeid)


def pytest_runtest_logreport(report):
    statements.took(report.nodeid, report.duration)


def pytest_collection_modifyitems(config, items):
    """On another database run only what asks it, and asks it something of its own.

    The rest has run on SQLite already.
    """
    if "DATABASE_URL" in os.environ:
        needless = statements.needless()
        left_out = [item for item in items if not is_needed(item, needless)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if is_needed(item, needless)]


def is_needed(item: pytest.Item, needless: set[str]) -> bool:
    """Tell whether a test says something about another database than SQLite.

    What uses threads and locks does, and what speaks of the database's name.
    """
    if not asks_database(item):
        return False
    return item.nodeid not in needless or takes_turns(item) or names_postgresql(item.module)


def asks_database(item: pytest.Item) -> bool:
    """Tell whether a test may use the database: pytest-django lets no other one."""
    return bool(item.get_closest_marker("django_db") or ASKING & {*item.fixturenames})


def takes_turns(item: pytest.Item) -> bool:
    """Tell whether a test has transactions of its own, as several connections need them."""
    marker = item.get_closest_marker("django_db")
    of_marker = bool(marker) and marker.kwargs.get("transaction", False)
    return of_marker or "transactional_db" in item.fixturenames


@cache
def names_postgresql(module) -> bool:
    """Tell whether a module of tests makes a difference between the databases."""
    return "postgresql" in inspect.getsource(module).lower()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Hear from a worker what its tests asked."""
    statements.gather(getattr(node, "workeroutput", {}).get("asked", {}))


def pytest_sessionfinish(session):
    """Where skips are forbidden (FORBID_SKIPS, CI), one skipped test fails the run."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["asked"] = statements.of_worker()
    else:
        statements.write()
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal and terminal.stats.get("skipped") and skips.forbidden(os.environ):
        terminal.write_line("A test was skipped, and FORBID_SKIPS or CI forbids that.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
