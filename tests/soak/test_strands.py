"""The judge of readings notices what was never so, what is mixed, what is too old."""

import re

import pytest

from tests.soak.strands import FRESH_SECONDS, NOTHING, Reading, State, Strand, objection


@pytest.fixture
def strand() -> Strand:
    """Two members, written at 10, 20, 30: first one, then the other, then the first again."""
    states = [State((1, 2), 10, 11), State((3, 2), 20, 21), State((3, 4), 30, 31)]
    return Strand("titles", re.compile(r"№(\d+)"), states)


def read(strand, found, began, **more) -> Reading:
    return Reading(strand, frozenset(found), began, began + 0.5, "reader /", **more)


def said(strand, found, began, returning=(), **more) -> str:
    return objection(read(strand, found, began, **more), list(returning))


def test_numbers_are_found_in_a_text(strand):
    assert strand.found("<b>№12</b>, №7 и ещё раз №7") == {7, 12}


@pytest.mark.parametrize(
    ("found", "began"),
    [({1, 2}, 12), ({3, 2}, 22), ({3, 4}, 40), ({1, 2}, 20.9), ({3, 2}, 20.1), ({3, 2}, 33)],
)
def test_a_state_that_held_or_was_being_written_is_right(strand, found, began):
    assert said(strand, found, began) == ""


@pytest.mark.parametrize("found", [{1, 4}, {1}, {1, 2, 3}, {5, 4}, set()])
def test_a_mixture_and_what_nobody_wrote_are_found(strand, found):
    assert "was never so" in said(strand, found, 40)


def test_what_is_not_yet_written_is_found(strand):
    assert "was never so" in said(strand, {3, 4}, 22)


def test_an_answer_that_is_too_old_is_found(strand):
    assert said(strand, {1, 2}, 21 + FRESH_SECONDS) == ""
    assert "is 5.1 s old" in said(strand, {1, 2}, 21 + FRESH_SECONDS + 0.1)


def test_while_a_replica_returns_an_answer_may_be_older_but_not_for_ever(strand):
    assert said(strand, {1, 2}, 60, returning=[(50, 70)]) == ""
    assert "old" in said(strand, {1, 2}, 60, returning=[(70, 80)])
    assert "old" in said(strand, {1, 2}, 90, returning=[(50, 100)])


def test_a_copy_that_nginx_gave_without_asking_may_be_old_but_was_once_so(strand):
    old, mixed = (read(strand, found, 40, request="r1") for found in ({1, 2}, {1, 4}))
    assert "old" in objection(old, [], {"r2"})
    assert objection(old, [], {"r1"}) == ""
    assert "never so" in objection(mixed, [], {"r1"})


def test_a_writer_who_does_not_see_his_own_write_is_found(strand):
    assert said(strand, {3, 2}, 31.1, is_own=False) == ""
    assert "is 0.1 s old" in said(strand, {3, 2}, 31.1, is_own=True)
    assert said(strand, {3, 4}, 31.1, is_own=True) == ""


def test_of_some_members_only_their_numbers_have_to_be_there(strand):
    assert said(strand, {4}, 40, members=(1,)) == ""
    assert "never so" in said(strand, {1}, 40, members=(1,))


def test_a_member_that_is_not_public_has_no_number(strand):
    strand.states.append(State((3, NOTHING), 50, 51))
    assert said(strand, {3}, 60) == ""


def test_a_write_that_was_refused_and_is_not_there_was_never_so(strand):
    strand.begin((5, 4))
    strand.drop()
    assert "never so" in said(strand, {5, 4}, 40)


def test_a_write_in_doubt_may_be_read_or_not(strand):
    strand.begin((5, 4))
    now = strand.states[-1].began
    assert said(strand, {5, 4}, now) == ""
    assert said(strand, {3, 4}, now + 100) == ""
