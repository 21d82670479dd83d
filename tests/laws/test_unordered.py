"""A query without an order gives its rows in an order that nobody can rely on."""

import pytest
from django.db.models import Count
from django.db.models.sql.compiler import SQLCompiler

from programmes.models import Fact, Industry
from tests.factories import industry
from tests.laws.unordered import is_ordered, results_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def slugs():
    """The slugs of three industries in the order of their primary keys, which is that of names."""
    return [industry(slug, name=slug).slug for slug in ("a", "b", "c")]


def test_rows_that_nobody_ordered_come_turned_round(slugs, monkeypatch):
    unordered = Industry.objects.order_by()
    with monkeypatch.context() as as_it_is:
        as_it_is.setattr(SQLCompiler, "results_iter", results_of)
        # not the order of writing: PostgreSQL fills the room that rows before these left
        stored = [record.slug for record in unordered.all()]
    assert sorted(stored) == slugs
    assert [record.slug for record in unordered] == stored[::-1]
    assert list(unordered.values_list("slug", flat=True)) == stored[::-1]
    assert list(unordered.values_list("slug", flat=True).iterator()) == stored[::-1]


def test_grouping_drops_the_order_of_the_model():
    counted = Fact.objects.values_list("programme").annotate(Count("pk"))
    assert is_ordered(Fact.objects.all().query)
    assert not is_ordered(counted.query)
    assert is_ordered(counted.order_by("programme").query)


@pytest.mark.parametrize("order", [["slug"], ["name"], ["pk"]])
def test_rows_that_were_ordered_stay_so(slugs, order):
    assert [record.slug for record in Industry.objects.order_by(*order)] == slugs
    assert [record.slug for record in Industry.objects.order_by(*order).reverse()] == slugs[::-1]


def test_the_order_of_the_model_counts(slugs):
    assert [record.slug for record in Industry.objects.all()] == slugs
    assert Industry.objects.first().slug == "a"
