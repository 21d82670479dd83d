"""One base and one image for all of these tests; sizes and times are figures of the run."""

import shutil
import tempfile
import time
from pathlib import Path

import pytest

from tests.containers.engine import Engine, need_programs
from tests.figures import NOTED
from tests.laws.tree import NOT_OURS, ROOT

IMAGE = "localhost/industry-support-portal:1.0.0"
PLANTED = "a-secret-that-was-planted-beside-the-code"


@pytest.fixture(scope="session")
def measured(pytestconfig):
    """Note a size or a time for the end of the run."""
    return pytestconfig.stash.setdefault(NOTED, []).append


@pytest.fixture(scope="session")
def engine(measured):
    """An engine with a small Debian in its store."""
    need_programs()
    engine = Engine(Path(tempfile.mkdtemp(prefix="engine-")))
    try:
        begun = time.monotonic()
        engine.make_base()
        measured(f"the Debian below the image: {time.monotonic() - begun:.0f} s")
        yield engine
    finally:
        engine.remove()


@pytest.fixture(scope="session")
def image(engine, measured) -> str:
    """The image of the portal, built of a folder in which secrets lie about."""
    context = engine.folder / "context"
    shutil.copytree(ROOT, context, ignore=shutil.ignore_patterns(*NOT_OURS))
    for name in (".env", "var/secret_key", ".git/config", "portal/deploy/container/portal.env"):
        place = context / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(PLANTED)
    begun = time.monotonic()
    engine.build(context, IMAGE)
    measured(f"the image: built in {time.monotonic() - begun:.0f} s")
    size = int(engine.call("podman", "image", "inspect", "--format", "{{.Size}}", IMAGE))
    measured(f"the image: {size / 1e6:.0f} MB unpacked")
    return IMAGE
