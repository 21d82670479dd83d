"""Which tests can fail: those that assert something, be it in a function that they call."""

import ast
from collections.abc import Iterator

RAISING = {"raises", "warns", "expect", "fail", "raise_for_status"}
"""Calls of libraries that fail by themselves; so does what begins like the next."""
ASSERTING = ("assert", "django_assert")


def asserting_tests(files: dict[str, str]) -> set[str]:
    """Return the tests that can fail, as file (below ``tests/``) and function.

    Args:
        files: the texts of all tests by path.
    """
    functions = [(path, node) for path, text in files.items() for node in functions_of(text)]
    able = {node.name for _, node in functions if any(map(fails, ast.walk(node)))}
    calls = {id(node): called_in(node) for _, node in functions}
    while more := {n.name for _, n in functions if n.name not in able and calls[id(n)] & able}:
        able |= more
    return {
        f"{path.removeprefix('tests/')}::{node.name}"
        for path, node in functions
        if node.name.startswith("test_")
        and (any(map(fails, ast.walk(node))) or calls[id(node)] & able)
    }


def functions_of(text: str) -> Iterator[ast.FunctionDef]:
    """Yield the functions of a module, methods among them."""
    return (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))


def fails(node: ast.AST) -> bool:
    """Tell whether a node may fail a test by itself."""
    if isinstance(node, ast.Assert):
        return not isinstance(node.test, ast.Constant)
    name = name_called(node)
    return name in RAISING or name.startswith(ASSERTING)


def called_in(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function calls, or hands to another one to call."""
    return {
        name
        for node in ast.walk(function)
        for name in (name_called(node), getattr(node, "id", ""))
        if name
    }


def name_called(node: ast.AST) -> str:
    """Return the name of what a node calls; empty when it is no call."""
    function = getattr(node, "func", None)
    return getattr(function, "id", None) or getattr(function, "attr", None) or ""
