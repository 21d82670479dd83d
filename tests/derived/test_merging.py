"""Changes of one hour: whatever way a list took, the log tells where it began and where it ends."""

from collections import Counter
from functools import reduce
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from programmes.derived import changelog
from programmes.derived.reading import difference
from programmes.models import Change
from programmes.words import segments

LISTS = st.lists(st.lists(st.sampled_from("АБВГД"), max_size=5), min_size=2, max_size=6)


def change(before, after):
    left, came = difference([[item] for item in before], [[item] for item in after])
    return Change(old="\n".join(left), new="\n".join(came))


def merged(first, second):
    changelog.merge(first, second)
    return first


def lines(text):
    return Counter(text.splitlines())


@given(LISTS)
def test_changes_one_after_the_other_are_one_from_first_to_last(states):
    steps = [change(*pair) for pair in pairwise(states)]
    told = reduce(merged, steps)
    first, last = Counter(states[0]), Counter(states[-1])
    assert (lines(told.old), lines(told.new)) == (first - last, last - first)


@given(LISTS)
def test_a_change_takes_one_list_to_the_other(states):
    told = change(states[0], states[1])
    assert Counter(states[0]) - lines(told.old) + lines(told.new) == Counter(states[1])


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_pieces_of_a_change_are_its_texts(old, new):
    left, came = segments(old, new)
    assert ("".join(p for p, _ in left), "".join(p for p, _ in came)) == (old, new)
    same = ["".join(piece for piece, differs in side if not differs) for side in (left, came)]
    assert same[0] == same[1]
