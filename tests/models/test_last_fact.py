"""A published programme keeps a fact with its source, whoever deletes: form, command or code."""

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from programmes.derived import refresh
from programmes.models import Fact, Programme
from programmes.words.choices import State
from tests import factories

pytestmark = pytest.mark.django_db

WAYS = {
    "a fact": lambda programme: programme.facts.get().delete(),
    "a query": lambda programme: Fact.objects.filter(programme=programme).delete(),
    "a batch": lambda programme: in_a_batch(programme.facts.get().delete),
    "a move to another programme": lambda programme: move(programme.facts.get()),
}


def in_a_batch(change):
    with refresh.refresh_once():
        change()


def move(fact):
    fact.programme, fact.code = factories.draft("other"), "moved"
    fact.save()


@pytest.mark.parametrize("take", WAYS.values(), ids=WAYS)
def test_the_last_fact_of_a_published_programme_cannot_be_taken_by(take):
    programme = factories.programme(title="Гранты")
    with pytest.raises(ProtectedError) as refusal, transaction.atomic():
        take(programme)
    assert "Последний факт опубликованной записи не удаляют: «Гранты»." in refusal.value.args[0]
    assert programme.facts.count() == 1


def test_all_facts_of_several_programmes_cannot_be_deleted_at_once():
    first = factories.programme("first", facts=[{}, {"code": "f2"}])
    second = factories.programme("second")
    with pytest.raises(ProtectedError), transaction.atomic():
        Fact.objects.filter(programme__in=[first, second]).delete()
    assert Fact.objects.count() == 3


def test_one_of_two_facts_can_be_deleted():
    programme = factories.programme(facts=[{}, {"code": "f2"}])
    programme.facts.get(code="f1").delete()
    assert programme.facts.count() == 1


def test_the_last_fact_can_be_replaced_in_one_batch():
    programme = factories.programme()
    with refresh.refresh_once():
        programme.facts.get().delete()
        factories.fact(programme, "another")
    assert programme.facts.get().code == "another"


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.ARCHIVED])
def test_the_last_fact_of_what_is_not_public_can_be_deleted(state):
    programme = factories.programme(state=state)
    Fact.objects.all().delete()
    assert not programme.facts.exists()


def test_a_published_programme_goes_with_its_facts():
    factories.programme()
    Programme.objects.all().delete()
    assert not Fact.objects.exists()


def test_a_programme_that_was_left_bare_by_others_stops_no_change_of_the_rest():
    """Whoever went around the records is told by the check; editors of other entries work on."""
    bare, sound = factories.programme("bare"), factories.programme("sound")
    factories.fact(sound, "second")
    left = Fact.objects.filter(programme=bare)
    left._raw_delete(left.db)
    sound.facts.get(code="second").delete()
    assert sound.facts.count() == 1
