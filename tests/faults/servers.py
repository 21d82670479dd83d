"""Real servers for a while: gunicorn, nginx with the shipped configuration, PostgreSQL."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from tests.laws.tree import ROOT
from tests.postgres import find_programs, owner, throw_away_cluster

KEY = "k3y-of-a-deployment-that-exists-in-these-tests-alone-0123456789abcdef"
PATIENCE = 40  # seconds for a server to come up on a busy machine


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, what: str, seconds: float = PATIENCE) -> None:
    """Wait until something is so, or fail and name it."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen in {seconds} s"
        time.sleep(0.05)


def listens(port: int) -> bool:
    """Tell whether somebody accepts connections on a port of the loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether an instance of the portal serves on a port of the loopback."""
    try:
        with urlopen(f"http://{host}:{port}/healthz", timeout=5):
            return True
    except OSError:
        return False


def output_of(command: list, **options) -> str:
    """Run a program and return all that it says; fail with that if it fails."""
    out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    done = subprocess.run(command, check=False, **out, **options)
    assert done.returncode == 0, done.stdout
    return done.stdout


class Portal:
    """Instances of the portal over one database, as systemd would run them.

    Attributes:
        address: what the portal takes for its own address.
        host: where the instances listen.
        ports: one for each instance.
        plain_port: where the proxy listens without TLS, if there is a proxy.
        code: the folder of the code that runs.
    """

    host = "127.0.0.1"
    plain_port = 0
    code = ROOT

    def __init__(self, folder: Path, database: str, *, instances=1, tls_port=0, **environment):
        self.ports = [free_port() for _ in range(instances)]
        host = f"https://localhost:{tls_port}" if tls_port else "http://127.0.0.1"
        self.address = host if tls_port else f"{host}:{self.ports[0]}"
        self.folder = folder
        self.var = str(folder / "var")
        self.processes: list[subprocess.Popen] = []
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "SECRET_KEY": KEY,
            "DATABASE_URL": database,
            "PORTAL_URL": self.address,
            "PROXIES": "1" if tls_port else "0",
            "VAR_DIR": self.var,
            "LOG_FORMAT": "json",
            "EDITORS_EMAIL": "redaktsiya@portal.example",
            **environment,
        }

    def manage(self, *arguments: str, **kwargs) -> str:
        """Run a command of the portal and return what it says."""
        command = [sys.executable, "manage.py", *arguments]
        return output_of(command, cwd=self.code, env=self.environment, **kwargs)

    def prepare(self) -> None:
        """Make the tables, the catalogue and the static files."""
        self.manage("migrate", "-v0")
        self.manage("load_catalogue", "-v0")
        self.manage("collectstatic", "--no-input", "-v0")

    def make_publisher(self, name: str, password: str) -> None:
        """Make an account that may do everything at the desk."""
        code = (
            "from django.contrib.auth.models import User;"
            f"User.objects.create_superuser({name!r}, password={password!r})"
        )
        self.manage("shell", "-v0", "-c", code)

    def start(self) -> None:
        """Start every instance and wait until it answers."""
        self.processes = [self._start(port) for port in self.ports]
        for port in self.ports:
            self._wait_for(port)

    def _wait_for(self, port: int) -> None:
        wait_for(lambda: answers(port, self.host), "the start of gunicorn")

    def _start(self, port: int) -> subprocess.Popen:
        command = [sys.executable, "-m", "gunicorn", "--config", "portal/gunicorn.py"]
        environment = {**self.environment, "PORT": str(port)}
        with (self.folder / f"gunicorn-{port}.log").open("a") as log:
            return subprocess.Popen(command, cwd=self.code, env=environment, stdout=log, stderr=log)

    def stop(self) -> None:
        """Stop every instance."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(PATIENCE)

    def restart(self, number: int) -> None:
        """Stop one instance as systemd would, and start it again."""
        self.processes[number].terminate()
        self.processes[number].wait(PATIENCE)
        self.processes[number] = self._start(self.ports[number])
        self._wait_for(self.ports[number])

    def instances(self) -> list[str]:
        """Return where the proxy finds the instances."""
        return [f"{self.host}:{port}" for port in self.ports]

    def workers(self) -> list[int]:
        """Return the processes that serve, of all instances."""
        return [pid for process in self.processes for pid in children(process.pid)]

    def log(self) -> str:
        """Return what the instances have written."""
        return "".join(path.read_text() for path in self.folder.glob("gunicorn-*.log"))


def children(pid: int) -> list[int]:
    """Return the direct children of a process."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(status.parent.name))
    return sorted(found)


def signal_all(pid: int, number: int) -> None:
    """Send a signal to a process and its direct children."""
    for each in [pid, *children(pid)]:
        os.kill(each, number)


@contextmanager
def running(portal: Portal) -> Iterator[Portal]:
    """Run a prepared portal for a while."""
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()


# --- nginx -----------------------------------------------------------------------------------

MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.error.log warn;
worker_processes 2;
{user}
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/portal.conf;
}}
"""


def adapted(text: str, changes: dict[str, str]) -> str:
    """Return the shipped configuration for this machine; every change has to find its place."""
    for pattern, replacement in changes.items():
        text, count = re.subn(pattern, replacement, text)
        assert count, f"{pattern} is not in the configuration"
    return text


def configuration(
    folder: Path,
    tls_port: int,
    plain_port: int,
    instances: list[str],
    *,
    limits: bool = False,
    apart: bool = False,
) -> Path:
    """Write what nginx needs to stand before a portal here: ports, paths, a certificate.

    Args:
        plain_port: where the same server listens without TLS, for tools that cannot speak it.
        instances: the addresses of two.
        limits: whether the limits by address hold; all requests of a test have one address.
        apart: whether the instances are on machines of their own.
    """
    certificate(folder)
    first, second = instances
    changes = {
        r"127\.0\.0\.1:8001": first,
        r"127\.0\.0\.1:8002": second,
        r"listen \[::\]:[^;]*;\n": "",
        r"listen 80\b": f"listen 127.0.0.1:{free_port()}",
        r"listen 443 ssl http2": f"listen 127.0.0.1:{plain_port};\nlisten 443 ssl http2",
        r"listen 443\b": f"listen 127.0.0.1:{tls_port}",
        r"X-Forwarded-Proto \$scheme": "X-Forwarded-Proto https",
        r"portal\.example\.ru([^/])": r"localhost\1",
        r"map \$time_iso8601": "map $http_x_clock$time_iso8601",  # a test may turn the clock
        r"/etc/letsencrypt/live/portal\.example\.ru/": f"{folder}/",
        r"/var/cache/nginx/": f"{folder}/",
        r"/var/log/nginx/": f"{folder}/",
    }
    if not limits:
        changes |= {r"rate=\d+r/s": "rate=100000r/s", r"portal_open \d+;": "portal_open 60000;"}
    deploy = ROOT / "portal/deploy"
    shipped = (deploy / "upstream.conf").read_text() + (deploy / "nginx.conf").read_text()
    if apart:
        changes |= {r"(?<=\d )max_fails=0": re.search("# server .*:8001 (.*);", shipped)[1]}
    (folder / "portal.conf").write_text(adapted(shipped, changes))
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(folder=folder, user=user))
    return main


def certificate(folder: Path) -> None:
    """Make a certificate of our own."""
    subprocess.run(
        [shutil.which("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True,
        capture_output=True,
    )  # fmt: skip


def checked(main: Path) -> str:
    """Return what nginx says about a configuration."""
    done = subprocess.run([nginx(), "-t", "-c", main], capture_output=True, text=True, check=False)
    return done.stderr


def nginx() -> str:
    """Return the program; Debian keeps it where not every path looks."""
    return shutil.which("nginx") or "/usr/sbin/nginx"


@contextmanager
def proxied(portal: Portal, tls_port: int, **options) -> Iterator[Path]:
    """Run nginx before a portal, as ``configuration`` is told; give the folder with its logs."""
    folder = portal.folder / "nginx"
    folder.mkdir()
    portal.plain_port = free_port()
    main = configuration(folder, tls_port, portal.plain_port, portal.instances(), **options)
    assert "test is successful" in (said := checked(main)), said
    process = subprocess.Popen([nginx(), "-c", main], stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: listens(tls_port), "the start of nginx")
        yield folder
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(PATIENCE)


# --- PostgreSQL ------------------------------------------------------------------------------


class Cluster:
    """A PostgreSQL that can be stopped, started, frozen and thawed.

    Attributes:
        url: its address for DATABASE_URL.
    """

    def __init__(self, url: str):
        self.url = url
        self.folder = Path(parse_qs(urlsplit(url).query)["host"][0])
        options = f"unix_socket_directories = '{self.folder}'\nlisten_addresses = ''\n"
        with (self.folder / "data/postgresql.conf").open("a") as file:
            file.write(options)

    def control(self, *arguments: str) -> None:
        """Run pg_ctl as the owner of the cluster."""
        subprocess.run(
            [find_programs() / "pg_ctl", "-D", self.folder / "data", "-w", *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **owner(),
        )

    def stop(self) -> None:
        """Stop as an administrator would who does not wait for clients."""
        self.control("stop", "-m", "fast")

    def start(self) -> None:
        """Start again with the same data."""
        self.control("start", "-l", str(self.folder / "log"))

    def signal(self, number: int) -> None:
        """Send a signal to the server and all its processes."""
        main = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        signal_all(main, number)

    def freeze(self) -> None:
        """Let every process of the server stand still: sockets stay open, nothing answers."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        self.signal(signal.SIGCONT)


@contextmanager
def postgresql() -> Iterator[Cluster]:
    """Run a throw-away PostgreSQL."""
    with throw_away_cluster(find_programs()) as url:
        cluster = Cluster(url)
        try:
            yield cluster
        finally:
            cluster.thaw()
