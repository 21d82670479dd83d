"""What slow tests name in our modules is there: a renamed limit is noticed before they run."""

import ast
import importlib
from types import ModuleType

import pytest

from tests.laws.tree import texts

SLOW = ("faults", "cluster", "soak", "containers", "browser", "benchmarks")


def named_modules(tree: ast.AST) -> dict[str, ModuleType]:
    """Return the modules that a file imports from the portal's packages, by the name it uses."""
    return {
        alias.asname or alias.name: found
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module
        and node.module.split(".")[0] in {"portal", "programmes", "tests"}
        for alias in node.names
        if isinstance(
            found := getattr(importlib.import_module(node.module), alias.name, None), ModuleType
        )
    }


def missing_names(text: str) -> list[str]:
    """Return what a file reads, or replaces by setattr, in our modules though it is not there."""
    tree = ast.parse(text)
    named = named_modules(tree)
    asked = [
        (node.value, node.attr) for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    ] + [
        (node.args[0], node.args[1].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", None) == "setattr"
        and len(node.args) > 2
        and isinstance(node.args[1], ast.Constant)
    ]
    return [
        f"{where.id}.{name}"
        for where, name in asked
        if isinstance(where, ast.Name) and where.id in named and not hasattr(named[where.id], name)
    ]


def test_slow_tests_name_what_is_there():
    files = texts(*(f"tests/{name}/*.py" for name in SLOW))
    assert {path: names for path, text in files.items() if (names := missing_names(text))} == {}


@pytest.mark.parametrize("line", ["deadlines.LONGEST", "m.setattr(deadlines, 'LONGEST', 2)"])
def test_a_name_that_is_gone_is_found(line):
    assert missing_names(f"from portal.database import deadlines\n{line}") == ["deadlines.LONGEST"]
