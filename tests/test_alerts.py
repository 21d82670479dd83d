"""The alert rules speak of figures that exist; when each fires, promtool is asked elsewhere."""

import re

import yaml
from prometheus_client import generate_latest

from portal import metrics
from tests.laws.tree import ROOT

RULES = (ROOT / "portal/deploy/alerts.yml").read_text()
FIGURE = re.compile(r"\bportal_[a-z_]+")


def known_figures(settings, tmp_path) -> set[str]:
    """Return the names of all figures, as Prometheus stores them."""
    settings.VAR_DIR = settings.EXPORTS_DIR = tmp_path
    for metric in (metrics.REQUESTS.labels("GET", "home", 200), metrics.EXPORTS.labels("kept")):
        metric.inc()
    metrics.SECONDS.labels("home").observe(1)
    said = generate_latest(metrics.gathered()).decode()
    return {line.split("{")[0].split()[0] for line in said.splitlines() if line[0] != "#"}


def unknown_figures(rules: str, known: set[str]) -> set[str]:
    """Return the figures in the expressions of rules that nobody counts."""
    expressions = re.findall(r"expr: (.+)", rules)
    return {name for each in expressions for name in FIGURE.findall(each)} - known


def test_every_rule_speaks_of_a_figure_that_is_counted(settings, tmp_path):
    known = known_figures(settings, tmp_path) | {"portal_csp_violations_total"}
    assert unknown_figures(RULES, known) == set()


def test_a_rule_about_nothing_is_noticed(settings, tmp_path):
    known = known_figures(settings, tmp_path)
    assert unknown_figures("expr: portal_unheard_of_total > 1", known) == {
        "portal_unheard_of_total"
    }


def test_every_rule_is_asked_when_it_fires_and_when_it_keeps_quiet():
    cases = yaml.safe_load((ROOT / "tests/faults/alerts.yml").read_text())["tests"]
    asked = {
        (each["alertname"], bool(each.get("exp_alerts")))
        for case in cases
        for each in case["alert_rule_test"]
    }
    names = re.findall(r"- alert: (\w+)", RULES)
    assert asked == {(name, fires) for name in names for fires in (True, False)}


def test_every_rule_says_what_it_means_and_what_to_do():
    rules = RULES.split("- alert: ")[1:]
    assert rules
    assert all("summary: " in rule and "action: " in rule for rule in rules)
