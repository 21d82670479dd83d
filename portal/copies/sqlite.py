"""Copies of SQLite: by its backup interface, page by page, beside whoever reads and writes."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from .contents import CopyError

ENDING = ".sqlite3"
START = b"SQLite format 3\0"
WRITER_SECONDS = 30  # how long a writer is waited for


def write(path: Path) -> None:
    """Copy the database into a file, as it is at one moment, and read the file back."""
    with explain_errors("Копия не сделана"):
        # nobody else may read it: it holds password hashes
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with open_database(database(), "ro") as source, open_database(path, "rw") as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    check(path)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def check(path: Path) -> None:
    """Check every page and every reference of a copy.

    Raises:
        CopyError: with the first thing that is wrong.
    """
    with explain_errors("Копия повреждена"), open_database(path, "ro") as copy:
        problems = copy.execute("PRAGMA integrity_check").fetchall()
        if problems != [("ok",)]:
            raise CopyError(f"Копия повреждена: {problems[0][0]}")
        if copy.execute("PRAGMA foreign_key_check").fetchone():
            raise CopyError("Копия повреждена: ссылки ведут на записи, которых нет.")


@contextmanager
def unpack(path: Path) -> Iterator[dict]:
    """Unpack a copy beside the database; give the settings of a connection to it."""
    try:
        with explain_errors("Копия не распакована"):
            beside().unlink(missing_ok=True)  # of one that was killed
            os.close(os.open(beside(), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with open_database(path, "ro") as source, open_database(beside(), "rw") as target:
                source.backup(target)
        yield {"NAME": str(beside())}
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{beside()}{suffix}").unlink(missing_ok=True)


def foreign_objects(path: Path) -> list[str]:
    """Return the triggers and views in a copy."""
    with explain_errors("Копия повреждена"), open_database(path, "ro") as copy:
        found = copy.execute("SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')")
        return [name for (name,) in found]


def swap() -> None:
    """Write the pages of the unpacked copy over the database in one transaction of SQLite's own.

    The file stays the same, so that processes which have it open go on with the new content.
    """
    with (
        explain_errors("База не восстановлена и осталась прежней"),
        open_database(beside(), "ro") as source,
        open_database(database(), "rwc") as target,
    ):
        source.backup(target)


def beside() -> Path:
    """Return the file into which a copy is unpacked."""
    return database().with_name(database().name + ".restored")


def database() -> Path:
    """Return the file of the portal's database."""
    return Path(connection.settings_dict["NAME"])


@contextmanager
def open_database(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """Open a database file for a while: to read, to write, or to write and make (ro, rw, rwc)."""
    address = f"{path.absolute().as_uri()}?mode={mode}"
    with closing(
        sqlite3.connect(address, uri=True, timeout=WRITER_SECONDS, isolation_level=None)
    ) as database:
        yield database


@contextmanager
def explain_errors(sentence: str) -> Iterator[None]:
    """Turn what SQLite and the disk say into a sentence for the operator."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise CopyError(f"{sentence}: {error}.") from error
