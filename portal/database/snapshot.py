"""One consistent reading of the database: all reads of a block see one state of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import wraps
from typing import Any, TypeVar

from django.db import DatabaseError, InterfaceError, connection

BEGIN = {
    "sqlite": "BEGIN DEFERRED",  # keeps no writer waiting
    # else each statement would see what has been committed by then
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}
Found = TypeVar("Found")


class MovedOnError(Exception):
    """The database has another state than the one that is to be read."""


@contextmanager
def consistent_reading(known: dict[Callable, Any] | None = None) -> Iterator[None]:
    """Let all reads of the block see one state of the database, whatever is written meanwhile.

    Afterwards a pooled connection is given back, so that a slow reader of the answer holds none.

    Args:
        known: what functions of ``once_a_reading`` have found of the state that is to be read.
            They are not asked again, and nothing is begun before the first query: much is
            answered from memory.

    Raises:
        MovedOnError: by the first query, where the state is another one than ``known`` says.
    """
    if connection.in_atomic_block:
        yield  # whoever began the transaction has chosen what it sees
        return
    try:
        with reading_transaction(known):
            yield
    finally:
        connection.close_if_unusable_or_obsolete()


@contextmanager
def reading_transaction(known: dict[Callable, Any] | None) -> Iterator[None]:
    """Begin and end a transaction by one statement each.

    Django's own block asks PostgreSQL once more, how the transaction is to be; and where a
    connection was lost it makes another one, only to end what is gone.
    """
    if known is None:
        begin()
        waiting = nullcontext()
    else:
        waiting = connection.execute_wrapper(begin_first(known))
    connection.in_atomic_block, connection.autocommit = True, False
    connection.read_once = dict(known or {})
    try:
        with waiting:
            yield
    except BaseException:
        leave_transaction()
        with suppress(DatabaseError, InterfaceError):  # nothing is left to be ended
            connection.rollback()
        raise
    leave_transaction()
    connection.commit()


def begin() -> None:
    """Let the database keep to one state."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])


def begin_first(known: dict[Callable, Any]) -> Callable:
    """Return what stands before every query of a block: it begins the transaction, once."""
    has_begun, is_sound = False, True

    def execute_in_transaction(execute, sql, params, many, context):
        nonlocal has_begun, is_sound
        if not has_begun:
            has_begun = True
            begin()
            is_sound = all(read.__wrapped__() == found for read, found in known.items())
        if not is_sound:
            raise MovedOnError
        return execute(sql, params, many, context)

    return execute_in_transaction


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
    def read_once() -> Found:
        kept = getattr(connection, "read_once", None)
        if kept is None:
            return read()
        if read_once not in kept:
            kept[read_once] = read()
        return kept[read_once]

    return read_once
