"""python -m tests.benchmarks.pooling: the portal's own pool beside pgbouncer before PostgreSQL."""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import psycopg

from tests.benchmarks import asking, ground
from tests.faults.servers import Portal, free_port, listens, running, wait_for
from tests.postgres import find_programs, throw_away_cluster

BOUNCER = """
[databases]
postgres = host={folder} dbname=postgres user=portal
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 8
max_client_conn = 200
; the portal's limits come with each connection; pgbouncer knows them only to drop them
ignore_startup_parameters = options
"""
OPEN = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
HEAD = ["way", "lists a second", "ratio", "median", "99 %", "processor", "connections", "failed"]


def main() -> None:
    """Measure both ways in turn and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    options = parser.parse_args()
    addresses = [f"/programmes/?q={quote('станки')}+{number}" for number in range(20_000)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pooling-")))
        direct = stack.enter_context(throw_away_cluster(find_programs()))
        between = stack.enter_context(bouncer(folder, direct))
        portals = {}
        for name, url in {"pool": direct, "pgbouncer": between}.items():
            (folder / name).mkdir()
            # the name tells apart whose connections they are
            named = f"{url}{'&' if '?' in url else '?'}application_name={name}"
            portals[name] = Portal(folder / name, named, VAR_DIR=str(folder / "var"))
        portals["pool"].prepare()
        for portal in portals.values():
            stack.enter_context(running(portal))
        found = {name: [] for name in portals}
        for number in range(options.rounds):
            for name, portal in portals.items():
                # each round asks what no round before it has asked
                asked = addresses[number :: options.rounds]
                found[name].append(measure(name, portal, direct, asked, options.seconds))
        ground.table("Pooling: two workers, eight visitors, milliseconds", HEAD, rows(found))
        limits = {
            name: timeout(url) for name, url in {"pool": direct, "pgbouncer": between}.items()
        }
        sys.stdout.write(f"statement_timeout as a session of the portal has it: {limits}\n")


def measure(name: str, portal: Portal, direct: str, addresses: list[str], seconds: int) -> tuple:
    """Return what wrk saw, and the most connections that PostgreSQL had of that way meanwhile."""
    most, over = [], threading.Event()

    def count() -> None:
        with psycopg.connect(direct, autocommit=True) as connection:
            while not over.wait(0.2):
                most.append(connection.execute(OPEN, [name]).fetchone()[0])

    counter = threading.Thread(target=count)
    counter.start()
    speed = asking.wrk(portal.address, addresses, seconds, portal.processes[0].pid)
    over.set()
    counter.join()
    return speed, max(most)


def rows(found: dict[str, list[tuple]]) -> list[list[str]]:
    """Return the table's lines: medians over the rounds, the ratio by rounds."""
    first = next(iter(found.values()))
    lines = []
    for name, each in found.items():
        speeds = [speed for speed, _ in each]
        ratios = [a.per_second / b.per_second for a, (b, _) in zip(speeds, first, strict=True)]

        def middle(field: str, speeds=speeds) -> str:
            return f"{statistics.median(getattr(speed, field) for speed in speeds):.1f}"

        lines.append(
            [
                name,
                middle("per_second"),
                f"{statistics.median(ratios):.2f}",
                *map(middle, ("median", "slow", "cpu")),
                str(max(most for _, most in each)),
                str(sum(speed.failed for speed in speeds)),
            ]
        )
    return lines


def timeout(url: str) -> str:
    """Return how long a statement may take for who connects as the portal does."""
    options = "-c statement_timeout=5000"
    with psycopg.connect(url, options=options, autocommit=True) as connection:
        return connection.execute("SHOW statement_timeout").fetchone()[0]


@contextmanager
def bouncer(folder: Path, direct: str) -> Iterator[str]:
    """Run pgbouncer before a database; give the address through it."""
    program = shutil.which("pgbouncer")
    if not program:
        raise SystemExit("pgbouncer is needed (Debian: apt install pgbouncer)")
    port = free_port()
    sockets = parse_qs(urlsplit(direct).query)["host"][0]
    file = folder / "pgbouncer.ini"
    file.write_text(BOUNCER.format(folder=sockets, port=port))
    shutil.chown(folder, "postgres")
    folder.chmod(0o755)
    command = [program, "-q", "-u", "postgres", str(file)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(lambda: listens(port), "the start of pgbouncer")
            yield f"postgres://portal@127.0.0.1:{port}/postgres"
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
