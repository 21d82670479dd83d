"""The alert rules, asked by Prometheus's own program: each fires when it should, and only then."""

import shutil
import subprocess

import pytest

from tests.faults.conftest import needed
from tests.laws.tree import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def promtool() -> str:
    found = shutil.which("promtool")
    needed("promtool", found)
    return found


def said(promtool: str, cases) -> tuple[int, str]:
    """Return how promtool ends on a file of cases, and what it says."""
    done = subprocess.run(
        [promtool, "test", "rules", cases], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_alerts_fire_when_they_should(promtool):
    assert said(promtool, ROOT / "tests/faults/alerts.yml")[0] == 0


def test_an_alert_that_keeps_quiet_is_noticed(promtool, tmp_path):
    rules = (ROOT / "portal/deploy/alerts.yml").read_text()
    (tmp_path / "rules.yml").write_text(rules.replace("portal_free_bytes < 1e9", "vector(1) < 0"))
    cases = (ROOT / "tests/faults/alerts.yml").read_text()
    (tmp_path / "cases.yml").write_text(
        cases.replace("../../portal/deploy/alerts.yml", "rules.yml")
    )
    code, words = said(promtool, tmp_path / "cases.yml")
    assert code == 1
    assert "alertname: PortalDiskNearlyFull" in words
    assert "alertname: PortalDown" not in words
