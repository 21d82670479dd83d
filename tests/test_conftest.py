"""The second half of the suite, on PostgreSQL: all that asks the database, and nothing else."""

import pytest

from tests.conftest import asks_database


class Item:
    """Stands for a test with its marker and its fixtures."""

    def __init__(self, marker=None, fixturenames=()):
        self.marker, self.fixturenames = marker, fixturenames

    def get_closest_marker(self, name):
        return self.marker if name == "django_db" else None


@pytest.mark.parametrize(
    ("item", "asks"),
    [
        (Item(pytest.mark.django_db), True),
        (Item(fixturenames=["request", "db"]), True),
        (Item(fixturenames=["transactional_db"]), True),
        (Item(fixturenames=["tmp_path", "client"]), False),
    ],
)
def test_a_test_asks_the_database_by_its_marker_or_its_fixtures(item, asks):
    assert asks_database(item) is asks
