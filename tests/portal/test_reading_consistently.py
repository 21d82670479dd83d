"""One consistent reading: of one state on both databases, and the connection given back."""

import time
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from portal.database import snapshot
from portal.database.snapshot import MovedOnError, consistent_reading
from programmes.catalogue.sets import current_version
from programmes.models import Organisation
from tests.factories import loan
from tests.tables.test_ready_rows import elsewhere


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_meanwhile_is_not_seen():
    with consistent_reading():
        before = current_version()
        elsewhere(loan)
        assert current_version() == before
    assert current_version() != before


@pytest.mark.django_db(transaction=True)
def test_a_reading_may_be_the_first_use_of_a_connection():
    seen = []

    def read():
        with consistent_reading():
            seen.append(current_version())

    elsewhere(read)
    assert seen == [current_version()]


@pytest.mark.django_db(transaction=True)
def test_a_reading_leaves_the_connection_as_it_was():
    current_version()
    mode = getattr(connection, "transaction_mode", None)
    with pytest.raises(RuntimeError), consistent_reading():
        raise RuntimeError
    assert getattr(connection, "transaction_mode", None) == mode
    assert not connection.in_atomic_block
    Organisation.objects.create(slug="written", name="После чтения", short_name="После чтения")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_not_to_be_kept_is_given_back():
    with consistent_reading():
        current_version()
        connection.close_at = time.monotonic() - 1
    assert connection.connection is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at_the_end", [False, True])
def test_a_connection_that_was_lost_is_not_replaced_to_end_its_reading(monkeypatch, at_the_end):
    made = []
    with pytest.raises(OperationalError), consistent_reading():
        monkeypatch.setattr(connection, "connect", lambda: made.append("another"))
        if connection.vendor == "postgresql":  # a file is never lost
            connection.connection.close()
        if not at_the_end or connection.vendor == "sqlite":
            raise OperationalError("The server is gone.")
    assert made == []


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_begun(monkeypatch):
    monkeypatch.delattr(snapshot, "reading_transaction")
    with consistent_reading():
        assert connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_what_the_state_alone_decides_is_read_once_a_reading(django_assert_num_queries):
    with consistent_reading():
        before = current_version()
        with django_assert_num_queries(0):
            assert current_version() == before
    elsewhere(loan)
    assert current_version() != before


@pytest.mark.django_db
def test_whoever_may_write_reads_each_time(django_assert_num_queries):
    with consistent_reading(), django_assert_num_queries(2):
        current_version()
        current_version()


@pytest.mark.django_db(transaction=True)
def test_a_block_inside_of_a_reading_that_fails_leaves_the_reading_whole():
    with consistent_reading():
        before = current_version()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
        assert not Organisation.objects.exists()
        assert current_version() == before
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_what_is_known_of_a_state_is_not_asked_again(django_assert_num_queries):
    known = {current_version: current_version()}
    with consistent_reading(known), django_assert_num_queries(0):
        assert current_version() == known[current_version]


@pytest.mark.django_db(transaction=True)
def test_the_first_query_begins_the_state_that_is_known():
    with consistent_reading({current_version: current_version()}):
        assert not Organisation.objects.exists()
        elsewhere(loan)
        assert not Organisation.objects.exists()
    assert Organisation.objects.exists()
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_every_query_of_another_state_than_the_known_one_is_refused():
    known = {current_version: current_version()}
    with consistent_reading(known):
        elsewhere(loan)
        for _ in range(2):
            with pytest.raises(MovedOnError):
                Organisation.objects.exists()
    assert Organisation.objects.exists()


class Recorded:
    """Stands for a connection to PostgreSQL and notes what is asked of it."""

    vendor, in_atomic_block = "postgresql", False

    def __init__(self):
        self.events = []

    def commit(self):
        self.events.append("commit")

    @contextmanager
    def cursor(self):
        yield self

    def execute(self, statement):
        self.events.append(statement)

    def close_if_unusable_or_obsolete(self):
        self.events.append("given back")


def test_postgresql_is_told_to_keep_to_one_state_before_anything_is_read(monkeypatch):
    recorded = Recorded()
    monkeypatch.setattr(snapshot, "connection", recorded)
    with consistent_reading():
        recorded.events.append("read")
    isolation = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    assert recorded.events == [isolation, "read", "commit", "given back"]
