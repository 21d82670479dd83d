"""The tree that the laws read: the texts of the project's files by their paths from the top."""

import os
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "var", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"}


@cache
def paths() -> tuple[str, ...]:
    """Return the paths of all files of the project."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - NOT_OURS)
        found += [Path(folder, name).relative_to(ROOT).as_posix() for name in sorted(names)]
    return tuple(found)


def texts(*patterns: str) -> dict[str, str]:
    """Return the texts of the files whose path fits one of the patterns (* crosses folders)."""
    return {
        path: (ROOT / path).read_text(encoding="utf-8")
        for path in paths()
        if any(fnmatch(path, pattern) for pattern in patterns)
    }


def modules() -> dict[str, str]:
    """Return the portal's own Python, without its tests."""
    return texts("portal/*.py", "programmes/*.py")


def by_hand(files: dict[str, str]) -> dict[str, str]:
    """Leave out the migrations: Django writes them, and what they say is frozen."""
    return {path: text for path, text in files.items() if "/migrations/" not in path}
