"""python -m tests.benchmarks fill [SIZE]: fill the database that DATABASE_URL names."""

from django.core.management import call_command
from django.db import connection

from tests.benchmarks.generate import generate


def main(size: str = "") -> None:
    """Write so many made-up programmes; without a number, the real catalogue."""
    call_command("migrate", verbosity=0, skip_checks=True)
    if size:
        generate(int(size))
    else:
        call_command("load_catalogue", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what a server does by itself after a while
