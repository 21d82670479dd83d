"""The alerts of the cluster: each fires when it should, and speaks of figures that there are."""

import re
from urllib.request import urlopen

import pytest

from tests.cluster.machines import SHIPPED
from tests.faults.test_alerts import said
from tests.laws.tree import ROOT

pytestmark = pytest.mark.slow

CASES = ROOT / "tests/cluster/alerts.yml"
RULES = (SHIPPED / "alerts.yml").read_text()


def test_alerts_of_the_cluster_fire_when_they_should(programs):
    code, words = said("promtool", CASES)
    assert code == 0, words


def test_an_alert_of_the_cluster_that_keeps_quiet_is_noticed(programs, tmp_path):
    (tmp_path / "rules.yml").write_text(RULES.replace("!= 1\n", "> 2\n"))
    cases = CASES.read_text().replace("../../portal/deploy/cluster/alerts.yml", "rules.yml")
    (tmp_path / "cases.yml").write_text(cases)
    code, words = said("promtool", tmp_path / "cases.yml")
    assert code == 1
    assert "alertname: DatabaseNoLeader" in words
    assert "alertname: DatabaseMachineDown" not in words


def figures(machines) -> set[str]:
    """Return the names of the figures that Patroni and etcd have for Prometheus."""
    (machine, *_) = machines.all
    texts = []
    for port in (8008, 2379):
        with urlopen(f"http://{machine.address}:{port}/metrics") as answer:
            texts.append(answer.read().decode())
    return set(re.findall(r"^(\w+)", "\n".join(texts), flags=re.MULTILINE))


def test_alerts_speak_of_figures_that_patroni_and_etcd_have(machines):
    asked = set(re.findall(r"\b(?:patroni|etcd)_\w+", "\n".join(re.findall("expr: .*", RULES))))
    assert asked
    assert asked <= figures(machines)
