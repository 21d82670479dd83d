"""Whether an unpacked copy is a database of this portal, asked before it takes any place."""

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

FIRST = ("programmes", "0001_catalogue")
"""The migration with which every database of the portal begins."""
FRAMEWORK_TABLES = {"django_migrations", "sqlite_sequence"}


class CopyError(Exception):
    """Why a copy was not made or not put back: a sentence for the operator."""


def check_origin() -> None:
    """Refuse a database that this portal did not make, before anything is done to it.

    Raises:
        CopyError: with what is missing or newer.
    """
    loader = MigrationLoader(connection)
    if FIRST not in loader.applied_migrations:
        raise CopyError("Это не копия портала: в ней нет его первой миграции.")
    newer = sorted(loader.applied_migrations.keys() - loader.disk_migrations.keys())
    if newer:
        names = ", ".join(f"{app}.{name}" for app, name in newer)
        raise CopyError(
            f"Копия сделана более новой версией портала: этой неизвестны миграции {names}. "
            "Сначала обновите портал."
        )


def check_tables() -> None:
    """Refuse a migrated database whose tables are not those of the records.

    Raises:
        CopyError: with the tables that are missing, differ or are unknown.
    """
    models = apps.get_models(include_auto_created=True)
    expected = {model._meta.db_table for model in models if model._meta.managed}
    with connection.cursor() as cursor:
        unknown = set(connection.introspection.table_names(cursor)) - expected - FRAMEWORK_TABLES
    if unknown:
        raise CopyError(f"В копии есть чужие таблицы: {', '.join(sorted(unknown))}.")
    for model in models:
        try:  # asks for every column by its name
            list(model._base_manager.order_by("pk")[:1])
        except DatabaseError as error:
            raise CopyError(
                f"Таблица {model._meta.db_table} — не такая, как нужно: {error}"
            ) from None


def check_filled() -> None:
    """Refuse a database without a single programme: it would replace the catalogue by nothing.

    Raises:
        CopyError: with the way to do it all the same.
    """
    if not apps.get_model("programmes", "Programme").objects.exists():
        raise CopyError("В копии нет ни одной программы. Если так и нужно, повторите с --empty.")
