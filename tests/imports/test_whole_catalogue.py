"""The catalogue of the fixtures: loaded, loaded again, and as tables that come back unchanged."""

import io
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import transaction

from programmes.admin.exporting import SUFFIXES, file_of, tables_of
from programmes.catalogue import today
from programmes.imports import table as importing
from programmes.models import STATE, Change, Event, Programme, Source
from programmes.tables import COMMAND
from tests.small_catalogue import load

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Loaded:
    """What became of the catalogue when it was loaded twice.

    Attributes:
        printed: what either load said.
        logged: the log of changes after either.
        public: how many programmes the public learns of, archived ones too.
        bases: how many sources are the base document.
        on_base: how many published programmes have a fact of it.
        plans: what an import would make of each file that was exported.
    """

    printed: list[str]
    logged: list[list[dict]]
    public: int
    bases: int
    on_base: int
    plans: dict[str, importing.Plan]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Loaded:
    """Load the catalogue twice, export it, and roll back: all tests read what was found."""
    with django_db_blocker.unblock(), transaction.atomic():
        printed, logged = [], []
        for _ in range(2):
            printed.append(load(settings.FIXTURES_DIR))
            logged.append([*Change.objects.order_by("pk").values()])
        published, base = Programme.objects.published(), Source.objects.filter(is_base=True)
        found = Loaded(
            printed,
            logged,
            public=len(published) + len(Programme.objects.archived()),
            bases=len(base),
            on_base=len(published.filter(facts__source__in=base).distinct()),
            plans=plans(),
        )
        transaction.set_rollback(True)
    return found


def plans() -> dict[str, importing.Plan]:
    """Return what an import would make of each file that is exported, by its name."""
    found = {}
    for model in (Programme, Event):
        pks = [record.pk for record in model.objects.order_by("pk")]
        for kind in tables_of(model):
            for suffix in SUFFIXES:
                file = file_of(kind, pks, suffix).file_to_stream
                found[f"{kind.name}.{suffix}"] = importing.compare(
                    io.BytesIO(file.read()), today(), COMMAND, kind=kind
                )
                file.close()
    return found


def test_it_loads_and_then_has_nothing_to_do(loaded):
    first, second = loaded.printed
    assert first.startswith("Создано: ")
    assert second == "Ничего не изменилось.\n"


def test_it_rests_on_one_base_document(loaded):
    assert loaded.bases == 1
    assert loaded.on_base


def test_a_load_logs_each_programme_once_and_a_second_one_nothing(loaded):
    first, second = loaded.logged
    assert [each["field"] for each in first] == [STATE] * loaded.public
    assert second == first


def test_every_file_of_the_catalogue_comes_back_without_a_change(loaded):
    assert len(loaded.plans) == 10
    for name, plan in loaded.plans.items():
        found = ([edit.changes for edit in plan.edits], plan.refusals, plan.notices)
        assert (name, *found) == (name, [], [], [])
        assert plan.unchanged
