"""Large files of the exports: each built once, by one process at a time, kept while it is true."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings

PATIENCE = 2.0  # seconds to wait while another process builds: perhaps it is the same file
NAP = 0.05
UNFINISHED = ".part"


class BusyError(Exception):
    """Another file is being built; this one may be asked for again in a few seconds."""


def built(generation: str, name: str, write: Callable[[IO[bytes]], None]) -> IO[bytes]:
    """Return a complete file open for reading, building it unless it is there.

    Args:
        generation: names the state of the catalogue; files of any other are removed.
        name: tells the files of one generation apart; fit for a file system.
        write: writes the whole file.

    Raises:
        BusyError: another file is being built for longer than ``PATIENCE``.
    """
    folder = Path(settings.EXPORTS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{generation}-{name}"
    deadline = time.monotonic() + PATIENCE
    while (file := opened(path)) is None:
        with turn(folder) as mine:
            if mine and not path.exists():
                tidy(folder, generation)
                build(path, write)
                continue
        if time.monotonic() > deadline:
            raise BusyError
        time.sleep(NAP)
    return file


def opened(path: Path) -> IO[bytes] | None:
    """Open a file that is there and note that it is wanted; an open file outlives its removal."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with suppress(FileNotFoundError):
        os.utime(path)
    return file


def build(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write a file aside and give it its name when it is whole."""
    aside = path.with_name(path.name + UNFINISHED)
    try:
        with aside.open("wb") as file:
            write(file)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def turn(folder: Path) -> Iterator[bool]:
    """Hold the right to build, if it is free; it comes free with its holder's death, too."""
    with (folder / "turn").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def tidy(folder: Path, generation: str) -> None:
    """Remove what is not true any more, what was left unfinished, what is wanted least.

    Only who holds the turn may call it: then nobody is writing.
    """
    current = []
    for path in folder.iterdir():
        if path.name.startswith(f"{generation}-") and path.suffix != UNFINISHED:
            current.append((path.stat().st_mtime, path.stat().st_size, path))
        elif path.name != "turn":
            path.unlink(missing_ok=True)
    room = settings.EXPORTS_MEGABYTES * 2**20
    for _, size, path in sorted(current, reverse=True):
        room -= size
        if room < 0:
            path.unlink(missing_ok=True)
