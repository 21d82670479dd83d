"""Rules for templates: a contract on top, no way around escaping or the content policy."""

import re

import pytest
from django.template import engines

from tests.laws.tree import ROOT, texts

FORBIDDEN = {
    "escaping switched off": r"\|\s*safe(seq)?\b|\{%\s*autoescape\s+off",
    "inline handler": r"<[^>]*\s(on[a-z]+|hx-on[:a-z-]*)\s*=",
    "inline style": r"<style\b|<[^>]*\sstyle\s*=",
    "inline script": r"<script(?![^>]*(\ssrc=|application/ld\+json))[^>]*>|javascript:",
    "to do": r"\bTODO\b|\bFIXME\b",
}


def template_violations(files: dict[str, str]) -> list[str]:
    """Return what templates do that they may not, and those that do not state their contract."""
    found = [path for path, text in files.items() if not text.startswith(("{#", "{% comment"))]
    return [f"{path}: no contract" for path in found] + [
        f"{path}: {name}"
        for path, text in files.items()
        for name, pattern in FORBIDDEN.items()
        if re.search(pattern, text, re.IGNORECASE)
    ]


@pytest.fixture
def render(tmp_path, settings):
    """Render a text as a template that lies in one of two folders: ours, or somebody else's."""

    def rendered(text: str, *, ours: bool) -> str:
        template = engines["django"].from_string(text)
        name = ROOT / "templates" / "a.html" if ours else tmp_path / "a.html"
        for node in template.template.nodelist:
            node.origin.name = str(name)
        return template.render({"known": "да"})

    return rendered


def test_templates_state_their_contract_and_go_around_nothing():
    assert template_violations(texts("templates/*")) == []


@pytest.mark.parametrize(
    "text",
    [
        "<p>{{ title }}</p>",
        "{# a #}{{ text|safe }}",
        "{# a #}{{ text | safe }}",
        "{# a #}{% autoescape off %}{{ text }}{% endautoescape %}",
        "{# a #}<button onclick='go()'>",
        '{# a #}<form\n  method="get"\n  onsubmit="go()">',
        "{# a #}<div hx-on:click='go()'>",
        "{# a #}<p style='color: red'>",
        "{# a #}<style>p { color: red }</style>",
        "{# a #}<script>go()</script>",
        "{# a #}<a href='javascript:go()'>",
    ],
)
def test_a_template_that_goes_around_is_found(text):
    assert len(template_violations({"templates/a.html": text})) == 1


def test_scripts_of_their_own_and_linked_data_are_allowed():
    text = (
        '{# a #}<script src="/a.js" defer></script><script type="application/ld+json">{}</script>'
    )
    assert template_violations({"templates/a.html": text}) == []


def test_a_variable_that_nobody_passed_fails_the_test(render):
    with pytest.raises(AssertionError, match="«titel» is undefined"):
        render("{{ titel }}", ours=True)


def test_a_variable_that_was_passed_is_shown(render):
    assert render("{{ known }}", ours=True) == "да"


def test_templates_of_django_may_leave_variables_undefined(render):
    assert render("{{ titel }}", ours=False) == ""
