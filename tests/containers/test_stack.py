"""The compose file started whole: the image of the portal, and Debian's programs for all others."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.containers.engine import FOLDER
from tests.faults.servers import KEY, certificate, free_port, wait_for
from tests.laws.tree import ROOT

pytestmark = pytest.mark.slow

COMPOSE = ROOT / "var/compose/bin/podman-compose"
NAME = "portal.example.ru"
PASSWORD = "a-password-of-this-test-alone"
MAX_HEALTHY_SECONDS = 120
MAX_ANSWER_SECONDS = 4  # whoever asks the engine for a name meanwhile waits for five


class Stack:
    """The services of the compose file, started one after the other as it says."""

    def __init__(self, engine, etc: Path):
        self.engine = engine
        ports = {"HTTP_PORT": str(free_port()), "HTTPS_PORT": str(free_port())}
        self.environment = {**engine.environment, "PORTAL_ETC": str(etc), **ports}

    def up(self, *services: str, wait: bool) -> None:
        """Start services; wait for the end of one that ends, or until all are healthy.

        podman asks a container for its health by timers of systemd; here it is asked by hand.
        """
        options = ["--no-deps", "--no-build", *(["--detach"] if wait else [])]
        self.compose("up", *options, *services)
        for service in services if wait else ():
            wait_for(lambda name=service: self.is_healthy(name), service, MAX_HEALTHY_SECONDS)

    def compose(self, *arguments: str) -> None:
        """Run podman-compose on the shipped file."""
        done = subprocess.run(
            [COMPOSE, "--file", FOLDER / "compose.yml", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def is_healthy(self, service: str) -> bool:
        """Run the health check of a service."""
        command = ["podman", "healthcheck", "run", f"portal_{service}_1"]
        environment = self.engine.environment
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        return done.returncode == 0

    def ask(self, path: str) -> str:
        """Ask nginx for a page, from its own container; return the head of the answer."""
        return self.execute(
            "nginx", "curl", "--silent", "--insecure", "--dump-header", "-", "--output",
            "/dev/null", "--max-time", str(MAX_ANSWER_SECONDS),
            "--resolve", f"{NAME}:443:127.0.0.1", f"https://{NAME}{path}",
        )  # fmt: skip

    def log(self, service: str) -> str:
        """Return what a service has written."""
        command = ["podman", "logs", f"portal_{service}_1"]
        out = subprocess.STDOUT
        environment = self.engine.environment
        return subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=out, text=True, check=True
        ).stdout

    def execute(self, service: str, *command: str) -> str:
        """Run a command beside a service and return what it says."""
        return self.engine.call("podman", "exec", f"portal_{service}_1", *command)


@pytest.fixture(scope="module")
def etc(tmp_path_factory) -> Path:
    """What README lets an operator write into /etc/portal."""
    folder = tmp_path_factory.mktemp("etc")
    (folder / "portal.env").write_text(
        f"SECRET_KEY={KEY}\nPORTAL_URL=https://{NAME}\nEDITORS_EMAIL=redaktsiya@{NAME}\n"
        f"DATABASE_URL=postgres://portal:{PASSWORD}@postgres/portal\n"
    )
    (folder / "postgres.env").write_text(f"POSTGRES_PASSWORD={PASSWORD}\n")
    changed = subprocess.run(
        ["sed", "-f", FOLDER / "nginx.sed", ROOT / "portal/deploy/nginx.conf"],
        capture_output=True,
        text=True,
        check=True,
    )
    (folder / "nginx.conf").write_text(changed.stdout)
    live = folder / "letsencrypt/live" / NAME
    live.mkdir(parents=True)
    certificate(live)
    shutil.chown(live / "privkey.pem", 101)
    for each in (live, *live.parents):
        if each.is_relative_to(folder.parent.parent):
            each.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def stack(engine, image, etc, measured):
    """All services, running."""
    if not COMPOSE.is_file():
        pytest.fail("podman-compose is missing: `make test-containers` installs it", pytrace=False)
    services = yaml.safe_load((FOLDER / "compose.yml").read_text())["services"]
    standins = Path(__file__).parent / "standins"
    engine.build(standins, "localhost/standin", standins / "Containerfile")
    for service in services.values():
        if not service["image"].startswith("localhost/"):
            engine.call("podman", "tag", "localhost/standin", service["image"])
    stack = Stack(engine, etc)
    try:
        stack.up("postgres", "redis", wait=True)
        stack.up("release", wait=False)
        stack.up("web1", "web2", "daily", "mail", wait=True)
        stack.up("nginx", wait=True)
        yield stack
    finally:
        stack.compose("down", "--volumes")


def test_nginx_answers_for_the_instances(stack):
    assert re.match(r"HTTP/2 200", stack.ask("/programmes/"))


def test_both_instances_are_asked(stack):
    # an address that nobody else asks for: workers rehearse pages when they start
    for number in range(6):
        assert re.match(r"HTTP/2 404", stack.ask(f"/both/{number}"))
    for name in ("web1", "web2"):
        assert '"/both/' in stack.log(name), name


def test_an_instance_that_is_gone_is_not_missed(stack):
    for number in range(4):
        assert re.match(r"HTTP/2 200", stack.ask(f"/programmes/?q=before{number}"))
    stack.engine.call("podman", "stop", "portal_web1_1")
    try:
        # one kind after the other and an odd number of each: nginx goes to the instances by turns
        for path in ("/programmes/?q=gone{}", "/admin/login/?{}"):
            for number in range(9):
                assert re.match(r"HTTP/2 200", stack.ask(path.format(number)))
    finally:
        stack.up("web1", wait=True)


def test_nobody_runs_as_root_or_gains_rights(stack):
    for service in ("postgres", "redis", "web1", "web2", "daily", "mail", "nginx"):
        status = stack.execute(service, "cat", "/proc/1/status")
        facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        assert "0" not in facts["Uid"].split(), service
        assert int(facts["CapEff"], 16) == 0, service
        assert facts["NoNewPrivs"] == "1", service


def test_no_root_file_system_can_be_written(stack):
    for service in ("postgres", "redis", "web1", "daily", "mail", "nginx"):
        mounts = stack.execute(service, "cat", "/proc/mounts")
        root = next(line for line in mounts.splitlines() if line.split()[1] == "/")
        assert "ro" in root.split()[3].split(","), service


def test_a_copy_of_the_database_is_made(stack):
    found = stack.execute("daily", "find", "/var/lib/portal/backups", "-name", "portal-*")
    assert found.endswith(".dump")


def test_nginx_reaches_neither_the_database_nor_the_cache(stack):
    for place in ("postgres:5432", "redis:6379"):
        with pytest.raises(AssertionError, match="curl"):
            stack.execute("nginx", "curl", "--silent", "--show-error", f"telnet://{place}")
