"""python -m tests.migrations: whether the code of the release before survives each migration.

It goes on serving until every instance is reloaded (README, «Release»). Asked on PostgreSQL:
SQLite makes a table anew for the smallest change.
"""

import sys

import django
from django_migration_linter import MigrationLinter

from tests.laws.tree import ROOT

APPS = ["programmes", "access", "mail", "corrections", "watch", "questions"]
KNOWN = {
    "0007_alphabet_and_exact_figures": "floats became exact decimals; every reader takes both",
    "0011_level": "a new column without a default of the database: old code could not add records",
}
"""Made when one machine with one release was all there was, and applied everywhere since."""


def main() -> int:
    """Return 1 where a migration breaks the code before it, or where known ones are not seen."""
    django.setup()
    twin = linted(include_name=[*KNOWN], no_output=True)
    if twin.nb_erroneous != len(KNOWN):
        sys.stderr.write(f"Of {', '.join(KNOWN)} the linter finds only {twin.nb_erroneous}.\n")
        return 1
    return int(linted(ignore_name=[*KNOWN]).has_errors)


def linted(**options) -> MigrationLinter:
    """Return the linter after it has read the migrations, and has said what breaks."""
    quiet = ["ok", "ignore", "warning"]
    linter = MigrationLinter(str(ROOT), include_apps=APPS, no_cache=True, quiet=quiet, **options)
    linter.lint_all_migrations()
    return linter


if __name__ == "__main__":
    sys.exit(main())
