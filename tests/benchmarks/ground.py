"""What the benchmarks stand on: filled databases of both kinds, a server, tables side by side."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg

from tests.postgres import find_programs, throw_away_cluster

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 120  # seconds


def environment(url: str, **more: str) -> dict[str, str]:
    """Return what a process needs to run the portal on a database."""
    settings = {
        "DATABASE_URL": url,
        "DEBUG": "off",
        "SECRET_KEY": "a key of benchmarks, which is therefore no secret and long enough",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
    }
    return {**os.environ, **settings, **more}


def run(module: str, *arguments: object, url: str) -> str:
    """Run a module of the benchmarks that needs Django on a database; return what it printed."""
    command = [sys.executable, "-m", "tests.benchmarks", module, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(url), stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


@contextmanager
def databases() -> Iterator[dict]:
    """Give a maker of empty databases for each engine, by its name; PostgreSQL where it is.

    A maker takes a name and returns the address of a new database.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))
        makers = {"SQLite": lambda name: f"sqlite:///{folder}/{name}.sqlite3"}
        if programs := find_programs():
            cluster = stack.enter_context(throw_away_cluster(programs))

            def on_postgresql(name: str) -> str:
                where = cluster.partition("?")[2].replace("&", " ")
                with psycopg.connect(f"dbname=postgres {where}", autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE {name}")
                return cluster.replace("///postgres", f"///{name}")

            makers["PostgreSQL"] = on_postgresql
        yield makers


@contextmanager
def started(command: list[str], address: str, env: dict[str, str] | None = None) -> Iterator[int]:
    """Run a server until the block ends; give its process when it answers at the address."""
    server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + STARTS_WITHIN
        while not answers(address):
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{command} does not answer at {address}")
            time.sleep(0.1)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def answers(address: str) -> bool:
    """Tell whether anything answers at an address, be it with an error."""
    try:
        urlopen(address, timeout=30).close()
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
    return True


def table(title: str, head: list[str], rows: list[list[object]]) -> None:
    """Print rows as a Markdown table."""
    sys.stdout.write(f"\n{title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}\n")
    for row in rows:
        sys.stdout.write(f"| {' | '.join(map(str, row))} |\n")
    sys.stdout.flush()
