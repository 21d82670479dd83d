"""A browser and the portal with its real catalogue, as gunicorn serves it, for a whole run."""

import os

import pytest

from tests.browser.chromium import find_chromium, started
from tests.browser.site import prepared
from tests.browser.visitor import Visitor
from tests.faults.servers import running


@pytest.fixture(scope="package")
def chromium():
    """Start the system's Chromium once; leave the tests out where there is none."""
    program = find_chromium()
    if not program:
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    with started(program) as browser:
        yield browser


@pytest.fixture(scope="package")
def site(tmp_path_factory):
    """Serve the catalogue of the fixtures with one programme of extremes."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # the parallel runs share what is slow to prepare
    with running(prepared(folder / "site")) as portal:
        yield portal


@pytest.fixture
def visitor(chromium, site):
    """Open pages; whatever the browser complained about fails the test at its end."""
    visitor = Visitor(chromium, site.address)
    yield visitor
    visitor.leave()
    assert not visitor.complaints
