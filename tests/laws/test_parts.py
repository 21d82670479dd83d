"""Every field of every record: what is made anew in parts is what is made of everything anew."""

import pytest
from django.db import transaction
from django.db.models import F

from programmes.catalogue.sets import current_version
from programmes.derived import naming, parts, refresh
from programmes.models import MERGED_FOR, Audience, Change, Organisation, Programme
from tests.derived.making import dates, derived
from tests.laws.test_freshness import RECORDS, changes

pytestmark = pytest.mark.django_db


def follow(model, make, record):
    """Return what follows from a change, and whose dates and whether the version moved."""
    moments, token = dates(), current_version().token
    with transaction.atomic():
        make(model.objects.get(pk=record.pk))
        after = derived()
        after["dated"] = {pk for pk, moment in dates().items() if moment != moments.get(pk)}
        after["version"] = current_version().token != token
        transaction.set_rollback(True)
    return after


def differences(model, monkeypatch, only=""):
    """Return the changes after which the parts that were made do not make the whole."""
    # long ago, for changes within the hour would be merged
    Change.objects.update(begun_at=F("begun_at") - 2 * MERGED_FOR)
    found, record = [], model.objects.order_by("pk").first()
    for name, make in changes(model):
        if only not in name:
            continue
        in_parts = follow(model, make, record)
        with monkeypatch.context() as patch:
            patch.setattr(naming, "moved_along", lambda saved: None)
            patch.setattr(naming, "relations_to", lambda model: None)
            whole = follow(model, make, record)
        found += [f"{name}: {kind}" for kind in whole if in_parts[kind] != whole[kind]]
    return found


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)
def test_what_is_made_in_parts_is_what_is_made_of_everything(catalogue, monkeypatch, model):
    assert differences(model, monkeypatch) == []


def test_the_relations_that_are_read_are_noticed(catalogue):
    """Every relation with which a programme is read is read by some part."""
    read = set()
    for _, groups in derived()["parts"].values():
        read |= {name for key in groups for name in key.split()}
    assert read >= set().union(*map(naming.relations_to, naming.relations()))


@pytest.mark.parametrize(
    ("model", "field", "gone"),
    [(Audience, "name", "audiences"), (Organisation, "short_name", "operator")],
)
def test_a_relation_that_is_overlooked_is_found(catalogue, monkeypatch, model, field, gone):
    real = naming.relations_to
    blind = {model: real(model) - {gone}}
    monkeypatch.setattr(naming, "relations_to", lambda each: blind.get(each, real(each)))
    assert f"{model._meta.model_name}.{field}: index" in differences(model, monkeypatch, only=field)


def test_a_part_that_hides_what_it_reads_is_found(catalogue, monkeypatch):
    monkeypatch.setattr(parts.Watched, "__getitem__", dict.__getitem__)
    refresh.refresh(refresh.all_pks(), is_seen=True)
    found = differences(Audience, monkeypatch, only="name")
    assert {f"audience.name: {kind}" for kind in ("index", "rows", "digests", "log")} <= {*found}


def test_a_field_that_is_overlooked_is_found(catalogue, monkeypatch):
    real = naming.changed_fields
    monkeypatch.setattr(naming, "changed_fields", lambda *args: real(*args) - {"benefits"})
    found = differences(Programme, monkeypatch, only="benefits")
    assert {f"programme.benefits: {kind}" for kind in ("index", "rows", "digests", "log")} <= {
        *found
    }
