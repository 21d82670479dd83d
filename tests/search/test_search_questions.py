"""Questions people really ask, put to the real catalogue."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from programmes.catalogue import snapshot
from programmes.models import Programme
from programmes.search import question
from programmes.search.matching import match

QUESTIONS = Path(__file__).with_name("search_questions.tsv")
FIRST = 5

# the mark makes pytest-django prepare the database for the fixture of this module
pytestmark = pytest.mark.django_db


def questions() -> list[tuple[str, str, list[str]]]:
    """Return each question with what is expected and the slugs it must find."""
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [(row["query"], row["expect"], row["slugs"].split(",")) for row in rows]


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker) -> dict[str, list[str]]:
    """Put every question to the catalogue of the fixtures, loaded once and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_catalogue", stdout=io.StringIO())
        now = snapshot.current(date(2026, 11, 26))
        slugs = dict(Programme.objects.order_by("pk").values_list("pk", "slug"))
        found = {
            text: match(question.understand(text, now.reader).groups, now.vocabulary).ids
            for text, *_ in questions()
        }
        transaction.set_rollback(True)
    return {text: [slugs[pk] for pk in ids] for text, ids in found.items()}


def verdict(expect: str, slugs: list[str], found: list[str]) -> bool:
    match expect:
        case "none":
            return not found
        case "first":
            return bool(found) and found[0] in slugs
        case "any":
            return not set(slugs).isdisjoint(found[:FIRST])
        case "all":
            return set(slugs) <= set(found[: max(FIRST, len(slugs))])
    raise ValueError(expect)


@pytest.mark.parametrize(("text", "expect", "slugs"), questions())
def test_the_question_finds_what_was_meant(answers, text, expect, slugs):
    assert verdict(expect, slugs, answers[text]), answers[text]


@pytest.mark.parametrize(
    ("expect", "found"),
    [
        ("none", ["a"]),
        ("first", []),
        ("first", ["b", "a"]),
        ("any", ["b"] * 5 + ["a"]),
        ("all", ["b"] * 5 + ["a"]),
    ],
)
def test_the_verdict_can_be_no(expect, found):
    assert not verdict(expect, ["a"], found)
