"""Copies of PostgreSQL: by its own pg_dump and pg_restore, unpacked beside the live schema."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from psycopg.conninfo import make_conninfo

from .. import environment
from .contents import CopyError

ENDING = ".dump"
START = b"PGDMP"
BESIDE, ASIDE = "restored", "live_meanwhile"
# all that the portal's migrations make: anything else in a copy could act by itself
ENTRIES = "TABLE|TABLE DATA|SEQUENCE|SEQUENCE SET|CONSTRAINT|FK CONSTRAINT|INDEX|SCHEMA|COMMENT"
LISTED = re.compile(rf"\d+; \d+ \d+ (?!(?:{ENTRIES}) (?:public|-) )(.+)")
LOCK_SECONDS = 30  # how long a restore waits for visitors to finish
# what Django adds for the driver and libpq does not know
DRIVER_ONLY = {"password", "context", "cursor_factory", "prepare_threshold", "autocommit"}


def write(path: Path) -> None:
    """Copy the database into a file, as it is at one moment, and read the file back."""
    dump = ["--format=custom", "--no-owner", "--no-privileges", "--schema=public"]
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        call("pg_dump", f"--dbname={address()}", *dump, stdout=file)
        os.fsync(file.fileno())
    check(path)


def check(path: Path) -> None:
    """Let pg_restore unpack a copy from end to end.

    Raises:
        CopyError: it is damaged.
    """
    call("pg_restore", "--file=/dev/null", str(path), failure="Копия повреждена.")


def foreign_objects(path: Path) -> list[str]:
    """Return the functions, triggers, views and the like in a copy, as pg_restore lists them."""
    listed = call("pg_restore", "--list", str(path), failure="Копия повреждена.")
    return [found[1] for line in listed.splitlines() if (found := LISTED.match(line))]


@contextmanager
def unpack(path: Path) -> Iterator[dict]:
    """Unpack a copy into a schema beside the live one; give the settings of a connection to it.

    pg_restore writes into ``public``: in one transaction, of which nobody sees anything before its
    end, the live schema steps aside, another one is filled under its name and renamed, and the live
    one gets its name back.
    """
    before = f"ALTER SCHEMA public RENAME TO {ASIDE}; CREATE SCHEMA public"
    after = f"ALTER SCHEMA public RENAME TO {BESIDE}; ALTER SCHEMA {ASIDE} RENAME TO public"
    drop = f"DROP SCHEMA IF EXISTS {BESIDE} CASCADE"
    psql = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    restore = ["--no-owner", "--no-privileges", "--schema=public"]
    live = connection.settings_dict["OPTIONS"]
    with tempfile.TemporaryDirectory(prefix="restore-", dir=path.parent) as folder:
        script = Path(folder) / "copy.sql"
        call("pg_restore", *restore, f"--file={script}", str(path), failure="Копия повреждена.")
        steps = [
            f"--command={drop}",
            f"--command={before}",
            f"--file={script}",
            f"--command={after}",
        ]
        call("psql", *psql, *steps, address(), failure="Копия не распакована.")
    try:
        yield {"OPTIONS": {**live, "options": f"-c search_path={BESIDE}"}}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(drop)


def swap() -> None:
    """Put the unpacked copy in the place of the live schema: one transaction, all or nothing.

    Raises:
        CopyError: somebody works in the database for too long; it is as it was.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute(f"ALTER SCHEMA {BESIDE} RENAME TO public")
    except DatabaseError as error:
        raise CopyError(f"База не восстановлена и осталась прежней. {error}") from error


def call(name: str, *arguments: str, stdout=subprocess.PIPE, failure="Копия не сделана.") -> str:
    """Run one of PostgreSQL's programs and return what it prints.

    Args:
        stdout: where its output goes instead.
        failure: the beginning of the sentence when it fails.

    Raises:
        CopyError: with what it said.
    """
    program = shutil.which(name)
    if not program:
        raise CopyError(f"Нет программы {name}: установите postgresql-client.")
    password = connection.get_connection_params().get("password")  # never in a command line
    done = subprocess.run(  # noqa: S603 - a fixed program without a shell
        [program, *arguments],
        env=environment.for_programs(**({"PGPASSWORD": password} if password else {})),
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise CopyError(f"{failure} {done.stderr.decode().strip()}")
    return (done.stdout or b"").decode()


def address() -> str:
    """Return where the database is, as libpq writes it, without the password."""
    parameters = connection.get_connection_params()
    return make_conninfo(**{k: v for k, v in parameters.items() if k not in DRIVER_ONLY})
