"""Letters of alerts whose writer is killed, whose database is restarted: each once."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing

import psycopg
import pytest

from tests.faults.servers import Portal, postgresql

pytestmark = pytest.mark.slow

SUBSCRIBERS = 1000
SUBSCRIBE = f"""
import datetime
from django.utils import timezone
from programmes.alerts.models import Alert
from programmes.models import Change
now = timezone.now()
Change.objects.update(begun_at=now - datetime.timedelta(hours=2))
alerts = [
    Alert(
        email=f"v{{n}}@portal.example", follows="programmes", query=["", "kind=grant"][n % 2],
        rhythm="daily", asked_at=now, confirmed_at=now, told_until=now - datetime.timedelta(days=3),
        told_on=now.date() - datetime.timedelta(days=3), known=b"",
    )
    for n in range({SUBSCRIBERS})
]
for alert in alerts:
    alert.sign = alert.signed()
Alert.objects.bulk_create(alerts, batch_size=500)
"""
SEEN_SECONDS = 60
KILLED = 2


class Writers:
    """Those who write the letters, one after the other.

    Args:
        portal: whose alerts are due.
    """

    def __init__(self, portal: Portal):
        self.portal = portal
        portal.environment["EMAIL_URL"] = "smtp://127.0.0.1:1"
        portal.manage("shell", "-v0", "-c", SUBSCRIBE)

    def begin(self) -> subprocess.Popen:
        """Start one, and wait until it has written something more."""
        before, end = len(self.letters()), time.monotonic() + SEEN_SECONDS
        writer = subprocess.Popen(
            [sys.executable, "manage.py", "send_alerts"],
            env=self.portal.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while len(self.letters()) == before and writer.poll() is None:
            assert time.monotonic() < end, "nothing was written"
        return writer

    def finish(self) -> None:
        """Let one write the rest."""
        self.portal.manage("send_alerts")

    def letters(self) -> list[str]:
        """Return whom letters wait for."""
        return [name for (name,) in self.read("SELECT recipient FROM mail_letter")]

    def read(self, query: str) -> list[tuple]:
        """Ask the database itself: nothing of the portal has to start for that."""
        url = self.portal.environment["DATABASE_URL"]
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
                return connection.execute(query).fetchall()
        with psycopg.connect(url) as connection:
            return connection.execute(query).fetchall()


def each_once(writers: Writers) -> None:
    """Fail where a letter is missing or came twice."""
    [(silent,)] = writers.read("SELECT count(*) FROM alerts_alert WHERE told_on < current_date - 1")
    assert silent == 0
    assert Counter(writers.letters()) == dict.fromkeys(
        (f"v{n}@portal.example" for n in range(SUBSCRIBERS)), 1
    )


def kill_some(writers: Writers) -> list[int]:
    """Kill writers in the middle of their work; return how many letters each left."""
    left = []
    for _ in range(KILLED):
        writer = writers.begin()
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        left.append(len(writers.letters()))
    return left


def test_a_writer_that_is_killed_leaves_each_letter_to_be_written_once(on_sqlite, figure):
    writers = Writers(on_sqlite())
    left = kill_some(writers)
    writers.finish()
    each_once(writers)
    figure(f"{SUBSCRIBERS} letters; {left} after each kill")


@pytest.fixture
def cluster(needs_postgresql):
    with postgresql() as cluster:
        yield cluster


def test_a_database_that_restarts_while_letters_are_written_loses_none(cluster, tmp_path, figure):
    portal = Portal(tmp_path, cluster.url)
    portal.prepare()
    writers = Writers(portal)
    left = kill_some(writers)
    writer = writers.begin()
    cluster.stop()
    writer.wait(60)
    cluster.start()
    left.append(len(writers.letters()))
    writers.finish()
    each_once(writers)
    figure(f"{SUBSCRIBERS} letters; {left} after each kill and the restart")
