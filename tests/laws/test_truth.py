"""The entries of the catalogue say nothing that their sources do not."""

import tomllib
from datetime import date
from decimal import Decimal

import pytest

from tests.laws.tree import ROOT
from tests.laws.truth import figures, twice, untruths

FIXTURES = ROOT / "fixtures"
PROGRAMMES = {
    path.stem: tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    for path in sorted((FIXTURES / "programmes").glob("*.toml"))
}
SOURCES = tomllib.loads((FIXTURES / "sources.toml").read_text("utf-8"))["source"]


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_a_text_says_no_more_than_its_facts(slug):
    assert list(untruths(PROGRAMMES[slug])) == []


def test_a_summary_is_whole_on_its_card():
    """Two lines beside the figure; what is longer the card cuts."""
    published = (each for each in PROGRAMMES.values() if each["state"] == "published")
    assert [each["slug"] for each in published if len(each["summary"]) > 136] == []


def test_no_two_programmes_share_a_title():
    assert twice(each["title"] for each in PROGRAMMES.values()) == []


def test_no_address_of_a_source_stands_twice():
    assert twice(source.get("url") for source in SOURCES) == []


def test_what_is_published_rests_on_something_known_when():
    """A fact is dated by itself, or its source says when it is from, or that nobody knows."""
    dated = {each["slug"] for each in SOURCES if each.get("published_on") or each.get("date_note")}
    undated = {
        (slug, fact["code"])
        for slug, programme in PROGRAMMES.items()
        if programme["state"] == "published"
        for fact in programme.get("fact", ())
        if not ({"as_of", "period"} & fact.keys() or fact["source"] in dated)
    }
    assert undated == set()


# --- The law notices --------------------------------------------------------------------------

FACT = {
    "code": "f1",
    "statement": "Город возмещает до 50 % затрат, не больше 2 млн ₽.",
    "value": Decimal(50),
    "source": "blog",
    "locator": "абзац 2",
}


@pytest.mark.parametrize(
    ("programme", "sentence"),
    [
        ({"summary": "Возмещают до 70 % затрат."}, "summary: 70 stands in no fact"),
        ({"summary": "Возмещают свыше 50 % затрат."}, "summary: 50 is «more than» here"),
        ({"benefits": ["Обучение бесплатно"]}, "benefits: «бесплат…» stands in no fact"),
        ({"cost": "free"}, "cost: free, and no fact says so"),
        ({"fact": [FACT | {"locator": ""}]}, "fact f1 has no locator"),
        ({"fact": [FACT | {"value": Decimal("1234.50")}]}, "fact f1: its sentence does not say"),
    ],
)
def test_what_goes_beyond_the_facts_is_found(programme, sentence):
    assert any(found.startswith(sentence) for found in untruths({"fact": [FACT]} | programme))


@pytest.mark.parametrize(
    "programme",
    [
        {"cost_note": "До 50 % затрат, не больше 2 млн ₽"},
        {"summary": "Звоните +7 (495) 777-26-96."},
        {"fact": [FACT | {"as_of": date(2025, 1, 1)}], "summary": "По данным 2025 года."},
    ],
)
def test_what_the_facts_say_may_be_said(programme):
    assert list(untruths({"fact": [FACT]} | programme)) == []


def test_a_figure_is_read_with_its_bound():
    text = "до 5 млрд ₽, свыше 1 600 компаний, 2,5 года"
    assert list(figures(text)) == [("5", "up to"), ("1600", "more than"), ("2,5", "")]


def test_what_stands_twice_is_found():
    assert twice(["a", "b", "a", None, None]) == ["a"]
