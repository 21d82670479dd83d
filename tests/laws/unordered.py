"""Rows that nobody ordered come in another order than the database happens to have."""

from collections.abc import Iterator

from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

results_of = SQLCompiler.results_iter


def is_ordered(query: Query) -> bool:
    """Tell whether a query says in which order its rows come."""
    by_model = query.default_ordering and query.model and query.get_meta().ordering
    return bool(query.order_by or query.extra_order_by or (by_model and not query.group_by))


def results_turned_round(compiler: SQLCompiler, *args, **kwargs) -> Iterator:
    """Give the rows of a query, those of an unordered one backwards.

    A database promises no order that was not asked for, and PostgreSQL keeps none after an edit:
    code that relies on it must fail in the tests. Backwards rather than shuffled, so that two
    rows change places, too, and every run is the same.
    """
    rows = results_of(compiler, *args, **kwargs)
    return rows if is_ordered(compiler.query) else reversed(list(rows))
