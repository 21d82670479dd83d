"""Figures that slow tests note; all of them are printed at the end of the run."""

import pytest

NOTED = pytest.StashKey[list[str]]()


@pytest.fixture
def figure(request):
    """Note a figure for the end of the run."""
    lines = request.config.stash.setdefault(NOTED, [])

    def noted(text: str) -> None:
        lines.append(f"{request.node.name.removeprefix('test_').replace('_', ' ')}: {text}")

    return noted


def pytest_terminal_summary(terminalreporter, config):
    """Print the figures."""
    for line in config.stash.get(NOTED, []):
        terminalreporter.write_line(line)
