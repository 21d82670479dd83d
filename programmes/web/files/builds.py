"""Large files of the exports: each built once, by one at a time, kept while it is true and fits."""

import errno
import fcntl
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings

WAIT_SECONDS = 5.0  # for a turn: a file takes a second or two
NAP_SECONDS = 0.05
MAX_WAITING = 3  # threads of a process; the others serve pages meanwhile
UNFINISHED = ".part"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
MEGABYTE = 2**20


class BusyError(Exception):
    """Too many files are being built; this one may be asked for again in a few seconds."""


class NoRoomError(Exception):
    """The disk has no room for the file beside what is kept free for the database."""


class Queue:
    """Lets one thread in, a few wait, and sends the others away at once."""

    def __init__(self, most_waiting: int):
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(1 + most_waiting)

    @contextmanager
    def turn(self, deadline: float) -> Iterator[None]:
        """Hold the turn of this process.

        Raises:
            BusyError: too many wait already, or the turn did not come in time.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            if not self._turn.acquire(timeout=max(0.0, deadline - time.monotonic())):
                raise BusyError
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._places.release()


queue = Queue(MAX_WAITING)


@contextmanager
def turn() -> Iterator[None]:
    """Hold the right to build: one thread of all processes has it.

    Whoever waits must not hold a connection to the database meanwhile.

    Raises:
        BusyError: it did not come free in ``WAIT_SECONDS``, or too many wait already.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    with queue.turn(deadline), (folder() / "turn").open("w") as lock:
        while not try_lock(lock):
            if time.monotonic() >= deadline:
                raise BusyError
            time.sleep(NAP_SECONDS)
        yield


def try_lock(lock: IO) -> bool:
    """Try to lock a file; the lock ends with the file and with its process."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def open_built(generation: str, name: str) -> IO[bytes] | None:
    """Return a file that was built, open for reading; an open file outlives its removal.

    Args:
        generation: names the state of the catalogue.
        name: tells the files of one generation apart; fit for a file system.
    """
    path = folder() / f"{generation}-{name}"
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with suppress(FileNotFoundError):
        os.utime(path)  # it is wanted
    return file


def build(generation: str, name: str, size: int, write: Callable[[IO[bytes]], None]) -> IO[bytes]:
    """Build a complete file and return it open for reading. Only who holds the turn may.

    Args:
        generation, name: as ``kept`` takes them; files of any other generation are removed.
        size: how many bytes it may become.
        write: writes the whole file.

    Raises:
        NoRoomError: it does not fit.
    """
    path = folder() / f"{generation}-{name}"
    make_room(generation, size)
    try:
        write_aside(path, write)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        remove_all_but(path)
        try:
            write_aside(path, write)
        except OSError as again:
            raise NoRoomError if again.errno in NO_ROOM else again from again
    return path.open("rb")


def folder() -> Path:
    """Return the folder of the files, which is made when it is first needed."""
    path = Path(settings.EXPORTS_DIR)
    path.mkdir(parents=True, exist_ok=True)
    return path


def write_aside(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write a file aside and give it its name when it is whole."""
    aside = path.with_name(path.name + UNFINISHED)
    try:
        with aside.open("wb") as file:
            write(file)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def make_room(generation: str, size: int) -> None:
    """Remove what is not true any more, what was left unfinished, and what is wanted least.

    Raises:
        NoRoomError: even without all others there is no room for so many bytes.
    """
    current = []
    for path in folder().iterdir():
        if path.name.startswith(f"{generation}-") and path.suffix != UNFINISHED:
            current.append((path.stat().st_mtime, path.stat().st_size, path))
        elif path.name != "turn":
            path.unlink(missing_ok=True)
    room = all_room(sum(size for _, size, _ in current)) - size
    if room < 0:
        raise NoRoomError
    for _, kept_size, path in sorted(current, reverse=True):
        room -= kept_size
        if room < 0:
            path.unlink(missing_ok=True)


def all_room(taken: int) -> int:
    """Return how many bytes all files may take: the disk keeps a reserve for the database.

    Args:
        taken: how many they take now.
    """
    free = shutil.disk_usage(folder()).free
    reserve = settings.RESERVE_MEGABYTES * MEGABYTE
    return min(settings.EXPORTS_MEGABYTES * MEGABYTE, free + taken - reserve)


def remove_all_but(path: Path) -> None:
    """Give the disk back whatever is not being built now."""
    for other in folder().iterdir():
        if other.name not in ("turn", path.name):
            other.unlink(missing_ok=True)
