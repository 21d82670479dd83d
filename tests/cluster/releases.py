"""Two releases: this tree, and a copy of it in which something is new; machines that serve them."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.load import LONGEST
from tests.faults.servers import KEY, PATIENCE, Cluster, Portal, adapted, output_of, wait_for
from tests.laws.tree import ROOT

PARTS = ("manage.py", "requirements.txt", "portal", "programmes", "templates", "static", "fixtures")
"""What a release is made of."""

MAX_TRIES = 30

OLD_PAGE, NEW_PAGE = "Портал не", "Выпуск не"
NEW_CELL = "(новый выпуск; "
"""In every row of the new release's table, because every programme has a fact."""

SMALL = {"programmes/web/files/exports.py": {r"MAX_SMALL_ROWS = \d+": "MAX_SMALL_ROWS = 50"}}
"""In both: the whole catalogue is a large file, which is built in turn and kept."""

NEWS = {
    # a setting, and who reads it
    "portal/environment.py": {r"\Z": '\nNEWS = env.str("NEWS", "here")\n'},
    "portal/settings.py": {r"\Z": "\nNEWS = environment.NEWS\n"},
    # a column that may be empty
    "programmes/models/programme.py": {
        r"(?=    title = LineField\()": "    news = models.CharField(max_length=9, null=True)\n"
    },
    # code that makes the ready rows
    "programmes/tables/columns.py": {r"\(\{fact\.holds_for\}; ": NEW_CELL + "{fact.holds_for}; "},
    "templates/components/frame/footer.html": {OLD_PAGE: NEW_PAGE},
    "static/css/base.css": {r"\Z": "\n.news { color: inherit; }\n"},
}
"""What is new, by file: what takes the place of what."""


def copy_release(folder: Path) -> Path:
    """Copy this tree as a release and return its folder."""
    folder.mkdir(parents=True)
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / name, folder / name)
    change(folder, SMALL)
    return folder


def change(folder: Path, changes: dict[str, dict[str, str]]) -> None:
    """Change the files of a release; every change has to find its place."""
    for name, each in changes.items():
        path = folder / name
        path.write_text(adapted(path.read_text("utf-8"), each), "utf-8")


def make_releases(folder: Path) -> tuple[Path, Path]:
    """Return the folders of an old release and of the one after it, which has a migration."""
    old, new = copy_release(folder / "old"), copy_release(folder / "new")
    change(new, NEWS)
    command = [sys.executable, "manage.py", "makemigrations", "programmes", "--name", "news"]
    output_of(command, cwd=new, env={"SECRET_KEY": KEY, "DATABASE_URL": "sqlite://:memory:"})
    return old, new


def last_migration(release: Path) -> str:
    """Return the name of the last migration of the catalogue."""
    return max(path.stem for path in (release / "programmes/migrations").glob("0*.py"))


class Machine(Portal):
    """A web machine with one instance of one process, on a loopback address of its own.

    Attributes:
        code: the link at which the instance finds its code.
        serves: the name of the release that the instance was started with.
    """

    def __init__(self, folder: Path, host: str, database: str, release: Path, **options):
        folder.mkdir()
        one = {"WEB_CONCURRENCY": "1", "DATABASE_POOL": "7"}  # with nearly the connections of two
        super().__init__(folder, database, HOST=host, **one, **options)
        self.host = host
        self.code = folder / "portal"
        self.link(release)

    def _start(self, port: int) -> subprocess.Popen:
        self.serves = self.code.resolve().name
        return super()._start(port)

    def link(self, release: Path) -> None:
        """Let the link lead to another release, in one step."""
        aside = self.folder / "aside"
        aside.symlink_to(release)
        aside.replace(self.code)

    def run(self, release: Path, *arguments: str, **environment: str) -> str:
        """Run a command of one of the releases, and return what it says."""
        command = [sys.executable, "manage.py", *arguments]
        return output_of(command, cwd=release, env=self.environment | environment)

    def collect(self, release: Path) -> None:
        """Collect the static files of a release beside those of the releases before."""
        self.run(release, "collectstatic", "--no-input", "-v0")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the instance for a while; at the end the code to which the link leads is started."""
        self.processes[0].terminate()
        self.processes[0].wait(PATIENCE)
        yield
        self.processes[0] = self._start(self.ports[0])
        self._wait_for(self.ports[0])

    def kill_worker(self) -> None:
        """Kill the process that serves, and wait until another has taken its place."""
        (worker,) = self.workers()
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: self.workers() not in ([worker], []), "another worker")
        self._wait_for(self.ports[0])

    def ask_again(self, path: str, **headers: str) -> tuple[int, dict, bytes]:
        """Ask until the instance is not busy, which it may be when it has just started."""
        for _ in range(MAX_TRIES):
            answer = self.ask(path, **headers)
            if answer[0] != 503:
                break
            time.sleep(1)
        return answer

    def ask(self, path: str, **headers: str) -> tuple[int, dict, bytes]:
        """Ask the instance itself, as the proxy does; return status, headers and body."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        ours = {"Host": urlsplit(self.address).netloc, "X-Forwarded-Proto": "https"}
        with closing(HTTPConnection(self.host, self.ports[0], timeout=LONGEST)) as visitor:
            visitor.request("GET", path, headers=ours | named)
            answer = visitor.getresponse()
            return answer.status, dict(answer.headers), answer.read()


class Fleet:
    """Web machines behind one proxy.

    Attributes:
        address: the portal's.
        folder: for the proxy.
        machines: two.
        old, new: the releases that they serve, one after the other.
        database: which they share.
        plain_port: where the proxy listens without TLS.
    """

    plain_port = 0

    def __init__(
        self, folder: Path, machines: list[Machine], old: Path, new: Path, database: Cluster
    ):
        self.folder, self.machines = folder, machines
        self.old, self.new, self.database = old, new, database
        self.address = machines[0].address

    def instances(self) -> list[str]:
        """Return where the proxy finds the instances."""
        return [each for machine in self.machines for each in machine.instances()]
