"""The catalogue of the fixtures as tables: what goes out and comes back changes nothing."""

import io
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import transaction

from programmes.admin.exporting import SUFFIXES, file_of, tables_of
from programmes.catalogue import today
from programmes.derived import refresh
from programmes.imports import table as importing
from programmes.models import Event, Programme
from programmes.tables import COMMAND

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plans(django_db_setup, django_db_blocker) -> dict[str, importing.Plan]:
    """Return what becomes of each file of the catalogue, loaded once and rolled back.

    What follows from the records is not made: it stands in no table, and takes most of the time.
    """
    found = {}
    with django_db_blocker.unblock(), transaction.atomic():
        with patch.object(refresh, "follow"):
            call_command("load_catalogue", verbosity=0)
        for model in (Programme, Event):
            pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
            for kind in tables_of(model):
                for suffix in SUFFIXES:
                    file = file_of(kind, pks, suffix).file_to_stream
                    found[f"{kind.name}.{suffix}"] = importing.compare(
                        io.BytesIO(file.read()), today(), COMMAND, kind=kind
                    )
                    file.close()
        transaction.set_rollback(True)
    return found


def test_every_file_of_the_catalogue_comes_back_without_a_change(plans):
    assert len(plans) == 10
    for name, plan in plans.items():
        found = ([edit.changes for edit in plan.edits], plan.refusals, plan.notices)
        assert (name, *found) == (name, [], [], [])
        assert plan.unchanged
