"""The written order of modules: each imports only what stands above it, none in a circle."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePosixPath

import pytest

from tests.laws.tree import modules

# from the first to the last; names on one line are siblings and never import each other
ORDER = """
layout choices
wording
validators
contacts
codes
search
models
addresses
filters
facets phrases
paging snapshot
catalogue
answers comparisons related
budget
packages
workbook_parts kinds
sheets
dates
cells
filling
columns
tables workbook
records
structured serializers
dossier
digest
upkeep
csv_rows
reading
plan
comparing
importing
fixtures
loading
kept
publicity
meant builds
problems
openapi
endpoints
views exports api feeds sitemaps gallery templatetags
admin
urls
management
"""
PLACES = {name: place for place, line in enumerate(ORDER.split("\n")) for name in line.split()}
# Django asks for them by name, whenever it wants: they import nothing of the portal
ASIDE = {"__init__", "apps", "migrations"}
# a migration that was written keeps the validators which its columns had
ALWAYS = {"programmes.words.validators"}
# what the platform offers to the catalogue; it knows nothing of programmes itself
PLATFORM = {
    "portal.database.snapshot",
    "portal.memory",
    "portal.methods",
    "portal.monitoring.metrics",
    "portal.responses.problems",
    "portal.responses.queries",
}


def dotted(path: str) -> str:
    """Return the module's name: ``programmes/search/index.py`` → ``programmes.search.index``."""
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")


def imports(path: str, text: str, known: set[str]) -> set[str]:
    """Return the names of the portal's own modules that a module imports."""
    package = PurePosixPath(path).parent.parts
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *filter(None, [node.module])])
            inner = {f"{base}.{name.name}" for name in node.names} & known
            found |= inner or {base}
    return found & known


def part(module: str) -> str:
    """Return the part of the application that a module belongs to, as ORDER names it."""
    return [*module.split("."), "__init__"][1]


def order_violations(files: dict[str, str]) -> list[str]:
    """Return the imports that go down the order or across, and the modules without a place."""
    known = {dotted(path) for path in files}
    found = []
    for path, text in files.items():
        module, targets = dotted(path), imports(path, text, known)
        if path.startswith("portal/"):
            wrong = {target for target in targets if target.startswith("programmes")}
        elif part(module) in ASIDE:
            wrong = targets - ALWAYS
        elif part(module) not in PLACES:
            found.append(f"{module} has no place in ORDER")
            continue
        else:
            allowed = {target for target in targets if may_import(module, target)}
            wrong = targets - allowed - PLATFORM
        found += [f"{module} imports {target}" for target in sorted(wrong)]
    return found


def may_import(module: str, target: str) -> bool:
    """Tell whether the target stands above the module, or both are files of one package."""
    mine, other = part(module), part(target)
    return mine == other or PLACES.get(other, len(PLACES)) < PLACES[mine]


def circle_violations(files: dict[str, str]) -> list[str]:
    """Return the first circle of imports, if there is one."""
    known = {dotted(path) for path in files}
    graph = {dotted(path): imports(path, text, known) for path, text in files.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" → ".join(error.args[1])]
    return []


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


def test_a_module_imports_only_what_stands_above_it():
    assert order_violations(modules()) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("programmes/words/choices.py", "from .wording import date_range"),
        ("programmes/words/choices.py", "from . import wording"),
        ("programmes/words/choices.py", "from programmes import wording"),
        ("programmes/words/choices.py", "import programmes.words.russian"),
        ("programmes/search/language.py", "from ..models import Programme"),
        ("programmes/web/files/exports.py", "from .views import programme"),
        ("programmes/management/commands/x.py", "from portal import settings"),
        ("programmes/migrations/0009_x.py", "from programmes.models import Programme"),
        ("portal/urls.py", "from programmes.web.pages.views import home"),
        ("programmes/misplaced.py", ""),
    ],
)
def test_an_import_against_the_order_is_found(path, text):
    others = dict.fromkeys(
        [
            "programmes/words/russian.py",
            "programmes/web/pages/views.py",
            "programmes/models/__init__.py",
        ],
        "",
    )
    others["portal/settings.py"] = ""
    assert len(order_violations({**others, path: text})) == 1


def test_no_modules_import_each_other_in_a_circle():
    assert circle_violations(modules()) == []


def test_a_circle_is_found_even_inside_a_package():
    files = {
        "programmes/models/a.py": "from . import b",
        "programmes/models/b.py": "from .a import Programme",
    }
    assert circle_violations(files)


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
