"""What a copy of the database holds, and what is said when it cannot be made or used."""

from dataclasses import dataclass

MIGRATIONS = "django_migrations"


class CopyError(Exception):
    """Why a copy was not made or not put back: a sentence for the operator."""


@dataclass(frozen=True)
class Contents:
    """What stands in a copy.

    Attributes:
        rows: the number of rows of each table.
        migrations: the schema, as (application, migration).
    """

    rows: dict[str, int]
    migrations: frozenset[tuple[str, str]]


def check_rows(copied: dict[str, int], counted: dict[str, int]) -> None:
    """Compare the rows of a copy with those of the database at the same moment.

    Raises:
        CopyError: a table differs.
    """
    wrong = sorted(name for name in counted if copied.get(name, 0) != counted[name])
    if wrong:
        raise CopyError(f"В копии не столько строк, сколько в базе: {', '.join(wrong)}.")
