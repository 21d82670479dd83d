"""Health: whether the process lives, and whether it can serve the catalogue."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from ..methods import read_only

MIN_FREE_BYTES = 64 * 2**20
"""With less an editor's save may fail, and SQLite cannot read its own log back."""


@never_cache
@read_only
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers: nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
@read_only
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, index and disk, each with its reason; 503 when one of them fails.

    Of several databases the one that answers readers is asked: a portal whose primary is lost
    still serves all that is public, and no balancer may take it out.
    """
    reasons = {}
    for name, check in CHECKS.items():
        try:
            reasons[name] = check()
        except DatabaseError as error:
            reasons[name] = misfit(error)
        if reasons[name] != "ok":
            break  # the others would only repeat the first failure
    ready = all(reason == "ok" for reason in reasons.values())
    answer = {"status": "ok" if ready else "unavailable", "checks": reasons}
    response = JsonResponse(answer, status=200 if ready else 503)
    response.is_refused = not ready
    return response


def database() -> str:
    """Ask the database the smallest question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"the database does not answer: {type(error).__name__}"
    return "ok"


def migrations() -> str:
    """Compare the schema with the code: an older one is refused, a newer one only if it misfits."""
    missing = schema_difference().missing
    return f"{missing} migrations are not applied: run migrate" if missing else "ok"


def misfit(error: DatabaseError) -> str:
    """Say why a question to the database failed although it answers."""
    unknown = schema_difference().unknown
    newer = f", and it has migrations of a newer release: {', '.join(unknown)}" if unknown else ""
    return f"the tables are not those of this code ({type(error).__name__}){newer}"


@dataclass(frozen=True)
class SchemaDifference:
    """What tells the schema of the database from that of the code.

    Attributes:
        missing: how many migrations of the code are not applied.
        unknown: the applied migrations that the code does not have, by name.
    """

    missing: int
    unknown: tuple[str, ...]


def schema_difference() -> SchemaDifference:
    """Compare the migrations that are applied with those of the code."""
    return compare_migrations(frozenset(MigrationRecorder(connection).applied_migrations()))


@lru_cache(maxsize=1)
def compare_migrations(applied: frozenset[tuple[str, str]]) -> SchemaDifference:
    """Compare applied migrations with those of the code.

    Reading the code's migrations takes a tenth of a second; they change with the process only.
    """
    executor = MigrationExecutor(connection)
    loader = executor.loader
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    unknown = sorted(f"{app}.{name}" for app, name in applied - loader.disk_migrations.keys())
    return SchemaDifference(len(plan), tuple(unknown))


def index() -> str:
    """Compare the search index with the records."""
    wrong = apps.get_app_config("programmes").index_mismatches()
    return f"the index differs for {len(wrong)} programmes: run rebuild_index" if wrong else "ok"


def disk() -> str:
    """Look for room: on a full disk editors' texts are refused and nothing is copied."""
    if not settings.VAR_DIR.is_dir():
        return "ok"  # PostgreSQL is elsewhere, and nothing was ever kept here
    free = shutil.disk_usage(settings.VAR_DIR).free
    return "ok" if free >= MIN_FREE_BYTES else f"only {free // 2**20} MB are free in VAR_DIR"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "index": index,
    "disk": disk,
}
