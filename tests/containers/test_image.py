"""The image: built without a registry, looked through, started without any rights."""

import json
import os
import time
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.containers import contents
from tests.containers import engine as engine_module
from tests.containers.conftest import PLANTED
from tests.faults.servers import KEY, postgresql, wait_for
from tests.postgres import find_programs

slow = pytest.mark.slow
MAX_IMAGE_BYTES = 480 * 10**6
MAX_START_SECONDS = 30
# run beside the portal, for which no port has to be opened on the machine of the tests
ASK = """
import sys
from urllib.request import urlopen
sys.stdout.buffer.write(urlopen("http://127.0.0.1:8000" + sys.argv[1], timeout=20).read())
"""


@pytest.fixture(scope="module")
def settings(engine, image) -> dict:
    """What the image says of itself."""
    return json.loads(engine.call("podman", "image", "inspect", image))[0]


@pytest.fixture(scope="module")
def unpacked(engine, image) -> Path:
    """The files of the image as a folder."""
    return Path(engine.call("podman", "image", "mount", image))


@pytest.fixture(scope="module")
def started(engine, image, measured):
    """The portal on PostgreSQL, as an unprivileged user on a root that cannot be written."""
    if not find_programs():
        pytest.fail("Not installed: apt-get install postgresql", pytrace=False)
    with postgresql() as cluster:
        folder = parse_qs(urlsplit(cluster.url).query)["host"][0]
        Path(folder).chmod(0o755)  # its socket is everybody's
        run = [
            "podman", "run", "--rm", "--read-only", "--read-only-tmpfs=false", "--tmpfs=/tmp",
            "--cap-drop=all", "--security-opt=no-new-privileges", "--memory=2g",
            "--pids-limit=200", "--network=none",
            "--volume=portal:/var/lib/portal", f"--volume={folder}:{folder}",
            f"--env=SECRET_KEY={KEY}", f"--env=DATABASE_URL={cluster.url}",
        ]  # fmt: skip
        manage = [*run, image, ".venv/bin/python", "manage.py"]
        engine.call(*manage, "migrate", "--verbosity=0", "--skip-checks")
        engine.call(*manage, "load_catalogue", "--verbosity=0")
        begun = time.monotonic()
        engine.call(*run, "--detach", "--name=portal", image)
        wait_for(lambda: is_answered(engine, "/healthz"), "the first answer")
        seconds = time.monotonic() - begun
        measured(f"the image: first answer after {seconds:.1f} s")
        assert seconds < MAX_START_SECONDS
        yield lambda path: ask(engine, path)
        engine.call("podman", "stop", "portal")


def ask(engine, path: str) -> str:
    """Return the page that the portal answers with; anything but success is a failure."""
    return engine.call("podman", "exec", "portal", "python3", "-c", ASK, path)


def is_answered(engine, path: str) -> bool:
    """Tell whether the portal answers."""
    try:
        return bool(ask(engine, path))
    except AssertionError:
        return False


# --- What lies in it --------------------------------------------------------------------------


@slow
def test_its_user_can_write_to_its_volumes_alone(settings, unpacked):
    user, group = map(int, settings["Config"]["User"].split(":"))
    assert user != 0
    assert group != 0
    volumes = set(settings["Config"]["Volumes"])
    assert volumes == {"/var/lib/portal"}
    assert contents.writable(unpacked, user, group, volumes) == []


@slow
def test_no_compiler_and_no_installer_is_in_it(unpacked):
    assert contents.tools(unpacked) == []


@slow
def test_nothing_that_lay_beside_the_code_is_in_it(unpacked):
    assert (unpacked / "srv/portal/manage.py").is_file()
    assert contents.foreign(unpacked, PLANTED) == []


@slow
def test_no_secret_is_in_its_environment(settings):
    names = {line.partition("=")[0] for line in settings["Config"]["Env"]}
    assert names == {
        "PATH",
        "HOST",
        "PORT",
        "STATIC_DIR",
        "VAR_DIR",
        "PYTHONDONTWRITEBYTECODE",
        "MALLOC_ARENA_MAX",
    }


@slow
def test_it_stays_small(settings):
    assert settings["Size"] < MAX_IMAGE_BYTES


# --- What it does ----------------------------------------------------------------------------


@slow
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", "</html>"),
        (f"/programmes/?q={quote('экспорт')}", "</html>"),
        ("/programmes.csv", "экспорт"),
        ("/readyz", '"status": "ok"'),
    ],
)
def test_it_answers(started, path, text):
    assert text in started(path)


@slow
def test_its_static_files_are_collected(started):
    name = started("/").partition('href="/static/css/')[2].partition('"')[0]
    assert "{" in started(f"/static/css/{name}")


@slow
def test_its_own_health_check_passes_while_it_lives(engine, started):
    engine.call("podman", "healthcheck", "run", "portal")


@slow
def test_its_own_health_check_fails_where_nobody_answers(engine, image, settings):
    check = settings["Healthcheck"]["Test"][1:]
    with pytest.raises(AssertionError, match="refused"):
        engine.call("podman", "run", "--rm", "--network=none", image, *check)


@slow
def test_it_runs_without_rights(engine, started):
    status = engine.call("podman", "exec", "portal", "cat", "/proc/1/status")
    facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert facts["Uid"].split() == ["10001"] * 4
    assert int(facts["CapBnd"], 16) == 0
    assert facts["NoNewPrivs"] == "1"


@slow
def test_it_copies_its_database(engine, started):
    said = engine.call("podman", "exec", "portal", ".venv/bin/python", "manage.py", "backup")
    assert "/var/lib/portal/backups/portal-" in said


# --- The checks, seen failing ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "stranger", "found"),
    [
        (0o644, 1, []),
        (0o644, 0, ["/code.py"]),
        (0o446, 1, ["/code.py"]),
        (0o444, 0, []),
        (0o464, 0, ["/code.py"]),
    ],
)
def test_a_file_that_its_user_may_write_is_found(tmp_path, mode, stranger, found):
    (tmp_path / "code.py").touch()
    (tmp_path / "code.py").chmod(mode)
    owner = (tmp_path / "code.py").lstat()
    user, group = owner.st_uid + stranger, owner.st_gid + stranger
    assert contents.writable(tmp_path, user, group, set()) == found
    assert contents.writable(tmp_path, user, group, {"/code.py"}) == []


@pytest.mark.parametrize("name", ["gcc", "x86_64-linux-gnu-gcc-12", "pip3.11", "make", "git"])
def test_a_tool_is_found(tmp_path, name):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / name).touch()
    (tmp_path / "bin/python3").touch()
    assert contents.tools(tmp_path) == [f"/bin/{name}"]


@pytest.mark.parametrize(
    ("name", "text"), [(".git", ""), ("tests", ""), ("portal.env", ""), ("a.py", PLANTED)]
)
def test_what_lay_beside_the_code_is_found(tmp_path, name, text):
    (tmp_path / "srv").mkdir()
    (tmp_path / "srv" / name).write_text(text)
    assert contents.foreign(tmp_path, PLANTED) == [f"/srv/{name}"]


def test_a_package_that_is_missing_is_named(monkeypatch):
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(pytest.fail.Exception, match="apt-get install mmdebstrap buildah podman"):
        engine_module.need_programs()
