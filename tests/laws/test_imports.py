"""Imports: the contracts of the rooms can break, and no import hides in a function."""

import ast
import shutil
import subprocess
import sys

import pytest

from tests.laws.tree import ROOT, modules

LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]


def hidden_import_violations(files: dict[str, str]) -> list[str]:
    """Return the imports inside functions; only apps.py has to wait for the registry."""
    return [
        f"{path}:{inner.lineno}"
        for path, text in files.items()
        for outer in ast.walk(ast.parse(text))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
        or (not path.endswith("/apps.py") and calls_import(inner))
    ]


def calls_import(node: ast.AST) -> bool:
    """Tell whether a node imports by calling a function."""
    called = getattr(node, "func", None)
    name = getattr(called, "id", None) or getattr(called, "attr", None)
    return name in {"import_module", "__import__"}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("programmes/words/choices.py", "from ..models import Programme"),
        ("programmes/search/language.py", "from ..models import Programme"),
        ("programmes/web/files/exports.py", "from ..pages import views"),
        ("programmes/models/rules.py", "from .programme import Programme"),
        ("portal/memory.py", "from programmes.words import State"),
        ("programmes/misplaced.py", ""),
    ],
)
def test_an_import_against_the_contracts_is_told(tmp_path, path, line):
    for folder in ("portal", "programmes"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / path).open("a") as module:
        module.write(f"{line}\n")
    done = subprocess.run(
        [*LINT, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def test_no_import_hides_in_a_function():
    assert hidden_import_violations(modules()) == []


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    from . import models",
        "async def f():\n    import json",
        "class A:\n    def f(self):\n        return import_module('programmes.models')",
        "def f():\n    return importlib.import_module('programmes.models')",
    ],
)
def test_an_import_in_a_function_is_found(text):
    assert len(hidden_import_violations({"programmes/a.py": text})) == 1
