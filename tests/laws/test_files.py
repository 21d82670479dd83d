"""Rules for every file: nothing of the machine on which it was written."""

import re

import pytest

from tests.laws.tree import texts

# written in pieces, so that this file keeps the rule as well
OF_A_MACHINE = re.compile(
    r"(?<![\w.])/(?:root|home/\w+|Users/\w+|work|opt)/"
    r"|--(?:extra-)?index-url|--find-(?:links)"
    r"|https?://[^\s\"'<>]+\.(?:whl|tgz|tar\.gz|deb)\b"
    r"|https?://(?:pypi\.org/simple|files\.pythonhosted\.org|registry\.npmjs\.org)"
)
READABLE = ("*.py", "*.txt", "*.toml", "*.md", "*.html", "*.css", "*.js", "*.json", "*.svg")
OTHERS = ("Makefile", ".ci/run", ".editorconfig", ".gitignore", "*.conf", "*.service", "*.sh")


def machine_violations(files: dict[str, str]) -> list[str]:
    """Return the lines that name a path of a machine or where packages were downloaded from."""
    return [
        f"{path}:{number} {line.strip()[:80]}"
        for path, text in files.items()
        for number, line in enumerate(text.split("\n"), 1)
        if OF_A_MACHINE.search(line)
    ]


def test_no_file_names_the_machine_it_was_written_on():
    assert machine_violations(texts(*READABLE, *OTHERS)) == []


@pytest.mark.parametrize(
    "line",
    [
        f"open('/{'home'}/anna/portal')",
        f"cd /{'root'}/portal",
        f"--{'index-url'} mirror",
        f"--extra-{'index-url'} mirror",
        f"--{'find-links'} wheels",
        f"https:{'//'}host/django-5.2-py3-none-any.whl",
        f"https:{'//'}pypi.org/simple/django",
    ],
)
def test_a_line_of_a_machine_is_found(line):
    assert machine_violations({"requirements.txt": line})
