"""Doors: outside a package only its __init__ is imported; no name stands in two of its modules."""

import ast
from collections import defaultdict
from pathlib import PurePosixPath

import pytest

from tests.laws.tree import by_hand, modules

TOPS = ("portal", "programmes")
# the same word on purpose: Django's own convention, and two databases behind one interface
CONVENTIONS = {"log", "register"}
TWINS = {
    "portal/copies": {"postgresql.py", "sqlite.py"},
    "portal": {"environment.py", "settings.py"},
}


def dotted(path: str) -> str:
    """Return a module's name: ``programmes/search/index.py`` → ``programmes.search.index``."""
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")


def package_of(path: str) -> str:
    """Return the name of the package that a module stands in; a package stands in itself."""
    return ".".join(PurePosixPath(path).parent.parts)


def door(text: str) -> set[str]:
    """Return the names that a package hands out."""
    lists = [
        node.value
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    return set(ast.literal_eval(lists[0])) if lists else set()


def imports(path: str, text: str):
    """Yield the line, the module and the name of each import: ``import a.b`` brings b of a."""
    package = package_of(path).split(".")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, *name.name.rpartition(".")[::2]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield from ((node.lineno, base, name.name) for name in node.names)


def door_violations(files: dict[str, str]) -> list[str]:
    """Return the imports that go into a package by another way than its door.

    Applications (a folder with apps.py) have none: Django loads them before their models.
    """
    known = {dotted(path) for path in files}
    doors = {
        package_of(path): door(text)
        for path, text in files.items()
        if path.endswith("/__init__.py") and path.replace("__init__", "apps") not in files
    }
    found = []
    for path, text in files.items():
        for line, module, name in imports(path, text):
            package = module if module in doors else module.rpartition(".")[0]
            # a module, or what stands in one
            is_inner = module in known - {package} or f"{module}.{name}" in known - doors.keys()
            if not is_inner or package not in doors or is_at_home(path, package):
                continue
            if module != package or name not in doors[package]:
                found.append(f"{path}:{line} {module} {name}")
    return found


def is_at_home(path: str, package: str) -> bool:
    """Tell whether a module stands in a package, or is the door of one that has it inside."""
    here = package_of(path)
    is_door = path.endswith("__init__.py")
    return f"{here}.".startswith(f"{package}.") or (is_door and package.startswith(f"{here}."))


def repeated_names(files: dict[str, str]) -> list[str]:
    """Return the module-level names that two modules of one package have."""
    owners = defaultdict(list)
    for path, text in files.items():
        place = PurePosixPath(path)
        if place.name == "__init__.py" or place.parent.name == "commands":
            continue
        for name in defined(text) - CONVENTIONS:
            owners[str(place.parent), name].append(place.name)
    return [
        f"{folder}: {name} in {' and '.join(sorted(names))}"
        for (folder, name), names in sorted(owners.items())
        if len(names) > 1 and set(names) != TWINS.get(folder)
    ]


def defined(text: str) -> set[str]:
    """Return the names that a module defines on its first level."""
    found = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        for target in getattr(node, "targets", [getattr(node, "target", None)]):
            if isinstance(target, ast.Name):
                found.add(target.id)
    return found


def test_a_package_is_entered_by_its_door_only():
    assert door_violations(by_hand(modules())) == []


ROOM = {
    "programmes/words/__init__.py": 'from . import russian\n__all__ = ["russian"]',
    "programmes/words/russian.py": "NBSP = 1",
    "programmes/words/choices.py": "from .russian import NBSP",
    "portal/access/apps.py": "",
    "portal/access/__init__.py": "",
    "portal/access/sessions.py": "",
}


@pytest.mark.parametrize(
    ("text", "violations"),
    [
        ("from ..words import russian", 0),
        ("from programmes.words import russian", 0),
        ("import programmes.words", 0),
        ("from portal.access import sessions", 0),
        ("from portal.access.sessions import end", 0),
        ("from ..words import choices", 1),
        ("from ..words.russian import NBSP", 1),
        ("from programmes.words.russian import NBSP", 1),
        ("import programmes.words.choices", 1),
    ],
)
def test_an_import_past_a_door_is_found(text, violations):
    files = {**ROOM, "programmes/web/__init__.py": "", "programmes/web/caching.py": text}
    assert len(door_violations(files)) == violations


def test_no_name_stands_in_two_modules_of_a_package():
    assert repeated_names(by_hand(modules())) == []


def test_a_repeated_name_is_found():
    files = {
        "programmes/web/a.py": "def save(): ...\nlog = 1",
        "programmes/web/b.py": "save: int = 1\nlog = 2",
        "programmes/web/pages/c.py": "def save(): ...",
    }
    assert repeated_names(files) == ["programmes/web: save in a.py and b.py"]
