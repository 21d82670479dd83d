"""Copies of SQLite: by its backup interface, page by page, beside whoever reads and writes."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from .contents import MIGRATIONS, Contents, CopyError, check_rows

ENDING = ".sqlite3"
START = b"SQLite format 3\0"
PATIENCE = 30  # seconds to wait for a writer


def write(path: Path) -> Contents:
    """Copy the database into a file, as it is at one moment, and read the file back."""
    with translated("Копия не сделана"):
        # nobody else may read it: it holds password hashes
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with opened(database(), "ro") as source, opened(path, "rw") as target:
            source.execute("BEGIN")  # everything below sees the same moment
            counted = rows(source)
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        contents = read(path)
    check_rows(contents.rows, counted)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return contents


def read(path: Path) -> Contents:
    """Check every page and every reference of a copy and count its rows."""
    with translated("Копия повреждена"), opened(path, "ro") as copy:
        problems = copy.execute("PRAGMA integrity_check").fetchall()
        if problems != [("ok",)]:
            raise CopyError(f"Копия повреждена: {problems[0][0]}")
        if copy.execute("PRAGMA foreign_key_check").fetchone():
            raise CopyError("Копия повреждена: ссылки ведут на записи, которых нет.")
        migrations = copy.execute(f"SELECT app, name FROM {MIGRATIONS}")  # noqa: S608 - a constant
        return Contents(rows(copy), frozenset(migrations))


def restore(path: Path) -> None:
    """Write the pages of a copy over the database in one transaction of SQLite's own.

    The file stays the same, so that processes which have it open go on with the new content.
    """
    with (
        translated("База не восстановлена и осталась прежней"),
        opened(path, "ro") as source,
        opened(database(), "rwc") as target,
    ):
        source.backup(target)


def rows(database: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of each table."""
    tables = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names from the schema
        for (name,) in tables
    }


def database() -> Path:
    """Return the file of the portal's database."""
    return Path(connection.settings_dict["NAME"])


@contextmanager
def opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """Open a database file for a while: to read, to write, or to write and make (ro, rw, rwc)."""
    address = f"{path.absolute().as_uri()}?mode={mode}"
    with closing(
        sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
    ) as database:
        yield database


@contextmanager
def translated(sentence: str) -> Iterator[None]:
    """Turn what SQLite and the disk say into a sentence for the operator."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise CopyError(f"{sentence}: {error}.") from error
