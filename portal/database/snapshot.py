"""One consistent reading of the database: all reads of a block see one state of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, connection

BEGIN = {
    "sqlite": "BEGIN DEFERRED",  # keeps no writer waiting
    # else each statement would see what has been committed by then
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}
Found = TypeVar("Found")


@contextmanager
def consistent_reading() -> Iterator[None]:
    """Let all reads of the block see one state of the database, whatever is written meanwhile.

    Afterwards a pooled connection is given back, so that a slow reader of the answer holds none.
    """
    if connection.in_atomic_block:
        yield  # whoever began the transaction has chosen what it sees
        return
    try:
        with reading_transaction():
            yield
    finally:
        connection.close_if_unusable_or_obsolete()


@contextmanager
def reading_transaction() -> Iterator[None]:
    """Begin and end a transaction by one statement each.

    Django's own block asks PostgreSQL once more, how the transaction is to be; and where a
    connection was lost it makes another one, only to end what is gone.
    """
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
    connection.in_atomic_block, connection.autocommit = True, False
    connection.read_once = {}
    try:
        yield
    except BaseException:
        leave_transaction()
        with suppress(DatabaseError, InterfaceError):  # nothing is left to be ended
            connection.rollback()
        raise
    leave_transaction()
    connection.commit()


def leave_transaction() -> None:
    """Let Django think of no transaction any more."""
    connection.in_atomic_block, connection.autocommit = False, True
    connection.needs_rollback = False
    connection.read_once = None


def once_a_reading(read: Callable[[], Found]) -> Callable[[], Found]:
    """Return a function that asks the database once in each consistent reading.

    Args:
        read: what it finds is a matter of the state alone.
    """

    @wraps(read)
    def found() -> Found:
        kept = getattr(connection, "read_once", None)
        if kept is None:
            return read()
        if read not in kept:
            kept[read] = read()
        return kept[read]

    return found
