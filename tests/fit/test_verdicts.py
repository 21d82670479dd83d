"""Fit: what is not known is never a no, and the order of replies decides nothing."""

from itertools import islice, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from programmes.fit import (
    CRITERIA,
    MAX_ASKED,
    UNKNOWN,
    Verdict,
    judge,
    next_criterion,
    read_candidates,
    remaining,
    replies_of,
)
from programmes.fit.verdicts import Candidate, Condition
from programmes.words import Attribute, Operator
from tests.factories import audience, draft, fact, programme, requirement

ATTRIBUTES = [each for each in Attribute if each != Attribute.INDUSTRY]


@st.composite
def conditions(draw):
    attribute = draw(st.sampled_from(ATTRIBUTES))
    if attribute.is_number:
        low = draw(st.integers(0, 40))
        return Condition(
            attribute.value, "between", frozenset(), (low, low + draw(st.integers(1, 40)))
        )
    values = draw(st.sets(st.sampled_from(attribute.values_known), min_size=1))
    operator = draw(st.sampled_from([Operator.ONE_OF, Operator.NONE_OF]))
    return Condition(attribute.value, operator.value, frozenset(values), (0, 0))


@st.composite
def candidates(draw):
    found = draw(st.frozensets(conditions(), max_size=4))
    sides = draw(st.sets(st.sampled_from(["business", "learning"]), min_size=1))
    named = draw(st.sets(st.sampled_from(["exporters", "adults", "everyone"]), min_size=1))
    pks = draw(st.sets(st.integers(1, 9), min_size=1))
    return Candidate(BitMap(pks), frozenset(sides), frozenset(named), found)


REPLIES = st.fixed_dictionaries(
    {},
    optional={each.name: st.sampled_from([*each.replies, UNKNOWN]) for each in CRITERIA},
)


def verdict(candidate, said) -> Verdict | None:
    judged = judge([candidate], replies_of(said))
    return judged[0].verdict if judged else None


@given(candidates(), REPLIES)
def test_answering_less_never_rules_a_programme_out(candidate, said):
    for name in said:
        less = {other: value for other, value in said.items() if other != name}
        if verdict(candidate, less) == Verdict.NO:
            assert verdict(candidate, said) in (Verdict.NO, None)


@given(candidates(), REPLIES)
def test_not_to_know_is_not_to_answer(candidate, said):
    silent = {name: value for name, value in said.items() if value != UNKNOWN}
    assert verdict(candidate, said) == verdict(candidate, silent)


@given(candidates(), REPLIES)
def test_the_order_of_replies_decides_nothing(candidate, said):
    orders = islice(permutations(said.items()), 6)
    assert len({verdict(candidate, dict(order)) for order in orders}) == 1


@given(candidates())
def test_who_says_nothing_is_never_told_no(candidate):
    assert verdict(candidate, {}) != Verdict.NO


@given(candidates(), REPLIES)
def test_a_programme_without_conditions_is_never_ruled_out(candidate, said):
    bare = Candidate(candidate.pks, candidate.sides, candidate.audiences, frozenset())
    assert verdict(bare, said) in (Verdict.MAYBE, None)


@given(st.lists(candidates(), max_size=4), REPLIES)
def test_nobody_is_asked_more_than_six_times_or_twice_the_same(found, said):
    asked = {}
    while criterion := next_criterion(found, replies_of(asked), asked):
        assert criterion.name not in asked
        asked[criterion.name] = said.get(criterion.name, UNKNOWN)
    assert len(asked) <= MAX_ASKED


# --- With records ---------------------------------------------------------------------------


def small_firms(slug="small", **fields):
    record = programme(slug, audiences=[audience("exporters")], **fields)
    rests_on = fact(record, "size-fact")
    requirement(
        record,
        "Малый бизнес",
        attribute="size",
        operator="one-of",
        values="micro\nsmall",
        fact=rests_on,
    )
    return record


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, Verdict.MAYBE),
        ({"who": "company"}, Verdict.MAYBE),
        ({"who": "company", "size": "small"}, Verdict.YES),
        ({"who": "company", "size": "large"}, Verdict.NO),
        ({"who": "company", "size": "unknown"}, Verdict.MAYBE),
    ],
)
def test_a_condition_is_met_or_not_or_not_known(said, expected):
    small_firms()
    assert judge(read_candidates(), replies_of(said))[0].verdict == expected


@pytest.mark.django_db
def test_programmes_of_the_other_door_are_not_spoken_of():
    small_firms()
    assert judge(read_candidates(), replies_of({"who": "school"})) == []


@pytest.mark.django_db
def test_drafts_and_strategies_are_no_candidates():
    draft(), programme("plan", nature="background")
    assert read_candidates() == []


@pytest.mark.django_db
def test_candidates_cost_two_queries(django_assert_num_queries):
    for number in range(5):
        small_firms(f"p{number}")
    with django_assert_num_queries(2):
        read_candidates()


@pytest.mark.django_db
def test_programmes_alike_are_judged_together_and_each_counts():
    for number in range(3):
        small_firms(f"p{number}")
    programme("bare", audiences=[audience("exporters")])
    found = read_candidates()
    assert sorted(len(each.pks) for each in found) == [1, 3]
    assert remaining(judge(found, replies_of({"who": "company"}))) == 4


@pytest.mark.django_db
def test_of_programmes_alike_the_closed_ones_alone_wait(client):
    small_firms("open"), small_firms("shut", intake="closed")
    page = client.get("/fit/?who=company&size=small").content.decode()
    assert "Подходит: 1" in page
    assert "Подойдёт, если…: 1" in page


@pytest.mark.django_db
def test_the_question_that_tells_most_comes_next():
    small_firms()
    said = {"who": "company"}
    assert next_criterion(read_candidates(), replies_of(said), said).name == "size"


@pytest.mark.django_db
def test_each_reply_says_how_many_it_leaves(client):
    small_firms()
    page = client.get("/fit/?who=company").content.decode().replace("\xa0", " ")
    assert '<span>Крупная</span> <span class="count">0 программ</span>' in page
    assert remaining(judge(read_candidates(), replies_of({"who": "company"}))) == 1


@pytest.mark.django_db
def test_every_reason_names_its_source_or_says_that_there_is_none(client):
    small_firms(), programme("bare", audiences=[audience("exporters")])
    page = client.get("/fit/?who=company&size=large").content.decode()
    assert "Малый бизнес" in page
    assert 'class="fact-source"' in page
    assert "условий отбора ни один источник не называет" in page


@pytest.mark.django_db
def test_what_is_closed_fits_only_once_it_opens(client):
    small_firms(intake="closed")
    page = client.get("/fit/?who=company&size=small").content.decode()
    assert "Подойдёт, если…: 1" in page
    assert "приём закрыт: подойдёт, когда откроют" in page


@pytest.mark.django_db
def test_each_group_is_a_question_of_the_catalogue(client):
    small_firms()
    page = client.get("/fit/?who=company&size=small").content.decode()
    assert 'href="/programmes/?programme=small"' in page
    assert client.get("/programmes/?programme=small").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["who=martian", "size=huge", "colour=red", "who=company&who=adult"]
)
def test_a_reply_that_is_none_is_refused_with_a_sentence(client, query):
    assert client.get(f"/fit/?{query}").status_code == 400
