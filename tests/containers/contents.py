"""What lies in an image and should not: what its user may write, tools, tests, secrets."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

# everybody's in every Debian, with the sticky bit; a root that cannot be written covers them
EVERYBODYS = {"/tmp", "/var/tmp", "/run/lock"}  # noqa: S108 - names to compare with
TOOLS = re.compile(r"(.*-)?(gcc|g\+\+|cc|c\+\+|clang|tcc|ld|as|make|pip3?|git)(-?[\d.]+)?")
FOREIGN = re.compile(r"\.git|tests|secret_key|.*\.env|.*\.sqlite3|Containerfile")


def paths_in(root: Path) -> Iterator[Path]:
    """Return all that lies in an unpacked image, as paths of this machine."""
    for folder, folders, names in os.walk(root):
        yield from (Path(folder, name) for name in [*folders, *names])


def writable(root: Path, user: int, group: int, volumes: set[str]) -> list[str]:
    """Return what a user of an image may write, but for its volumes.

    Args:
        root: where the image is unpacked.
        user, group: numbers of the one who runs it.
        volumes: paths of folders that are meant to be written.
    """
    found = []
    for path in paths_in(root):
        inside = f"/{path.relative_to(root)}"
        about = path.lstat()
        mine = about.st_uid == user and about.st_mode & stat.S_IWUSR
        ours = about.st_gid == group and about.st_mode & stat.S_IWGRP
        free = about.st_mode & stat.S_IWOTH and not (
            inside in EVERYBODYS and about.st_mode & stat.S_ISVTX
        )
        # devices are the engine's matter, which lays its own /dev over them
        is_kept = stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)
        if is_kept and (mine or ours or free) and inside not in volumes:
            found.append(inside)
    return found


def tools(root: Path) -> list[str]:
    """Return the compilers and installers on the path of an image."""
    return [
        f"/{path.relative_to(root)}"
        for path in paths_in(root)
        if path.parent.name in {"bin", "sbin"} and TOOLS.fullmatch(path.name)
    ]


def foreign(root: Path, planted: str) -> list[str]:
    """Return what of the portal's folder has nothing to do in an image.

    Args:
        planted: a text that stands in files beside the code, which are not to be copied.
    """
    return [
        f"/{path.relative_to(root)}"
        for path in paths_in(root / "srv")
        if FOREIGN.fullmatch(path.name)
        or (path.is_file() and planted.encode() in path.read_bytes())
    ]
