"""Several processes' worth of writers on one database: each has its turn."""

import threading

import pytest
from django.db import connection

from programmes.models import Programme
from tests.factories import programme

WRITERS, EDITS = 4, 10


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_all_have_their_turn():
    slugs = [programme(f"p{number}").slug for number in range(WRITERS)]
    failures = []
    start = threading.Barrier(WRITERS)

    def edit(slug):
        start.wait()
        try:
            for number in range(EDITS):
                record = Programme.objects.get(slug=slug)
                record.title = f"{slug}: правка {number}"
                record.save()
        except Exception as error:  # noqa: BLE001 - of whatever kind, it fails the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=[slug]) for slug in slugs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    titles = set(Programme.objects.values_list("title", flat=True))
    assert titles == {f"{slug}: правка {EDITS - 1}" for slug in slugs}
