"""python -m tests.benchmarks.exports [COUNT]: whole tables, next to COPY and to Datasette.

Everything runs on this machine, one after the other: the portal under gunicorn on PostgreSQL, then
PostgreSQL's own COPY and Datasette's streamed CSV of a table with the same columns and values.
"""

import csv
import importlib
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import django
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection as database_of_django

from tests.benchmarks import ground, reference

PORT, THEIR_PORT = 8390, 8391
WORKERS = 2
FILES = {
    "CSV": "/programmes.csv",
    "CSV, the same again": "/programmes.csv",
    "CSV, comma": "/programmes.csv?delimiter=comma",
    "CSV, three columns": "/programmes.csv?columns=slug,title,url",
    "XLSX": "/programmes.xlsx",
}
ANSWER = "{name:24} {first:8.2f} s {whole:8.2f} s {rate:9,.0f} rows/s {size:7.1f} MB {memory:>8}"


def main(count: int) -> None:
    """Print a line for each way to a whole table of ``count`` programmes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ.setdefault("SECRET_KEY", "benchmark")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    prepare(count)
    say(f"{count:,} programmes; first byte, whole file, memory above idle")
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "table.csv")
        with portal(Path(folder, "exports")) as workers:
            for name, path in FILES.items():
                save = table if name == "CSV" else Path(folder, "other")
                measure(name, PORT, path, count, save=save, workers=workers)
        copy(table, count)
        datasette(table, Path(folder, "table.sqlite3"), count)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def prepare(count: int) -> None:
    """Fill the database unless it holds as many programmes already."""
    call_command("migrate", verbosity=0, skip_checks=True)
    if apps.get_model("programmes", "Programme").objects.count() != count:
        importlib.import_module("tests.benchmarks.generate").generate(count)


# --- Servers --------------------------------------------------------------------------------


@contextmanager
def portal(exports: Path) -> Iterator[list[int]]:
    """Serve the portal; give its workers' process ids when each has answered."""
    command = [sys.executable, "-m", "gunicorn", "--config", "portal/gunicorn.py"]
    own = {"PORT": str(PORT), "WEB_CONCURRENCY": str(WORKERS), "EXPORTS_DIR": str(exports)}
    own |= {"PORTAL_URL": f"http://127.0.0.1:{PORT}", "DEBUG": "off", "ALLOWED_HOSTS": "127.0.0.1"}
    with ground.started(command, f"{own['PORTAL_URL']}/healthz", {**os.environ, **own}) as master:
        workers = children(master)
        for _ in range(8 * WORKERS):  # every worker has its sets of the catalogue now
            get(PORT, "/programmes.csv?q=zzzqqq", None)
        yield workers


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


# --- Measuring ------------------------------------------------------------------------------


def get(port: int, path: str, save: Path | None) -> tuple[float, float, int]:
    """Ask for a file; return the seconds to the first byte and to the last one, and its size.

    Raises:
        SystemExit: the answer is not 200.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=600)
    began = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    chunk = response.read(1)
    first, size = time.perf_counter() - began, 0
    if save and response.status != 200:
        raise SystemExit(f"{path} answered {response.status}: {response.read(500)!r}")
    with (save or Path(os.devnull)).open("wb") as file:
        while chunk:
            file.write(chunk)
            size += len(chunk)
            chunk = response.read(2**20)
    connection.close()
    return first, time.perf_counter() - began, size


def measure(name: str, port: int, path: str, count: int, *, save: Path, workers: list) -> None:
    """Print how long a file takes and how far the memory of the servers rises meanwhile."""
    idle = {pid: forget_peak(pid) for pid in workers}
    first, whole, size = get(port, path, save)
    risen = max(memory(pid, "VmHWM") - idle[pid] for pid in workers)
    risen = f"{risen / 1024:.0f} MB"
    line(name, first=first, whole=whole, count=count, size=size, memory=risen)


def line(name: str, *, first: float, whole: float, count: int, size: int, memory="") -> None:
    rate, size = count / whole, size / 2**20
    say(ANSWER.format(name=name, first=first, whole=whole, rate=rate, size=size, memory=memory))


def forget_peak(pid: int) -> int:
    """Let the kernel count the peak anew; return what the process holds now, in kilobytes."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return memory(pid, "VmRSS")


def memory(pid: int, field: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition(f"{field}:")[2].split()[0])


# --- What else could be used ----------------------------------------------------------------


def rows_of(table: Path) -> Iterator[list[str]]:
    """Yield the rows of the portal's own file, headings first."""
    csv.field_size_limit(2**30)
    with table.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file, delimiter=";")


def copy(table: Path, count: int) -> None:
    """Print how long PostgreSQL takes to write a table of the same columns."""
    rows = rows_of(table)
    columns = ", ".join(f"c{number} text" for number, _ in enumerate(next(rows)))
    with psycopg.connect(**address_of_database()) as own, own.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE plain ({columns})")
        with cursor.copy("COPY plain FROM STDIN") as target:
            for row in rows:
                target.write_row(row)
        for name in ("COPY, the first time", "COPY"):
            began, first, size = time.perf_counter(), 0.0, 0
            question = "COPY plain TO STDOUT (FORMAT csv, HEADER, DELIMITER ';')"
            with cursor.copy(question) as source, Path(os.devnull).open("wb") as file:
                for data in source:
                    first = first or time.perf_counter() - began
                    size += file.write(data)
            whole = time.perf_counter() - began
            line(name, first=first, whole=whole, count=count, size=size)


def address_of_database() -> dict:
    """Return how to reach Django's database without its pool and its limits for requests."""
    params = database_of_django.get_connection_params()
    return {name: params[name] for name in ("host", "port", "dbname", "user") if name in params}


def datasette(table: Path, database: Path, count: int) -> None:
    """Print how long Datasette takes to stream the same table, if it is installed in var/."""
    if not reference.PROGRAM.exists():
        say("LEFT OUT: Datasette. python -m venv var/datasette; its pip install datasette")
        return
    rows = rows_of(table)
    headings = next(rows)
    with sqlite3.connect(database) as target:
        columns = ", ".join(f"c{number} TEXT" for number, _ in enumerate(headings))
        target.execute(f"CREATE TABLE plain ({columns})")
        marks = ", ".join("?" * len(headings))
        target.executemany(f"INSERT INTO plain VALUES ({marks})", rows)  # noqa: S608 - marks only
    target.close()
    limits = [("max_csv_mb", 0), ("sql_time_limit_ms", 600_000), ("max_returned_rows", 10_000)]
    options = [part for name, value in limits for part in ("--setting", name, value)]
    command = [reference.PROGRAM, "serve", database, "--port", THEIR_PORT, *options]
    address = f"http://127.0.0.1:{THEIR_PORT}/-/versions.json"
    with ground.started(list(map(str, command)), address) as process:
        path = "/table/plain.csv?_stream=on&_size=max"
        nowhere = Path(os.devnull)
        measure("Datasette", THEIR_PORT, path, count, save=nowhere, workers=[process])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
