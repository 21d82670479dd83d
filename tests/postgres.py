"""python -m tests.postgres COMMAND: run it on PostgreSQL, if need be on a throw-away cluster."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import skips

# nothing in it is worth surviving a crash
HURRY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def main(command: list[str]) -> int:
    """Run the command with DATABASE_URL on a PostgreSQL and return its exit code."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return run(command, url)
    programs = find_programs()
    if not programs:
        return leave_out()
    with throw_away_cluster(programs) as url:
        return run(command, url)


def run(command: list[str], url: str) -> int:
    """Run the command on the database of that address."""
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


def leave_out() -> int:
    """Say that this half is left out; where skips are forbidden, that is a failure."""
    sys.stderr.write(
        "LEFT OUT: the tests on PostgreSQL. Install its server (initdb, pg_ctl)"
        " or name one in TEST_DATABASE_URL.\n"
    )
    return int(skips.forbidden(os.environ))


def find_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl: on the path, or Debian's newest."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


def owner() -> dict:
    """Return whose processes the programs become: they refuse root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if not os.geteuid() else {}


@contextmanager
def throw_away_cluster(programs: Path) -> Iterator[str]:
    """Make a cluster that listens on a socket only; stop and delete it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))

    def call(program: str, *options: str) -> None:
        with (folder / "out").open("a") as out:
            done = subprocess.run(
                [programs / program, "-D", folder / "data", *options],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
                cwd=folder,
                **owner(),
            )
        if done.returncode:
            raise SystemExit(f"{program} failed:\n{(folder / 'out').read_text()}")

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if owner():
            shutil.chown(folder, owner()["user"], owner()["group"])
        call("initdb", "--username=portal", "--auth=trust", "--no-sync", "--locale=C.UTF-8")
        options = f"-k {folder} -c listen_addresses= {HURRY}"
        call("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", options)
        yield f"postgres:///postgres?host={folder}&user=portal"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            call("pg_ctl", "stop", "-w", "-m", "immediate")
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
