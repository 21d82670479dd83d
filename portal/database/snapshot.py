"""One consistent reading of the database: all reads of a block see one state of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection, transaction


@contextmanager
def consistent_reading() -> Iterator[None]:
    """Let all reads of the block see one state of the database, whatever is written meanwhile.

    Afterwards a pooled connection is given back, so that a slow reader of the answer holds none.
    """
    if connection.in_atomic_block:
        yield  # whoever began the transaction has chosen what it sees
        return
    try:
        with reading_sqlite() if connection.vendor == "sqlite" else reading_postgresql():
            yield
    finally:
        connection.close_if_unusable_or_obsolete()


@contextmanager
def reading_sqlite() -> Iterator[None]:
    """A deferred transaction reads from one state and keeps no writer waiting."""
    connection.ensure_connection()  # the mode is known from then on
    mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = mode


@contextmanager
def reading_postgresql() -> Iterator[None]:
    """Each statement would otherwise see what has been committed by then."""
    with transaction.atomic():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
            with connection.wrap_database_errors:
                connection.connection.commit()  # here, where its failure is met
        except (OperationalError, InterfaceError):
            # what Django finds broken it replaces, only to end a transaction that is gone:
            # a visitor would wait for a second connection to a server that is away
            connection.close()
            raise
