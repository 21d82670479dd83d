"""The index: what of a programme is in it, how it is written, how a difference is found."""

import pytest
from django.db import transaction

from programmes.models import Lemma, Posting, Programme
from programmes.search import index, vocabulary
from programmes.words.choices import State
from tests import factories

pytestmark = pytest.mark.django_db


def weights(programme: Programme) -> dict[str, int]:
    return index.weighted_lemmas(Programme.objects.for_reading().get(pk=programme.pk))


def store(documents) -> None:
    with transaction.atomic():
        index.store(documents)


def stored(programme: Programme) -> dict[str, int]:
    return dict(programme.postings.values_list("lemma__text", "weight").order_by("lemma"))


def test_a_title_weighs_more_than_a_keyword_and_a_keyword_more_than_the_text():
    programme = factories.programme(
        "x", title="Гранты", keywords="субсидия", description="Деньги выдают."
    )
    found = weights(programme)
    assert found["грант"] > found["субсидия"] > found["деньга"]


def test_a_short_title_is_more_about_its_word_than_a_long_one():
    short = factories.programme("x", title="Гранты")
    long = factories.programme("y", title="Гранты для малых предприятий города на развитие")
    assert weights(short)["грант"] > weights(long)["грант"]


def test_a_lemma_has_the_weight_of_its_best_field():
    programme = factories.programme("x", title="Гранты", description="Гранты выдают.")
    assert weights(programme)["грант"] > index.TITLE


@pytest.mark.parametrize(
    ("fields", "lemma"),
    [
        ({"benefits": "Стенд"}, "стенд"),
        ({"eligibility": "Резидент зоны"}, "резидент"),
        ({"application": "Подайте заявку"}, "заявка"),
        ({"cost_note": "Ставка 5 процентов"}, "процент"),
        ({"kind": "grant"}, "грант"),
    ],
)
def test_all_that_a_visitor_reads_is_indexed(fields, lemma):
    assert lemma in weights(factories.programme("x", **fields))


def test_an_event_is_indexed_with_its_title_place_and_country():
    programme = factories.programme("x")
    factories.event(title="Ярмарка SIAL", programmes=[programme])
    assert {"ярмарка", "sial", "шанхай", "китай"} <= weights(programme).keys()


def test_names_of_related_records_are_indexed_with_their_synonyms():
    programme = factories.programme("x")
    programme.operator = factories.organisation("fund", name="Фонд", synonyms="Копилка")
    programme.save()
    programme.places.add(factories.place("yard", name="Двор", description="Улица Лесная"))
    assert {"фонд", "копилка", "двор", "лесной"} <= weights(programme).keys()


def test_facts_are_indexed_with_their_labels():
    programme = factories.programme("x")
    factories.fact(programme, "f2", statement="Лабораторий три.", label="мастерских")
    assert {"лаборатория", "мастерская"} & weights(programme).keys() == {
        "лаборатория",
        "мастерская",
    }


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.ARCHIVED])
def test_what_is_not_published_is_not_in_the_index(state):
    assert weights(factories.programme("x", state=state)) == {}


def test_storing_replaces_what_was_there():
    programme = factories.programme("x")
    store({programme.pk: {"старый": 5}})
    store({programme.pk: {"новый": 7}})
    assert stored(programme) == {"новый": 7}


def test_storing_leaves_other_programmes_alone():
    one, other = factories.programme("x"), factories.programme("y")
    store({one.pk: {"слово": 5}, other.pk: {"слово": 6}})
    store({one.pk: {}})
    assert (stored(one), stored(other)) == ({}, {"слово": 6})


def test_storing_many_lemmas_takes_several_statements_and_loses_none():
    programme = factories.programme("x")
    many = {f"слово{number}": 1 + number % 9 for number in range(1000)}
    store({programme.pk: many})
    assert stored(programme) == many


def test_a_failed_transaction_leaves_the_index_as_it_was():
    programme = factories.programme("x")
    before = stored(programme)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        index.store({programme.pk: {"новый": 7}})
        raise ZeroDivisionError
    assert stored(programme) == before


def documents() -> dict[int, dict[str, int]]:
    return {p.pk: index.weighted_lemmas(p) for p in Programme.objects.for_reading()}


def test_an_index_equal_to_the_records_has_no_mismatches():
    factories.programme("x")
    store(documents())
    assert index.mismatches(documents()) == []


def test_a_wrong_weight_is_a_mismatch():
    programme = factories.programme("x")
    Posting.objects.filter(programme=programme).update(weight=1)
    assert index.mismatches(documents()) == [programme.pk]


def test_a_programme_missing_from_the_index_is_a_mismatch():
    programme = factories.programme("x")
    Posting.objects.filter(programme=programme).delete()
    assert index.mismatches(documents()) == [programme.pk]


def test_a_programme_left_in_the_index_is_a_mismatch():
    programme = factories.programme("x")
    store({programme.pk: {"слово": 5}})
    assert index.mismatches({programme.pk: {}}) == [programme.pk]


def test_the_vocabulary_has_the_lemmas_of_programmes_only_with_their_counts():
    one, other = factories.programme("x"), factories.programme("y")
    store({one.pk: {"слово": 5, "дело": 3}, other.pk: {"слово": 6}})
    Lemma.objects.create(text="ничье")
    words = vocabulary.load([one.pk, other.pk])
    assert words.counts == {"слово": 2, "дело": 1}
    assert words.known(["слово", "ничье"]) == {"слово"}


def test_postings_asked_for_again_need_no_query(django_assert_num_queries):
    programme = factories.programme("x")
    store({programme.pk: {"слово": 5}})
    words = vocabulary.load([programme.pk])
    places, weights = words.postings(["слово"])["слово"]
    assert (list(places), list(weights)) == ([0], [5])
    with django_assert_num_queries(0):
        assert words.postings(["слово", "чужое"])


def test_postings_in_memory_are_limited(monkeypatch):
    programme = factories.programme("x")
    store({programme.pk: {"слово": 5, "дело": 3}})
    monkeypatch.setattr(vocabulary, "MAX_POSTINGS", 1)
    words = vocabulary.load([programme.pk])
    words.postings(["слово"])
    words.postings(["дело"])
    assert [words.asked.get(lemma) is None for lemma in ("слово", "дело")] == [True, False]


def test_postings_stand_in_the_order_of_the_vocabulary():
    first, second, third = (factories.programme(slug) for slug in "xyz")
    store({first.pk: {"слово": 1}, second.pk: {"слово": 2}, third.pk: {"слово": 3}})
    words = vocabulary.load([third.pk, first.pk])  # the second is not published any more
    places, weights = words.postings(["слово"])["слово"]
    assert (list(places), list(weights)) == ([0, 1], [3, 1])
