"""Tables of facts, contacts, conditions and events: taken, filled in, brought back."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from programmes.admin.exporting import file_of, tables_of
from programmes.derived import refresh
from programmes.imports import Rights, TextEdit, headings_for
from programmes.imports import table as importing
from programmes.models import Event, Fact, Programme
from programmes.revisions import review
from programmes.revisions.models import Revision
from programmes.revisions.states import ReviewState
from programmes.tables import PAGE, UnreadableError
from programmes.words.choices import State
from programmes.words.validators import clean_text
from tests import sheets
from tests.factories import (
    contact,
    draft,
    editor,
    event,
    exhibitions,
    fact,
    industry,
    organisation,
    programme,
    requirement,
    source,
)
from tests.nasty import TEXTS

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
SLUG = "international-exhibitions"
KINDS = {each.name: each for model in (Programme, Event) for each in tables_of(model)}
EDITOR = Rights(publish=False, delete=True)


def taken(kind: str, suffix="csv") -> io.BytesIO:
    """Return all records of a kind as the desk gives them."""
    model = Event if kind == "event" else Programme
    pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
    response = file_of(KINDS[kind], pks, suffix)
    body = b"".join(response.streaming_content)
    response.file_to_stream.close()
    return io.BytesIO(body)


def rows(kind: str, *some: dict) -> io.BytesIO:
    """Return a table of a kind with these cells by key."""
    by_key = headings_for(KINDS[kind]).by_key
    return sheets.table(*({by_key[key].heading: row[key] for key in row} for row in some))


def of_facts(*some: dict) -> io.BytesIO:
    return rows("fact", *({"programme": SLUG} | row for row in some))


def compare(kind: str, file: io.BytesIO, rights=importing.EVERYTHING):
    return importing.compare(file, TODAY, kind=KINDS[kind], rights=rights)


def apply(kind: str, file: io.BytesIO, **more):
    plan, done = importing.apply(file, TODAY, kind=KINDS[kind], **more)
    assert done, list(map(str, plan.refusals))
    return plan


def refusals(kind: str, file: io.BytesIO, rights=importing.EVERYTHING) -> str:
    plan = compare(kind, file, rights)
    assert plan.refusals
    return "\n".join(map(str, plan.refusals))


def new_fact(code="new", **more) -> dict:
    """Return the cells that a fact has to have."""
    cells = {"code": code, "about": "Что это", "statement": f"Утверждение {code} здесь."}
    return cells | {"source": source().slug, "locator": "абзац 1"} | more


# --- There and back --------------------------------------------------------------------------


def make_awkward() -> None:
    """Make records whose texts, numbers and days tables break."""
    figures = ({"value": Decimal("1000.5"), "bound": "more-than", "unit": "т"}, {})
    with refresh.refresh_once():
        record = programme()
        for number, text in enumerate(text for text in TEXTS if "\0" not in text):
            said = text if clean_text(text) else f"x{text}x"
            when = {"as_of": date(2025, 2, 1) if number % 3 else None, "period": text}
            fact(record, f"t{number}", statement=said, locator=said, **when, **figures[number % 2])
            contact(record, f"{said} {number}", label=text)
            requirement(record, f"{said} {number}", values=said)
            event(f"e{number}", title=said, place=text, note=text, ends=None)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_awkward_values_come_back_as_they_went_out(suffix):
    make_awkward()
    for kind, each in KINDS.items():
        plan = compare(kind, taken(kind, suffix))
        found = ([edit.changes for edit in plan.edits], plan.refusals, plan.notices)
        assert (kind, *found) == (kind, [], [], [])
        assert plan.unchanged == each.model.objects.count()


def test_the_columns_are_all_that_people_write():
    for kind in ("fact", "contact", "requirement", "event"):
        written = {each.name for each in KINDS[kind].fields.values() if each.editable}
        assert written <= set(headings_for(KINDS[kind]).by_key)


# --- What a cell changes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("value", "1 000,5", Decimal("1000.5")),
        ("value", "1\N{NO-BREAK SPACE}000.50", Decimal("1000.5")),
        ("as_of", "21.11.2025", date(2025, 11, 21)),
        ("about", "стоимость и размер поддержки", "cost"),
        ("is_key", "нет", False),
        ("home_position", "", None),
        ("label", "участвовали в\N{NO-BREAK SPACE}2025", "участвовали в\N{NO-BREAK SPACE}2025"),
        ("source", "https://example.org/other", None),
    ],
)
def test_a_cell_changes_its_field_alone(key, text, value):
    exhibitions()
    other = source("other")
    before = Fact.objects.values().get(code="companies")
    apply("fact", of_facts({"code": "companies", key: text}))
    after = Fact.objects.values().get(code="companies")
    changed = {name for name in after if after[name] != before[name]}
    name = "source_id" if key == "source" else key
    assert changed == {name}
    assert after[name] == (other.pk if key == "source" else value)


def test_rows_may_stand_in_any_order_and_name_what_stands_below():
    exhibitions()
    apply("fact", of_facts(new_fact("a", alternative_to="b"), new_fact("b")))
    assert Fact.objects.get(code="a").alternative_to.code == "b"
    assert Fact.objects.count() == 4


def test_what_a_table_does_not_name_stays_and_what_is_marked_goes():
    exhibitions()
    plan = apply("fact", of_facts({"code": "since", "delete": "да"}))
    assert plan.summary.startswith("Факты. Изменится: 0, новых: 0, удалится: 1")
    [change] = plan.edits[0].changes
    assert change.field == "Факт «Утверждение since подтверждено источником.» — удалено"
    assert [each.code for each in Fact.objects.all()] == ["companies"]


def test_a_condition_rests_on_a_fact_by_its_code():
    exhibitions()
    cells = {"attribute": "size", "values": "small", "sentence": "Малый бизнес", "fact": "since"}
    apply("requirement", rows("requirement", {"programme": SLUG} | cells))
    assert Programme.objects.get().requirements.get().fact.code == "since"


def test_a_change_is_a_revision_that_a_second_person_has_not_seen():
    record, user = exhibitions(), editor()
    apply("fact", of_facts({"code": "since", "locator": "абзац 9"}), user=user)
    [kept] = Revision.objects.of(record)
    assert (kept.author, kept.is_unreviewed, kept.comment) == (user, True, "Загружено таблицей.")
    assert Programme.objects.get().revision == record.revision + 1


# --- What is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {"programme": "none", "code": "a"},
            "столбец «Код программы»: программы «none» в каталоге",
        ),
        ({"code": ""}, "столбец «Код»: пусто"),
        ({"code": "since", "source": "none"}, "столбец «Источник»: «none» в каталоге нет"),
        ({"code": "since", "value": "много"}, "столбец «Число»: «много» — не число"),
        ({"code": "since", "position": "1,5"}, "столбец «Порядок»: «1,5» — не целое число"),
        ({"code": "since", "value": "5"}, "столбец «Число»: число и граница указываются вместе"),
        ({"code": "since", "about": "Цена"}, "столбец «О чём»: «Цена» — такого нет"),
        ({"code": "since", "is_key": "может"}, "столбец «Ключевая цифра»: «может» — напишите"),
        ({"code": "since", "statement": ""}, "столбец «Утверждение»"),
        ({"code": "since", "statement": "две\nстроки"}, "уберите перенос строки"),
        ({"code": "since", "as_of": "вчера"}, "столбец «На какую дату»: «вчера» — не дата"),
        ({"code": "since", "alternative_to": "none"}, "факта «none» у этой программы нет"),
        ({"code": "since", "stamp": "v0", "locator": "иначе"}, "после выгрузки запись изменилась"),
        ({"code": "since", "delete": "ага"}, "столбец «Удалить»: напишите «да»"),
        ({"code": "none", "delete": "да"}, "столбец «Удалить»: такой записи нет"),
        ({"code": "new", "statement": "Новое."}, "столбец «Источник»: не указано"),
        ({"code": "не код", "statement": "Новое."}, "столбец «Код»"),
    ],
)
def test_a_row_is_refused_with_its_place_and_the_reason(row, sentence):
    exhibitions()
    found = refusals("fact", of_facts(row))
    assert found.startswith("Строка 2")
    assert sentence in found


def test_a_record_that_stands_twice_is_refused():
    exhibitions()
    found = refusals("fact", of_facts({"code": "since", "unit": ""}, {"code": "since", "unit": ""}))
    assert found == "Строка 3, столбец «Код»: такая запись уже есть в строке 2."


def test_a_fact_is_not_deleted_on_which_others_rest_nor_the_last_one():
    record = exhibitions()
    requirement(record, fact=record.facts.get(code="since"))
    gone = [{"code": code, "delete": "да"} for code in ("companies", "since")]
    found = refusals("fact", of_facts(*gone))
    assert "Строка 3, столбец «Удалить»: его называет условие «Малый бизнес»." in found
    assert "последний факт опубликованной записи не удаляют" in found


def test_a_table_that_changes_too_much_is_refused():
    exhibitions()
    file = of_facts({"code": "since", "locator": "иначе"}, {"code": "companies", "locator": "так"})
    with pytest.raises(UnreadableError, match="Изменённых строк больше 1:"):
        importing.compare(file, TODAY, replace(PAGE, changes=1), kind=KINDS["fact"])


def test_one_refused_row_stops_all():
    exhibitions()
    file = of_facts({"code": "since", "locator": "иначе"}, {"code": "companies", "about": "Цена"})
    assert not importing.apply(file, TODAY, kind=KINDS["fact"])[1]
    assert not Fact.objects.filter(locator="иначе").exists()


def test_whoever_changes_a_programme_meanwhile_stops_the_table(monkeypatch):
    record, held = exhibitions(), importing.save_portion

    def after_another(*args):
        fact(record, "between")
        return held(*args)

    monkeypatch.setattr(importing, "save_portion", after_another)
    file = of_facts({"code": "since", "locator": "иначе"})
    plan, done = importing.apply(file, TODAY, kind=KINDS["fact"])
    assert (done, len(plan.edits)) == (False, 1)
    assert not Fact.objects.filter(locator="иначе").exists()


# --- Editors ---------------------------------------------------------------------------------


def test_what_an_editor_brings_for_a_public_page_becomes_a_correction():
    record, user = exhibitions(), editor()
    file = of_facts(new_fact("since", locator="абзац 9"), new_fact())
    plan = apply("fact", file, user=user, rights=EDITOR)
    assert plan.corrections == 1
    assert Fact.objects.count() == 2
    kept = review.opened(record)
    assert (kept.author, kept.state) == (user, ReviewState.WORKING)
    assert [each["locator"] for each in kept.content["fact"]] == ["абзац 2", "абзац 9", "абзац 1"]
    review.publish(record, kept, user)
    assert Fact.objects.get(code="since").locator == "абзац 9"


def test_what_an_editor_brings_for_a_programme_becomes_a_correction_too():
    record, user = exhibitions(), editor()
    cells = {"slug": SLUG, "keywords": "станок в лизинг", "industry": industry().slug}
    apply("programme", rows("programme", cells), user=user, rights=EDITOR)
    text = review.opened(record).content
    assert (text["keywords"], text["industries"]) == ("станок в лизинг", ["machine-tools"])
    assert Programme.objects.get().keywords == ""


def test_what_an_editor_brings_for_a_draft_is_written_at_once():
    record = draft()
    row = {"programme": record.slug, "code": "f1", "locator": "абзац 9"}
    apply("fact", rows("fact", row), user=editor(), rights=EDITOR)
    assert record.facts.get().locator == "абзац 9"


@pytest.mark.parametrize("kind", ["programme", "fact"])
def test_a_page_that_somebody_corrects_already_is_left_to_him(kind):
    record, user = exhibitions(), editor()
    apply("fact", of_facts({"code": "since", "locator": "абзац 9"}), user=user, rights=EDITOR)
    cells = {"slug": SLUG, "summary": "Иначе."}
    file = rows(kind, cells) if kind == "programme" else of_facts({"code": "since", "unit": "т"})
    found = refusals(kind, file, EDITOR)
    assert "эту запись уже правят: её правка №\N{NO-BREAK SPACE}1 ещё не опубликована" in found
    assert review.opened(record).saves == 1


def test_rights_to_a_kind_of_record_are_asked():
    exhibitions()
    file = of_facts({"code": "since", "delete": "да"})
    assert "удалять такие записи вам нельзя" in refusals("fact", file, Rights(delete=False))


# --- Events ----------------------------------------------------------------------------------


def of_event(**cells) -> io.BytesIO:
    return rows("event", {"slug": "sial-2027"} | cells)


def test_a_new_event_is_made_with_what_it_names():
    exhibitions(), organisation()
    apply(
        "event",
        of_event(title="SIAL", organiser="Моспром", programmes=SLUG, source=source().slug),
    )
    made = Event.objects.get()
    assert (made.organiser.slug, made.state) == ("mosprom", "planned")
    assert [each.slug for each in made.programmes.all()] == [SLUG]


def test_an_event_that_nobody_sees_is_not_tied_to_a_public_page_by_an_editor():
    exhibitions(), event()
    found = refusals("event", of_event(programmes=SLUG), EDITOR)
    assert "столбец «Программы»: программа «Участие в международных выставках» уже на" in found


def test_an_editors_change_of_a_public_event_is_a_correction():
    made = event(programmes=[exhibitions()])
    apply("event", of_event(note="Перенос"), user=editor(), rights=EDITOR)
    assert Event.objects.get().note == ""
    assert review.opened(made).content["note"] == "Перенос"


def test_whoever_reads_a_programme_under_review_is_told_of_its_event():
    record = programme(state=State.REVIEW)
    event(programmes=[record])
    apply("event", of_event(note="Перенос"))
    assert Programme.objects.get().revision > record.revision


def test_an_event_goes_when_it_is_marked():
    event()
    apply("event", of_event(delete="да"))
    assert not Event.objects.exists()


# --- Programmes ------------------------------------------------------------------------------


def test_the_state_of_a_programme_is_shown_and_not_changed_by_a_table():
    exhibitions()
    assert ";Опубликована\r" in taken("programme").getvalue().decode()
    found = refusals("programme", rows("programme", {"slug": SLUG, "state": "Черновик"}))
    assert "столбец «Состояние»: состояние таблицей не меняют" in found


def test_a_new_programme_may_say_that_it_is_a_draft():
    apply("programme", rows("programme", {"slug": "new", "title": "Новая", "state": "Черновик"}))
    assert Programme.objects.get().state == State.DRAFT


def test_what_visitors_are_not_told_is_taken_over_too():
    exhibitions(), draft("next")
    cells = {"keywords": "раз\nдва", "check_every": "Каждый год", "replaced_by": "next"}
    apply("programme", rows("programme", {"slug": SLUG} | cells))
    record = Programme.objects.get(slug=SLUG)
    assert (record.keywords, record.check_every) == ("раз\nдва", 365)
    assert [each.slug for each in record.replaced_by.all()] == ["next"]


def test_an_edit_says_what_becomes_of_its_record():
    exhibitions()
    plan = compare("fact", of_facts({"code": "since", "locator": "иначе"}), EDITOR)
    [edit] = plan.edits
    assert isinstance(edit, TextEdit)
    assert "станет правкой, которую прочтёт издатель" in edit.title
    [change] = edit.changes
    assert (change.field, change.old, change.new) == (
        "Факт «Утверждение since подтверждено источником.»: место в источнике",
        "абзац 2",
        "иначе",
    )
