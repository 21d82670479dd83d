"""Copies of PostgreSQL: by its own pg_dump, from one moment, read back by pg_restore."""

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from .. import environment
from .contents import MIGRATIONS, Contents, CopyError, check_rows

ENDING = ".dump"
START = b"PGDMP"
LOCKS = "30s"  # how long a restore waits for visitors to finish
# what Django adds for the driver and libpq does not know
DRIVER_ONLY = {"password", "context", "cursor_factory", "prepare_threshold", "autocommit"}


def write(path: Path) -> Contents:
    """Copy the database into a file, as it is at one moment, and read the file back."""
    with one_moment() as (snapshot, counted):
        dump = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            call("pg_dump", f"--dbname={address()}", *dump, stdout=file)
            os.fsync(file.fileno())
    contents = read(path)
    check_rows(contents.rows, counted)
    return contents


def read(path: Path) -> Contents:
    """Let pg_restore unpack a copy from end to end and count its rows."""
    rows, migrations = Counter(), set()
    with unpacked(path, "--data-only") as script:
        table, columns = None, []
        for line in script:
            if table is None:
                if begun := re.match(rb"COPY public\.\"?(\w+)\"? \((.*)\) FROM stdin;", line):
                    table, columns = begun[1].decode(), begun[2].decode().split(", ")
                    rows[table] += 0
            elif line == b"\\.\n":
                table = None
            else:
                rows[table] += 1
                if table == MIGRATIONS:
                    row = dict(zip(columns, line.decode().split("\t"), strict=True))
                    migrations.add((row["app"], row["name"]))
    return Contents(dict(rows), frozenset(migrations))


def restore(path: Path) -> None:
    """Replace all tables by those of a copy, in one transaction."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    connection.close()
    drop = sql.SQL("DROP TABLE IF EXISTS {} CASCADE;\n").format
    psql = subprocess.Popen(  # noqa: S603 - a fixed program without a shell
        [program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", address()],
        env=variables(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        psql.stdin.write(f"BEGIN;\nSET LOCAL lock_timeout = '{LOCKS}';\n".encode())
        for name in tables:
            psql.stdin.write(drop(sql.Identifier(name)).as_string().encode())
        with unpacked(path) as script:
            shutil.copyfileobj(script, psql.stdin)
        # said only when the copy was read to its end: without it psql leaves everything as it was
        psql.stdin.write(b"COMMIT;\n")
    except BrokenPipeError:
        pass  # psql has met an error and says below which
    finally:
        _, errors = psql.communicate()
    if psql.returncode:
        raise CopyError(f"База не восстановлена и осталась прежней. {errors.decode().strip()}")


@contextmanager
def one_moment() -> Iterator[tuple[str, dict[str, int]]]:
    """Hold the database at one moment: its name for pg_dump, and the rows of each table."""
    try:
        with psycopg.connect(address(), password=password()) as moment:
            moment.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            (snapshot,) = moment.execute("SELECT pg_export_snapshot()").fetchone()
            tables = moment.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            count = sql.SQL("SELECT count(*) FROM {}").format
            counted = {
                name: moment.execute(count(sql.Identifier("public", name))).fetchone()[0]
                for (name,) in tables
            }
            yield snapshot, counted
    except psycopg.Error as error:
        raise CopyError(f"Копия не сделана: {error}") from error


@contextmanager
def unpacked(path: Path, *options: str) -> Iterator:
    """Run pg_restore over a copy and give what it prints, as a binary file of SQL.

    Raises:
        CopyError: at the end, if the copy could not be read whole.
    """
    command = [program("pg_restore"), "--no-owner", "--no-privileges", *options, "--file=-", path]
    process = subprocess.Popen(  # noqa: S603 - a fixed program without a shell
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        yield process.stdout
    finally:
        process.stdout.close()
        errors = process.stderr.read().decode().strip()
        process.stderr.close()
        process.wait()
    if process.returncode:
        raise CopyError(f"Копия повреждена. {errors}")


def call(name: str, *arguments: str, stdout) -> None:
    """Run one of PostgreSQL's programs.

    Raises:
        CopyError: with what it said.
    """
    done = subprocess.run(  # noqa: S603 - a fixed program without a shell
        [program(name), *arguments],
        env=variables(),
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise CopyError(f"Копия не сделана. {done.stderr.decode().strip()}")


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs."""
    found = shutil.which(name)
    if not found:
        raise CopyError(f"Нет программы {name}: установите postgresql-client.")
    return found


def address() -> str:
    """Return where the database is, as libpq writes it, without the password."""
    parameters = connection.get_connection_params()
    return make_conninfo(**{k: v for k, v in parameters.items() if k not in DRIVER_ONLY})


def password() -> str | None:
    """Return the password, which never stands in a command line."""
    return connection.get_connection_params().get("password")


def variables() -> dict[str, str]:
    """Return the environment of PostgreSQL's programs."""
    return environment.for_programs(**({"PGPASSWORD": password()} if password() else {}))
