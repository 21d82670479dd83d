"""The audit says what it found, and says aloud when nobody could be asked."""

from subprocess import CompletedProcess

import pytest

from tests import audit


@pytest.fixture
def source(monkeypatch):
    """Let pip-audit answer: for the known-bad pin, then for each of our files."""

    def answers(*results: tuple[int, str, str]):
        queue = [CompletedProcess([], *result) for result in results]
        monkeypatch.setattr(audit, "audited", lambda requirements: queue.pop(0))

    return answers


BAD = (1, "django 2.2.0 PYSEC-2019-16", "")
CLEAN = (0, "", "No known vulnerabilities found")


@pytest.fixture(autouse=True)
def outside_ci(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("NO_ADVISORY_SOURCE", raising=False)


def test_in_ci_a_silent_source_fails_the_audit(source, monkeypatch):
    monkeypatch.setenv("CI", "true")
    source((1, "", "ERROR: connection refused"))
    assert audit.main() == 1


def test_ci_may_know_that_no_source_answers(source, monkeypatch):
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("NO_ADVISORY_SOURCE", "yes")
    source((1, "", "ERROR: connection refused"))
    assert audit.main() == 0


def test_without_a_source_the_audit_says_that_there_was_none(source, capsys):
    source((1, "", "ERROR: connection refused"))
    assert audit.main() == 0
    assert "NOT AUDITED" in capsys.readouterr().err


def test_a_source_that_calls_the_known_bad_pin_clean_is_not_believed(source, capsys):
    source(CLEAN)
    assert audit.main() == 0
    assert "names no hole in Django 2.2.0" in capsys.readouterr().err


def test_libraries_without_a_known_hole_pass(source):
    source(BAD, CLEAN, CLEAN)
    assert audit.main() == 0


def test_a_hole_in_a_library_of_ours_fails_the_audit(source, capsys):
    source(BAD, CLEAN, (1, "requests 2.0 CVE-2018-18074", "Found 1 known vulnerability"))
    assert audit.main() == 1
    assert "CVE-2018-18074" in capsys.readouterr().out
