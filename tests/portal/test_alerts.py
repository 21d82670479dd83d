"""The alert rules speak of figures that exist; when each fires, promtool is asked elsewhere."""

import re

import yaml
from prometheus_client import generate_latest

from portal.monitoring import metrics
from portal.responses import csp_reports
from tests.laws.tree import ROOT

RULES = (ROOT / "portal/deploy/alerts.yml").read_text()
FIGURE = re.compile(r"\bportal_[a-z_]+")


def known_figures(settings, tmp_path) -> set[str]:
    """Return the names of all figures, as Prometheus stores them."""
    settings.VAR_DIR = settings.EXPORTS_DIR = tmp_path
    for metric in (
        metrics.REQUESTS.labels("GET", "home", 200),
        metrics.EXPORTS.labels("kept"),
        metrics.READINGS.labels("replica"),
        csp_reports.VIOLATIONS.labels("other"),
    ):
        metric.inc()
    metrics.SECONDS.labels("home").observe(1)
    said = generate_latest(metrics.gather()).decode()
    return {line.split("{")[0].split()[0] for line in said.splitlines() if line[0] != "#"}


def rules(text: str) -> list[dict]:
    """Return the rules of a file of alerts."""
    return [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]


def unknown_figures(text: str, known: set[str]) -> set[str]:
    """Return the figures in the expressions of rules that nobody counts."""
    return {name for rule in rules(text) for name in FIGURE.findall(rule["expr"])} - known


def test_every_rule_speaks_of_a_figure_that_is_counted(settings, tmp_path):
    assert unknown_figures(RULES, known_figures(settings, tmp_path)) == set()


def test_a_rule_about_nothing_is_noticed(settings, tmp_path):
    text = "groups: [{rules: [{expr: rate(portal_unheard_of_total) > 1}]}]"
    known = known_figures(settings, tmp_path)
    assert unknown_figures(text, known) == {"portal_unheard_of_total"}


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
    named = {rule["alert"]: rule["annotations"] for rule in rules(RULES)}
    assert len(named) == RULES.count("- alert: ") > 0
    assert all(said["summary"] and said["action"] for said in named.values())
