"""A server of others for a test."""

import pytest

from tests.watch import outside


@pytest.fixture
def site():
    with outside.site() as running:
        yield running
