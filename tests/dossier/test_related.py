"""Which programmes stand beside one as similar: for the same people, the next step first."""

import tomllib
from collections import Counter
from functools import cache

import pytest
from pyroaring import BitMap

from programmes.catalogue import snapshot, today
from programmes.dossier.related import MAX_RELATED, companions, related_programmes
from programmes.models import Programme
from programmes.words.choices import Kind, Side, Stage
from tests.factories import audience, programme
from tests.laws.tree import ROOT

SINGLE = ("stage", "kind", "operator")
LISTS = {"audience": "audiences", "place": "places", "industry": "industries"}


@cache
def catalogue() -> tuple[dict[str, dict], dict[tuple[str, str], BitMap]]:
    """Read the fixtures without a database: traits by slug, sets by facet and value."""
    taxonomies = tomllib.loads((ROOT / "fixtures/taxonomies.toml").read_text())
    sides = {each["slug"]: each["side"] for each in taxonomies["audience"]}
    traits, sets = {}, {}
    files = sorted((ROOT / "fixtures/programmes").glob("*.toml"))
    read = {path.stem: tomllib.loads(path.read_text()) for path in files}
    public = {slug: each for slug, each in read.items() if each["state"] == "published"}
    for pk, (slug, record) in enumerate(public.items()):
        mine = {name: [record[name]] if record.get(name) else [] for name in SINGLE}
        mine |= {name: record.get(field, []) for name, field in LISTS.items()}
        mine["side"] = sorted({sides[slug] for slug in mine["audience"]})
        traits[slug] = mine
        for facet, values in mine.items():
            for value in values:
                sets.setdefault((facet, value), BitMap()).add(pk)
    return traits, sets


def neighbours(slug: str) -> list[str]:
    """Return the slugs of the programmes that stand beside one."""
    traits, sets = catalogue()
    slugs = list(traits)

    def chosen(facet, values):
        return BitMap.union(BitMap(), *(sets.get((facet, value), BitMap()) for value in values))

    found = companions(slugs.index(slug), traits[slug], chosen)
    return [slugs[pk] for pk in found][:MAX_RELATED]


# --- The catalogue as it is ------------------------------------------------------------------

EXPECTED = {
    "export-readiness-test": ["market-analytics", "market-selection", "export-consulting"],
    "market-analytics": ["market-selection", "export-strategy", "export-consulting"],
    "export-strategy": ["legal-support", "counterparty-verification", "export-consulting"],
    "counterparty-verification": [
        "legal-support",
        "international-exhibitions",
        "business-missions",
    ],
    "business-missions": [
        "international-exhibitions",
        "made-in-moscow-exhibitions",
        "export-consulting",
    ],
    "export-agro-loan": ["frp-loans", "investment-loans", "export-grant"],
    "land-for-one-rouble": [
        "city-buildings-auctions",
        "offset-contracts",
        "priority-investment-project",
    ],
    "rudnevo": ["machine-building-centre", "target-training", "professions-of-the-future"],
    "tekhnostazhirovka": [
        "technohunter",
        "teen-internships",
        "engineering-university-programmes",
    ],
}


@pytest.mark.parametrize(("slug", "expected"), EXPECTED.items())
def test_the_next_step_comes_first_then_the_kind_and_the_operator(slug, expected):
    assert neighbours(slug) == expected


def test_who_shares_an_audience_with_nobody_stands_beside_its_side():
    found = neighbours("start-in-moscow")
    assert set(found) == {"technohunter", "teen-internships", "tekhnostazhirovka"}
    assert all(catalogue()[0][slug]["side"] != ["business"] for slug in found)


def test_every_programme_has_neighbours_and_none_is_everybodys():
    beside = {slug: neighbours(slug) for slug in catalogue()[0]}
    assert all(beside.values())
    counts = Counter(slug for found in beside.values() for slug in found)
    assert max(counts.values()) <= 9
    assert counts["counterparty-verification"] <= 3


def test_neighbours_share_an_audience_where_anybody_does():
    traits, sets = catalogue()
    for slug, mine in traits.items():
        if any(len(sets["audience", value]) > 1 for value in mine["audience"]):
            for other in neighbours(slug):
                assert set(mine["audience"]) & set(traits[other]["audience"]), (slug, other)


# --- Records ---------------------------------------------------------------------------------


def beside(slug: str) -> list[str]:
    """Return the slugs beside a saved programme."""
    record = Programme.objects.for_reading().get(slug=slug)
    return [each.slug for each in related_programmes(record, snapshot.current(today()).sets)]


@pytest.mark.django_db
def test_other_peoples_programmes_are_not_similar_however_alike():
    students = audience("college-students", side=Side.LEARNING)
    programme("mine", kind=Kind.EVENT, stage=Stage.SHOW)
    programme("alike", kind=Kind.EVENT, stage=Stage.SHOW, audiences=[students])
    programme("for-mine", kind=Kind.GRANT)
    assert beside("mine") == ["for-mine"]


@pytest.mark.django_db
def test_equals_follow_one_another_round_a_circle():
    for slug in "abcde":
        programme(slug)
    assert [beside(slug) for slug in "ad"] == [["b", "c", "d"], ["e", "a", "b"]]


@pytest.mark.django_db
def test_a_programme_alone_has_nothing_beside_it():
    programme("alone")
    assert beside("alone") == []
