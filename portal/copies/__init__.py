"""Copies of the database: made while it works, read back before they count, put back whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from ..access.models import Session
from . import postgresql, sqlite
from .contents import CopyError, check_filled, check_origin, check_tables

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}

__all__ = ["CopyError", "check", "ending", "restore", "write"]


def engine() -> ModuleType:
    """Return the module for the database that the settings name."""
    return ENGINES[connection.vendor]


def ending() -> str:
    """Return how the name of a copy ends."""
    return engine().ENDING


def write(path: Path) -> None:
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
        engine().write(part)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def check(path: Path) -> None:
    """Read a copy from end to end, and see that nothing in it could act by itself.

    Raises:
        CopyError: it is damaged, of another database engine, or holds what the portal never makes.
    """
    try:
        with path.open("rb") as file:
            start = file.read(len(engine().START))
    except OSError as error:
        raise CopyError(f"Файл {path} не читается: {error.strerror}.") from error
    if start != engine().START:
        raise CopyError(f"Файл {path} — не копия базы {connection.display_name}.")
    engine().check(path)
    if found := sorted(engine().foreign_objects(path)):
        raise CopyError(f"В копии есть то, чего портал не создаёт: {', '.join(found)}.")


def restore(path: Path, before: Path, *, empty: bool = False) -> None:
    """Put a checked copy in the place of the database, all of it or nothing.

    The copy is unpacked, migrated and checked beside the database, and takes its place in one step.

    Args:
        path: the copy, after ``check``.
        before: where a copy of the database as it is now is written first.
        empty: whether a copy without a single programme is meant.

    Raises:
        CopyError: with a sentence; the database is as it was.
    """
    connection.close()
    write(before)
    with engine().unpack(path) as settings:
        with use_copy(settings):
            check_origin()
            migrate()
            check_tables()
            if not empty:
                check_filled()
            make_public()
        engine().swap()
    connection.close()


@contextmanager
def use_copy(settings: dict) -> Iterator[None]:
    """Let Django speak to the unpacked copy instead of the database for a while."""
    connection.close()
    live = connection.settings_dict
    connection.settings_dict = {**live, **settings}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = live


def migrate() -> None:
    """Bring an older copy to the schema of this code.

    Raises:
        CopyError: a migration failed.
    """
    try:
        call_command("migrate", verbosity=0)
    except DatabaseError as error:
        raise CopyError(f"Копия не перенеслась на нынешнюю схему: {error}") from error


def make_public() -> None:
    """Make the restored catalogue a new version for all caches, and end the sessions of before."""
    with transaction.atomic():
        apps.get_app_config("programmes").renew_version()
        Session.objects.all().delete()
