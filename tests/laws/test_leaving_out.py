"""Nothing is left out in silence: skips and the PostgreSQL half, fed with their absence."""

from types import SimpleNamespace

import pytest

from tests import conftest, postgres, skips


class Terminal:
    """pytest's terminal as far as the rule asks it."""

    def __init__(self, **stats):
        self.stats = stats
        self.lines = []

    def write_line(self, line, **markup):
        self.lines.append(line)

    def get_plugin(self, name):
        return self


@pytest.fixture
def environment(monkeypatch):
    """An environment that neither names a server nor forbids a skip."""
    for name in ("CI", "FORBID_SKIPS", "TEST_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def ended(**stats) -> int:
    """End a session with these results; return its exit status."""
    terminal = Terminal(**stats)
    session = SimpleNamespace(exitstatus=0, config=SimpleNamespace(pluginmanager=terminal))
    conftest.pytest_sessionfinish(session)
    return int(session.exitstatus)


@pytest.mark.parametrize("name", ["CI", "FORBID_SKIPS"])
def test_a_skip_fails_the_run_where_it_is_forbidden(environment, name):
    environment.setenv(name, "true")
    assert ended(skipped=["a test"]) == 1
    assert ended(passed=["a test"]) == 0


def test_a_skip_is_only_a_word_elsewhere(environment):
    assert ended(skipped=["a test"]) == 0


@pytest.mark.parametrize("value", ["", "0"])
def test_an_empty_word_forbids_nothing(value):
    assert not skips.forbidden({"CI": value})


def test_without_postgresql_its_half_is_left_out_aloud(environment, capsys):
    environment.setattr(postgres, "find_programs", lambda: None)
    assert postgres.main(["false"]) == 0
    assert "LEFT OUT: the tests on PostgreSQL" in capsys.readouterr().err


def test_without_postgresql_the_run_fails_where_skips_are_forbidden(environment):
    environment.setattr(postgres, "find_programs", lambda: None)
    environment.setenv("CI", "true")
    assert postgres.main(["true"]) == 1


def test_a_named_server_is_used_as_it_is(environment):
    url = "postgres://anna@db/portal"
    environment.setenv("TEST_DATABASE_URL", url)
    assert postgres.main(["sh", "-c", f'test "$DATABASE_URL" = {url}']) == 0
    assert postgres.main(["false"]) == 1
