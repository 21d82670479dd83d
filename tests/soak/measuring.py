"""What is written down every minute: memory, descriptors, room on the disk, connections."""

import os
from collections.abc import Iterable
from pathlib import Path

import psycopg

from tests.faults.replicas import Node
from tests.faults.servers import children
from tests.soak.growth import MEGABYTE, Bound
from tests.soak.stack import Stack

CLIENTS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
OF_EACH = ("private MB", "descriptors")
TICKS = os.sysconf("SC_CLK_TCK")

BOUNDS = {
    # --maxmemory of the compose file, and a quarter for what lies between
    "Redis, private MB": Bound(0.05, 8, most=160),
    "Redis, RSS MB": Bound(0.05, 8, most=170),
    # half of them are some minutes old: how full they are depends on how much was asked lately
    "all workers, private MB": Bound(0.20, 8),
    "all workers, RSS MB": Bound(0.20, 8),
    # its zones of shared memory, 80 MB, as far as each of four processes has touched them
    "nginx, RSS MB": Bound(0.05, 8, most=4 * 90),
    # of each worker its main thread, eight for requests, four for each of two pools of connections
    "workers never killed, threads": Bound(0.05, 2, most=34),
    "all workers, threads": Bound(0.05, 2, most=68),
    # of each worker 16 of its own, and while all its threads are at work eight sockets each of
    # visitors, Redis and databases: opened one by one, as there is enough to do
    "workers never killed, descriptors": Bound(0.05, 4, most=2 * 40),
    "all workers, descriptors": Bound(0.05, 4, most=4 * 40),
    # of each table and index that a connection has touched one: there are some two hundred
    "primary, a process, descriptors": Bound(0.05, 4, most=200),
    # max_size of nginx.conf
    "nginx's copies, disk MB": Bound(0.10, 16, most=1024),
    "private MB": Bound(0.05, 8),
    "RSS MB": Bound(0.05, 8),
    "descriptors": Bound(0.05, 4),
    "threads": Bound(0.05, 2),
    "connections": Bound(0.0, 4),
    "disk MB": Bound(0.10, 16),
    "KB a minute": Bound(0.50, 64),
}
"""By what a figure's name ends with, the first that fits: how much more it may be at the end."""


def sample(stack: Stack, survivors: list[int]) -> dict[str, float]:
    """Return every figure of this moment.

    Args:
        survivors: the workers that are never killed.
    """
    masters = [process.pid for process in stack.portal.processes]
    groups = {
        "gunicorn masters": masters,
        "workers never killed": survivors,
        "all workers": stack.portal.workers(),
        "nginx": family(stack.nginx_pid),
        "Redis": [stack.redis.pid],
    }
    found: dict[str, float] = {}
    for name, pids in groups.items():
        found |= of_processes(name, pids)
    # connections come and go, and what they share is counted in each of them
    servers = of_postgresql(stack.nodes[0])
    together = of_processes("primary, a process", servers)
    found |= {n: v / len(servers) for n, v in together.items() if n.endswith(OF_EACH)}
    for number, node in enumerate(stack.nodes):
        where = f"replica {number}" if number else "primary"
        found[f"{where} connections"] = connections(node)
        found[f"{where} log of writes, disk MB"] = size(node.folder / "data/pg_wal") / MEGABYTE
        data = size(node.folder / "data", without=("pg_wal",))
        found[f"{where} data, disk MB"] = data / MEGABYTE
    var, nginx = Path(stack.portal.var), stack.nginx
    found |= {
        "var without copies, disk MB": size(var, without=("backups",)) / MEGABYTE,
        "nginx's copies, disk MB": size(nginx / "portal") / MEGABYTE,
        "temporary files, disk MB": size(stack.portal.folder / "tmp") / MEGABYTE,
        "nginx's log, KB": size(nginx / "portal.log") / 1024,
        "portal's log, KB": sum(map(size, stack.portal.folder.glob("gunicorn-*.log"))) / 1024,
        "database, KB": stack.nodes[0].ask("SELECT pg_database_size('postgres')") / 1024,
    }
    return found


def of_postgresql(node: Node) -> list[int]:
    """Return the processes of a PostgreSQL; none while it is away."""
    try:
        first = int((node.folder / "data/postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError):
        return []
    return family(first)


def family(pid: int) -> list[int]:
    """Return a process with its direct children."""
    return [pid, *children(pid)]


def connections(node: Node) -> float:
    """Return how many clients a PostgreSQL has; none while it is away."""
    try:
        return node.ask(CLIENTS)
    except psycopg.OperationalError:
        return 0


def of_processes(name: str, pids: Iterable[int]) -> dict[str, float]:
    """Return memory, descriptors and threads of some processes together."""
    found = {"private MB": 0.0, "RSS MB": 0.0, "descriptors": 0.0, "threads": 0.0}
    for pid in pids:
        try:
            kilobytes = memory(pid)
            descriptors = len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - names are enough
            threads = len(os.listdir(f"/proc/{pid}/task"))  # noqa: PTH208
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended
        found["private MB"] += (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / 1024
        found["RSS MB"] += kilobytes["Rss"] / 1024
        found["descriptors"] += descriptors
        found["threads"] += threads
    return {f"{name}, {figure}": value for figure, value in found.items()}


def memory(pid: int) -> dict[str, int]:
    """Return the memory of a process by its kinds, in kilobytes."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


def size(path: Path, without: tuple[str, ...] = ()) -> int:
    """Return how many bytes of the disk a file or a folder takes."""
    if not path.is_dir():
        return path.stat().st_blocks * 512 if path.exists() else 0
    total = 0
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if name not in without]
        for name in names:
            try:
                total += os.lstat(Path(folder, name)).st_blocks * 512
            except FileNotFoundError:
                continue  # removed meanwhile
    return total


def processor_seconds(pids: Iterable[int]) -> float:
    """Return how much of the processor some processes have had, with their ended children."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / TICKS
