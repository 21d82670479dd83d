"""One address asks for the dearest things as fast as the proxy lets it: the others do not notice.

``NEIGHBOURS=10000`` measures with so many programmes; the figures in DECISIONS are of that size.
"""

import http.client
import itertools
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import pytest

from programmes.tables.columns import COLUMNS
from programmes.words.choices import Kind
from tests.faults.servers import Portal, free_port, postgresql, proxied, running
from tests.laws.tree import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("needs_nginx", "needs_postgresql"),
]

SIZE = int(os.environ.get("NEIGHBOURS", "1500"))
STRANGERS = 20  # connections of the stranger
VISITS = 50
dice = random.Random(5)  # the same on every run
numbers = itertools.count()
EVERYDAY = ["/", "/programmes/", "/programmes/?cost=free", "/programmes.csv?kind=grant"]


def unlike_any_other() -> str:
    """Return a question of the catalogue that nobody has asked before."""
    kinds = dice.sample(Kind.values, 5)
    return f"q={quote('развитие')}+{next(numbers)}&" + "&".join(f"kind={kind}" for kind in kinds)


def dear_files() -> str:
    """Return the address of a large file that nobody has built."""
    keys = [column.key for column in COLUMNS]
    dice.shuffle(keys)
    return f"/programmes.{dice.choice(['csv', 'xlsx'])}?columns={','.join(keys)}"


DEAR = {
    "feeds": lambda: f"/programmes.atom?{unlike_any_other()}",
    "files": dear_files,
    "lists": lambda: f"/programmes/?{unlike_any_other()}",
    "suggestions": lambda: f"/suggest/?q={quote('раз')}{next(numbers)}",
    "data": lambda: f"/api/v1/programmes?{unlike_any_other()}",
}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """A portal with many programmes on PostgreSQL, two instances, behind nginx with its limits."""
    folder = tmp_path_factory.mktemp("crowded")
    tls_port = free_port()
    with postgresql() as cluster:
        portal = Portal(folder, cluster.url, instances=2, tls_port=tls_port)
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks", "fill", str(SIZE)],
            cwd=ROOT,
            env=portal.environment | {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings"},
            check=True,
            capture_output=True,
        )
        portal.manage("collectstatic", "--no-input", "-v0")
        with running(portal), proxied(portal, tls_port, limits=True):
            yield portal


def asked(portal: Portal, path: str, source: str) -> int:
    """Ask from an address of the loopback, and return the status of the whole answer."""
    host = urlsplit(portal.address).netloc
    connection = http.client.HTTPConnection(
        "127.0.0.1", portal.plain_port, timeout=30, source_address=(source, 0)
    )
    try:
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


@contextmanager
def stranger(portal: Portal, dear):
    """Let one address ask over and over; give the queue on which its answers come at the end.

    In a process of its own that yields to all others, as if on a machine of its own: threads of
    this one would keep the visitors from their clocks.
    """
    processes = multiprocessing.get_context("fork")
    stop, answers = processes.Event(), processes.Queue()
    process = processes.Process(target=ask_until, args=(stop, answers, portal, dear))
    process.start()
    time.sleep(2)
    try:
        yield answers
    finally:
        stop.set()
        process.join(60)


def ask_until(stop, answers, portal: Portal, dear) -> None:
    """Ask on many connections until told to stop; put the statuses into the queue."""
    os.nice(19)
    statuses = []

    def ask():
        while not stop.is_set():
            try:
                statuses.append(asked(portal, dear(), "127.0.0.2"))
            except OSError:
                statuses.append(0)  # the proxy hung up on it

    threads = [threading.Thread(target=ask) for _ in range(STRANGERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put((len(statuses), statuses.count(200)))


def visits(portal: Portal) -> tuple[list[int], float]:
    """Let others ask, four a second, each from an own address; return statuses and median time."""

    def visit(number: int) -> tuple[int, float]:
        time.sleep(number / 4)
        began = time.monotonic()
        path = EVERYDAY[number % len(EVERYDAY)]
        status = asked(portal, path, f"127.0.1.{number + 1}")
        return status, time.monotonic() - began

    with ThreadPoolExecutor(VISITS) as pool:
        results = list(pool.map(visit, range(VISITS)))
    return [status for status, _ in results], statistics.median(s for _, s in results)


@pytest.mark.parametrize("what", DEAR)
def test_one_address_denies_the_portal_to_nobody(crowded, figure, what):
    visits(crowded)
    before, usual = visits(crowded)
    with stranger(crowded, DEAR[what]) as answers:
        during, median = visits(crowded)
    number, served = answers.get(timeout=60)
    figure(
        f"{SIZE} programmes, {what}: stranger {number} asked, {served} served; others "
        f"{during.count(200)} of {VISITS}, median {usual * 1000:.0f} -> {median * 1000:.0f} ms"
    )
    assert set(before) == {200}
    assert set(during) == {200}
