"""Copies of the database: made while it works, read back before they count, put back whole."""

from pathlib import Path
from types import ModuleType

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from . import postgresql, sqlite
from .contents import Contents, CopyError

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}

__all__ = ["Contents", "CopyError", "ending", "newer_migrations", "read", "restore", "write"]


def engine() -> ModuleType:
    """Return the module for the database that the settings name."""
    return ENGINES[connection.vendor]


def ending() -> str:
    """Return how the name of a copy ends."""
    return engine().ENDING


def write(path: Path) -> Contents:
    """Make a copy of the database and read it back; the file appears when it is whole.

    Raises:
        CopyError: with a sentence; there is no file then.
    """
    if path.exists():
        raise CopyError(f"Файл {path} уже есть: выберите другое имя.")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)  # of one that was killed
    try:
        contents = engine().write(part)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return contents


def read(path: Path) -> Contents:
    """Read a copy from end to end.

    Raises:
        CopyError: it is damaged, or of another database engine.
    """
    try:
        with path.open("rb") as file:
            start = file.read(len(max((each.START for each in ENGINES.values()), key=len)))
    except OSError as error:
        raise CopyError(f"Файл {path} не читается: {error.strerror}.") from error
    if not start.startswith(engine().START):
        raise CopyError(f"Файл {path} — не копия базы {connection.display_name}.")
    return engine().read(path)


def restore(path: Path) -> None:
    """Put a copy in the place of the database, all of it or nothing.

    Raises:
        CopyError: with a sentence; the database is as it was.
    """
    connection.close()
    engine().restore(path)


def newer_migrations(contents: Contents) -> list[str]:
    """Return the migrations of a copy that this code does not know."""
    known = set(MigrationLoader(None).disk_migrations)
    return sorted(f"{app}.{name}" for app, name in contents.migrations - known)
