"""The log: what moved in the eyes of the public, once, old and new, whatever way it came about."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from programmes.derived import parts, reading, refresh
from programmes.dossier import in_words
from programmes.models import MERGED_FOR, PAGE, STATE, TERMS, Change, LastSeen, Programme
from programmes.models.changes import SEVERITIES
from programmes.words.choices import About, Severity, State
from tests.derived.making import made_of
from tests.factories import (
    audience,
    contact,
    draft,
    event,
    exhibitions,
    fact,
    loan,
    organisation,
    programme,
)

pytestmark = pytest.mark.django_db


def change(record, **fields):
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()


def settle():
    """Let the hour pass in which changes are merged."""
    for each in Change.objects.all():
        each.begun_at -= 2 * MERGED_FOR
        each.moment -= 2 * MERGED_FOR
        each.save()


def shown(slug="p", **fields):
    """Return a published programme whose publication lies behind."""
    made = programme(slug, **fields)
    settle()
    return Programme.objects.get(pk=made.pk)


def logged(record=None):
    """Return what was logged lately: field, old and new."""
    recent = Change.objects.filter(begun_at__gt=timezone.now() - MERGED_FOR)
    found = recent.filter(programme=record) if record else recent
    return [*found.order_by("pk").values_list("field", "old", "new")]


def test_a_field_is_logged_with_its_old_and_new_text():
    change(shown(cost_note="До 5 млн ₽"), cost_note="До 10 млн ₽")
    assert logged() == [("cost_note", "До 5 млн ₽", "До 10 млн ₽")]


def test_of_a_list_only_the_items_that_moved_are_logged():
    change(shown(benefits="Деньги\nСоветы"), benefits="Деньги\nВыставки")
    assert logged() == [("benefits", "Советы", "Выставки")]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("Деньги", "Деньги\nСоветы", "Что вы получите, добавлено: Советы"),
        ("Деньги\nСоветы", "Деньги", "Что вы получите, убрано: Советы"),
        ("Деньги", "Советы", "Что вы получите: Деньги → Советы"),
    ],
)
def test_what_a_list_gains_or_loses_is_told_as_such(before, after, sentence):
    change(shown(benefits=before), benefits=after)
    assert in_words(Change.objects.first()).sentence == sentence


def test_items_that_change_places_are_logged_as_order():
    change(shown(benefits="Деньги\nСоветы"), benefits="Советы\nДеньги")
    assert logged() == [("benefits", "", "")]
    assert in_words(Change.objects.first()).is_order


def test_a_fact_is_told_by_its_question():
    fact(shown(), "size", about=About.COST, statement="Грант — до 10 млн ₽.")
    assert logged() == [("facts.cost", "", "Грант — до 10 млн ₽.")]
    assert Change.objects.first().severity == Severity.MONEY


def test_of_a_fact_that_says_the_same_what_differs_is_told():
    record = shown()
    change(record.facts.first(), locator="абзац 9")
    ((_, old, new),) = logged()
    assert old.endswith(" (абзац 2)")
    assert new.endswith(" (абзац 9)")


def test_a_day_of_an_event_is_a_deadline_with_its_name():
    record = shown()
    event("fair", programmes=[record])
    (change_,) = Change.objects.filter(field="events")
    assert change_.severity == Severity.DEADLINE
    assert change_.new.startswith("Событие fair: 19–21")


def test_a_first_publication_is_one_change():
    made = draft()
    change(made, state=State.PUBLISHED)
    assert logged(made) == [(STATE, "", "опубликована")]


def test_what_becomes_of_a_draft_is_not_logged():
    hidden = draft()
    change(hidden, title="Другое"), fact(hidden, "new"), hidden.delete()
    assert not Change.objects.exists()


def test_an_archived_programme_is_logged():
    record = shown()
    change(record, state=State.ARCHIVED)
    assert logged() == [(STATE, "опубликована", "закрыта, в архиве")]


def test_a_withdrawn_programme_is_told_by_the_name_the_public_knew():
    record = shown(title="Известная")
    change(record, state=State.DRAFT, title="Тайна")
    assert logged() == [(STATE, "опубликована", "снята с публикации")]
    assert not Change.objects.filter(title="Тайна").exists()


def test_what_was_changed_behind_a_draft_is_told_when_it_comes_back():
    record = shown(cost_note="До 5 млн ₽")
    change(record, state=State.DRAFT)
    settle()
    change(record, cost_note="До 10 млн ₽")
    assert logged() == []
    change(record, state=State.PUBLISHED)
    assert logged() == [
        (STATE, "снята с публикации", "опубликована"),
        ("cost_note", "До 5 млн ₽", "До 10 млн ₽"),
    ]


def test_a_short_withdrawal_leaves_only_what_was_changed_meanwhile():
    record = shown(cost_note="До 5 млн ₽")
    for fields in ({"state": State.DRAFT}, {"cost_note": "До 10 млн ₽", "state": State.PUBLISHED}):
        change(record, **fields)
    assert logged() == [("cost_note", "До 5 млн ₽", "До 10 млн ₽")]


def test_a_deleted_programme_stays_in_the_log_by_its_name():
    record = shown(title="Известная")
    change(record, cost_note="Сто")
    record.delete()
    assert [*Change.objects.values_list("field", "new", "title", "programme")][:2] == [
        (STATE, "удалена", "Известная", None),
        ("cost_note", "Сто", "Известная", None),
    ]


def test_an_operator_renamed_is_logged_of_each_of_its_programmes():
    records = [shown(slug, operator=organisation()) for slug in "pq"]
    change(records[0].operator, short_name="Новый")
    assert [logged(each) for each in records] == [[("operator", "Моспром", "Новый")]] * 2


def test_a_field_that_moves_twice_within_the_hour_has_moved_once():
    record = shown(cost_note="Раз")
    change(record, cost_note="Два"), change(record, cost_note="Три")
    assert logged() == [("cost_note", "Раз", "Три")]


def test_items_that_move_one_after_the_other_are_one_change():
    record = shown(benefits="А\nБ\nВ")
    for text in ("А\nБ\nГ", "Д\nБ\nГ", "Д\nБ\nЕ"):
        change(record, benefits=text)
    assert logged() == [("benefits", "В\nА", "Д\nЕ")]


def test_what_returns_within_the_hour_was_never_changed():
    record = shown(benefits="А\nБ")
    change(record, benefits="Б\nА"), change(record, benefits="А\nБ")
    assert logged() == []


def test_after_the_hour_a_return_is_a_change():
    record = shown(cost_note="Раз")
    change(record, cost_note="Два")
    settle()
    change(record, cost_note="Раз")
    assert logged() == [("cost_note", "Два", "Раз")]


def test_the_hour_counts_from_the_first_change():
    record = shown(cost_note="Раз")
    change(record, cost_note="Два")
    Change.objects.filter(field="cost_note").update(begun_at=timezone.now() - MERGED_FOR)
    change(record, cost_note="Три")
    assert Change.objects.filter(field="cost_note").count() == 2


def test_a_change_with_a_note_stays_as_it_was_explained():
    record = shown(cost_note="Раз")
    change(record, cost_note="Два")
    Change.objects.filter(field="cost_note").update(note="Так решил фонд.")
    change(record, cost_note="Раз")
    assert logged() == [("cost_note", "Раз", "Два"), ("cost_note", "Два", "Раз")]


def test_a_change_taken_back_is_not_logged():
    record = shown()
    with pytest.raises(RuntimeError), transaction.atomic():
        change(record, title="Другое")
        raise RuntimeError
    assert logged() == []


def test_a_batch_logs_each_field_once():
    record = shown()
    with refresh.refresh_once():
        change(record, title="Раз"), change(record, title="Два"), contact(record)
    assert {field for field, _, _ in logged()} == {"title", "contacts"}


def test_a_rebuild_by_another_release_logs_nothing(settings, monkeypatch):
    record = shown()
    settings.RELEASE = "another"
    monkeypatch.setattr(parts, "read", lambda field, *_: {field.field_name: [["Иначе"]]})
    refresh.rebuild()
    assert logged() == []
    monkeypatch.undo()
    settings.RELEASE = "another"
    assert LastSeen.objects.get(pk=record.pk).title == record.title


def test_a_rebuild_by_the_same_release_logs_what_was_changed_behind_the_records():
    record = shown()
    Programme.objects.filter(pk=record.pk).update(summary="Совсем другое.")
    refresh.rebuild()
    assert [field for field, _, _ in logged()] == ["summary"]


def test_of_what_nobody_kept_only_that_the_page_moved_is_known():
    record = shown()
    LastSeen.objects.all().delete()
    change(record, title="Другое")
    assert logged() == [(PAGE, "", "")]
    settle()
    change(record, title="Третье")
    assert logged() == [("title", "Другое", "Третье")]


def test_what_was_public_before_the_log_began_is_kept_at_the_next_rebuild():
    shown()
    LastSeen.objects.all().delete()
    refresh.rebuild()
    assert (LastSeen.objects.count(), logged()) == (1, [])


def test_a_rename_asks_the_same_of_one_programme_and_of_many(django_assert_max_num_queries):
    for number in range(12):
        programme(f"p{number}")
    settle()
    with django_assert_max_num_queries(60):
        change(audience(), name="Экспортёры города")
    assert len(logged()) == 12


def test_severity_is_told_by_the_field():
    change(shown(), cost_note="Сто", description="Подробно.")
    found = dict(Change.objects.exclude(field=STATE).values_list("field", "severity"))
    assert found == {"cost_note": Severity.MONEY, "description": Severity.WORDS}
    assert [each.field for each in Change.objects.of_severity(TERMS).exclude(field=STATE)] == [
        "cost_note"
    ]


@pytest.mark.parametrize(
    "field", ["title", "audiences", "contacts", "facts.cost", "events", "slug"]
)
def test_every_field_has_a_russian_name(field):
    assert Change(field=field).label[0] in "НДКФСА"


def test_every_field_that_is_read_has_a_name(catalogue_read):
    assert all(Change(field=field).label for field in catalogue_read)


@pytest.fixture
def catalogue_read():
    """The fields of a programme that says much."""
    record = loan()
    contact(record), event("fair", programmes=[record]), record.partners.add(organisation("q"))
    return made_of(record).reading


def test_what_is_settled_can_be_merged_no_more():
    record = exhibitions()
    assert not Change.objects.settled(timezone.now()).exists()
    later = timezone.now() + MERGED_FOR + timedelta(seconds=1)
    assert Change.objects.settled(later).filter(programme=record).exists()


def fields_of_the_log() -> set[str]:
    """Return the names under which the log can tell of a change, facts by their question."""
    found = {STATE, PAGE, *About.values}
    for field in reading._record.fields.values():
        parts = field.fields.values() if field.source == "*" else [field]
        found |= {part.source if len(parts) > 1 else part.field_name for part in parts}
    return found


def severe_and_unknown(severities) -> set[str]:
    return set().union(*severities.values()) - fields_of_the_log()


def test_every_field_with_a_severity_is_one_that_the_log_tells_of():
    assert severe_and_unknown(SEVERITIES) == set()


def test_a_severity_of_a_field_that_nobody_has_is_found():
    assert severe_and_unknown({Severity.MONEY: {"cost", "price"}}) == {"price"}
