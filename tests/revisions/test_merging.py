"""Three contents of a record merged, two compared: no record is stored for it."""

import pytest

from programmes.models import Programme, Source
from programmes.revisions.merging import compare, merge

FACT = {"code": "f1", "statement": "Ссуда до 5 лет", "locator": "абзац 2"}
BASE = {"title": "Заём", "summary": "Деньги под залог.", "fact": [FACT]}


def with_fact(**fields) -> dict:
    return BASE | {"fact": [FACT | fields]}


def merged(mine: dict, theirs: dict) -> tuple[dict, list[tuple]]:
    """Return the part of the merged content that these tests write, and the conflicts."""
    found, conflicts = merge(Programme, BASE, mine, theirs)
    own = {name: found[name] for name in ("title", "summary")}
    facts = [{name: fact[name] for name in FACT} for fact in found["fact"]]
    return own | {"fact": facts}, [(each.title, each.mine, each.theirs) for each in conflicts]


@pytest.mark.parametrize(
    ("mine", "theirs", "found"),
    [
        (BASE | {"title": "Займы"}, BASE, BASE | {"title": "Займы"}),
        (BASE, BASE | {"title": "Займы"}, BASE | {"title": "Займы"}),
        (BASE | {"title": "Займы"}, BASE | {"title": "Займы"}, BASE | {"title": "Займы"}),
        (
            BASE | {"title": "Займы"},
            BASE | {"summary": "Иначе."},
            BASE | {"title": "Займы", "summary": "Иначе."},
        ),
        (with_fact(statement="Ссуда"), BASE, with_fact(statement="Ссуда")),
        (
            with_fact(statement="Ссуда"),
            with_fact(locator="пункт 1"),
            with_fact(statement="Ссуда", locator="пункт 1"),
        ),
        (BASE | {"fact": []}, BASE, BASE | {"fact": []}),
        (BASE, BASE | {"fact": []}, BASE | {"fact": []}),
        (BASE | {"fact": []}, BASE | {"fact": []}, BASE | {"fact": []}),
        (
            BASE | {"fact": [FACT, FACT | {"code": "mine"}]},
            BASE | {"fact": [FACT, FACT | {"code": "theirs"}]},
            BASE | {"fact": [FACT, FACT | {"code": "theirs"}, FACT | {"code": "mine"}]},
        ),
    ],
)
def test_what_one_of_two_has_changed_is_kept(mine, theirs, found):
    assert merged(mine, theirs) == (found, [])


@pytest.mark.parametrize(
    ("mine", "theirs", "conflict"),
    [
        (BASE | {"title": "А"}, BASE | {"title": "Б"}, ("название", "А", "Б")),
        (
            with_fact(locator="А"),
            with_fact(locator="Б"),
            ("Факт «Ссуда до 5 лет»: место в источнике", "А", "Б"),
        ),
        (
            BASE | {"fact": []},
            with_fact(locator="Б"),
            ("Факт «Ссуда до 5 лет»", "удалено", "изменено"),
        ),
        (
            with_fact(locator="А"),
            BASE | {"fact": []},
            ("Факт «Ссуда до 5 лет»", "изменено", "удалено"),
        ),
    ],
)
def test_what_both_have_changed_is_named_and_the_correction_stays(mine, theirs, conflict):
    found, conflicts = merged(mine, theirs)
    assert conflicts == [conflict]
    assert found == mine


def test_parts_that_both_have_made_alike_in_different_words_are_a_conflict():
    mine, theirs = ({**BASE, "fact": [FACT, FACT | {"code": "new", "locator": x}]} for x in "АБ")
    assert merged(mine, theirs)[1] == [("Факт «Ссуда до 5 лет»: место в источнике", "А", "Б")]


def test_a_comparison_names_fields_and_parts_as_people_do():
    new = BASE | {"title": "Займы", "fact": [FACT | {"code": "f2", "statement": "Новое"}]}
    found = [
        (part.title, [each.field for each in part.differences][:1])
        for part in compare(Programme, BASE, new)
    ]
    assert found == [
        ("", ["название"]),
        ("Факт «Новое» — добавлено", ["код"]),
        ("Факт «Ссуда до 5 лет» — удалено", ["код"]),
    ]


def test_a_choice_is_compared_by_its_label_and_a_list_by_its_lines():
    old = {"reliability": "official", "title": "А"}
    (part,) = compare(Source, old, old | {"reliability": "media"})
    assert "official" not in [part.differences[0].old, part.differences[0].new]
    (part,) = compare(Programme, {"audiences": ["a"]}, {"audiences": ["a", "b"]})
    assert part.differences[0].new == "a\nb"
