"""Other programmes for the same people: on the next step of the path, of one kind or operator."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, pairwise

from pyroaring import BitMap

from ..catalogue import FacetIndex
from ..models import Programme
from ..words import Kind, Stage

MAX_RELATED = 3
PATH = [stage.value for stage in Stage if stage != Stage.THROUGHOUT]
FAMILIES = (
    {Kind.CONSULTING, Kind.ANALYTICS, Kind.ACCOMPANIMENT},
    {Kind.GRANT, Kind.LOAN, Kind.SOFT_LOAN},
    {Kind.STATUS, Kind.CONTRACT, Kind.LAND},
    {Kind.TRAINING, Kind.INTERNSHIP},
)
"""Kinds of support that serve one need: advice, money, a place to produce, learning."""

Traits = dict[str, list[str]]
"""The values that a programme has of each facet."""
Chosen = Callable[[str, list[str]], BitMap]
"""Returns the programmes that have any of some values of a facet."""


def related_programmes(programme: Programme, index: FacetIndex) -> list[Programme]:
    """Return other programmes for the same people, the most useful beside this one first.

    Args:
        programme: fetched with ``for_reading``.
        index: the sets of the catalogue.
    """
    found = list(islice(companions(programme.pk, traits(programme), index.chosen), MAX_RELATED))
    by_pk = Programme.objects.for_cards().in_bulk(found)
    return [by_pk[pk] for pk in found if pk in by_pk]


def traits(programme: Programme) -> Traits:
    """Return what a programme's companions are chosen by."""
    audiences = programme.audiences.all()
    return {
        "audience": [audience.slug for audience in audiences],
        "side": sorted({audience.side for audience in audiences}),
        "stage": [programme.stage] if programme.stage else [],
        "kind": [programme.kind],
        "operator": [programme.operator.slug] if programme.operator else [],
        "place": [place.slug for place in programme.places.all()],
        "industry": [industry.slug for industry in programme.industries.all()],
    }


def companions(pk: int, mine: Traits, chosen: Chosen) -> Iterator[int]:
    """Yield the primary keys of programmes for the same people, the most useful first.

    Args:
        pk: the programme on whose page they stand.
        mine: its traits.
        chosen: the sets of the catalogue.
    """
    myself = BitMap([pk])
    same_people = chosen("audience", mine["audience"]) - myself
    if not same_people:
        same_people = chosen("side", mine["side"]) - myself
    return rank(same_people, preferences(mine, chosen), pk)


def preferences(mine: Traits, chosen: Chosen) -> list[list[BitMap]]:
    """Return what is wanted of a companion, the weightiest first; each as sets, the best first."""
    family = [kind for kinds in FAMILIES if kinds & set(mine["kind"]) for kind in kinds]
    each_audience = [chosen("audience", [audience]) for audience in mine["audience"]]
    return [
        [chosen("stage", [stage]) for stage in stages_beside(mine["stage"])],
        [chosen("kind", mine["kind"]), chosen("kind", family)],
        [chosen("operator", mine["operator"])],
        [chosen("place", mine["place"]) | chosen("industry", mine["industry"])],
        [BitMap.intersection(*each_audience)] if each_audience else [],
    ]


def stages_beside(stages: list[str]) -> list[str]:
    """Return the stages of the exporter's path to look at from a stage of it, the best first."""
    if not stages:
        return []
    if stages[0] not in PATH:
        return PATH[:1]
    place = PATH.index(stages[0])
    return [*PATH[place : place + 2], Stage.THROUGHOUT.value]


def follows(other: Programme, programme: Programme) -> bool:
    """Tell whether a programme stands on the step of the exporter's path after another one's."""
    return (programme.stage, other.stage) in pairwise(PATH)


def rank(pks: BitMap, wanted: Sequence[list[BitMap]], start: int) -> Iterator[int]:
    """Yield primary keys by what is wanted of them; among equals those after ``start`` first.

    Equals follow one another round a circle: by the alphabet a few would stand on every page.
    """
    if not pks:
        return
    if not wanted:
        yield from chain(pks.iter_equal_or_larger(start), (pk for pk in pks if pk < start))
        return
    for ring in wanted[0]:
        yield from rank(pks & ring, wanted[1:], start)
        pks = pks - ring
    yield from rank(pks, wanted[1:], start)
