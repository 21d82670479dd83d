"""Upkeep: every public change moves version, index and date of change, in its transaction."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from programmes.catalogue.sets import current_version
from programmes.derived import refresh, signals
from programmes.models import Posting, Programme, PublicRow, PublicSlug, Source
from programmes.words.choices import State
from tests.factories import (
    audience,
    contact,
    draft,
    exhibitions,
    fact,
    industry,
    loan,
    organisation,
    place,
    programme,
    source,
    synonyms,
)

pytestmark = pytest.mark.django_db


def words_of(record):
    return set(Posting.objects.filter(programme=record).values_list("lemma__text", flat=True))


CHANGES = {
    "a programme's title": lambda p: change(p, title="Новое название"),
    "a fact": lambda p: change(p.facts.first(), statement="Новое утверждение."),
    "a new fact": lambda p: fact(p, "new"),
    "a deleted fact": lambda p: p.facts.first().delete(),
    "the operator's name": lambda p: change(p.operator, short_name="Моспромэкспорт"),
    "the audience's name": lambda p: change(p.audiences.get(), name="Экспортёры города"),
    "another audience": lambda p: p.audiences.add(audience("adults")),
    "a place": lambda p: p.places.add(place()),
    "a programme given to an audience": lambda p: audience("adults").programmes.set([p]),
    "a source": lambda p: change(p.facts.first().source, title="Другой заголовок"),
    "a synonym": lambda p: synonyms(),
    "a deleted programme": lambda p: p.delete(),
    "an archived programme": lambda p: change(p, state=State.ARCHIVED),
}


def change(record, **fields):
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()


@pytest.mark.parametrize("make", CHANGES.values(), ids=CHANGES)
def test_the_version_moves_with(make):
    record = exhibitions()
    before = current_version().token
    make(record)
    assert current_version().token != before


def test_the_version_stays_when_the_change_is_taken_back():
    record = exhibitions()
    before = current_version().token
    with pytest.raises(RuntimeError), transaction.atomic():
        change(record, title="Другое")
        raise RuntimeError
    assert current_version().token == before


def test_an_operator_renamed_is_found_under_the_new_name():
    record = exhibitions()
    change(record.operator, short_name="Экспортоград")
    assert "экспортоград" in words_of(record)


def test_words_of_a_deleted_fact_leave_the_index():
    record = exhibitions()
    extra = fact(record, "extra", statement="Здесь есть жирафы.")
    assert "жираф" in words_of(record)
    extra.delete()
    assert "жираф" not in words_of(record)


def test_a_place_taken_away_leaves_the_index():
    record = programme(places=[place("zoo", name="Зоопарк")])
    assert "зоопарк" in words_of(record)
    place("zoo").delete()
    assert "зоопарк" not in words_of(record)


def test_a_deleted_programme_leaves_no_words_behind():
    exhibitions().delete()
    assert not Posting.objects.exists()


def test_a_draft_is_not_in_the_index():
    assert words_of(draft()) == set()


def test_the_date_of_change_moves_with_what_the_public_sees():
    record = exhibitions()
    before = Programme.objects.get(pk=record.pk).updated_at
    change(record.operator, short_name="Новое имя")
    assert Programme.objects.get(pk=record.pk).updated_at > before


def test_the_date_of_change_stays_when_only_the_check_is_new():
    record = Programme.objects.get(pk=exhibitions().pk)
    before, digest = record.updated_at, record.public_digest
    change(record, checked_on=date(2026, 11, 21))
    record.refresh_from_db()
    assert (record.updated_at, record.public_digest) == (before, digest)


def test_both_programmes_follow_a_fact_that_goes_from_one_to_the_other():
    giver, taker = exhibitions(), loan()
    before = dates_of(giver, taker)
    change(giver.facts.get(code="since"), programme=taker, code="moved")
    assert all(new > old for new, old in zip(dates_of(giver, taker), before, strict=True))


def dates_of(*records):
    return [Programme.objects.get(pk=record.pk).updated_at for record in records]


def test_a_change_by_another_release_moves_the_date(settings):
    record = Programme.objects.get(pk=exhibitions().pk)
    settings.RELEASE = "another"
    change(record, title="Другое название")
    before = record.updated_at
    assert Programme.objects.get(pk=record.pk).updated_at > before


def test_the_address_of_a_draft_is_nobodys():
    draft()
    assert not PublicSlug.objects.filter(table="programme").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "write", [lambda pk: refresh.refresh([pk], is_seen=True), lambda pk: refresh.rebuild()]
)
def test_what_follows_a_change_is_written_whole_or_not_at_all(monkeypatch, write):
    record = exhibitions()
    Programme.objects.update(title="Жирафы")
    monkeypatch.setattr(refresh, "renew_version", unable)
    with pytest.raises(RuntimeError):
        write(record.pk)
    assert "жираф" not in words_of(record)


def unable():
    raise RuntimeError


def test_digests_of_another_release_are_noticed_and_mended(settings):
    exhibitions(), draft()
    settings.RELEASE = "another"
    assert "programmes.W003" in [message.id for message in refresh.check_index(databases="default")]
    refresh.rebuild()
    assert refresh.check_index(databases="default") == []


DAMAGE = {
    "programmes.W001": lambda settings: Posting.objects.all().delete(),
    "programmes.W002": lambda settings: PublicRow.objects.all().delete(),
    "programmes.W003": lambda settings: setattr(settings, "RELEASE", "another"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_what_is_damaged_is_named_with_the_command_that_mends_it(settings, name):
    exhibitions(), draft()
    DAMAGE[name](settings)
    found = {message.id: message for message in refresh.check_index(databases="default")}
    assert "1 programmes" in found[name].msg
    assert found[name].hint == "Run manage.py rebuild_index."


def test_nothing_is_compared_unless_a_database_is_named():
    exhibitions()
    Posting.objects.all().delete()
    assert refresh.check_index() == []


def test_nothing_is_compared_with_tables_of_another_release():
    exhibitions()
    Posting.objects.all().delete()
    (last,) = MigrationLoader(connection).graph.leaf_nodes("programmes")
    MigrationRecorder(connection).record_unapplied(*last)
    assert refresh.check_index(databases="default") == []


HIDDEN_CHANGES = {
    "a title": lambda p: change(p, title="Другой черновик"),
    "a fact": lambda p: fact(p, "new"),
    "a changed fact": lambda p: change(p.facts.first(), statement="Иначе."),
    "a deleted fact": lambda p: p.facts.first().delete(),
    "a contact": contact,
    "an audience": lambda p: p.audiences.add(audience("adults")),
    "an audience given to it": lambda p: p.audiences.set([audience("adults")]),
    "audiences taken away": lambda p: p.audiences.clear(),
    "a step to review": lambda p: change(p, state=State.REVIEW),
    "a deletion": lambda p: p.delete(),
}


@pytest.mark.parametrize("make", HIDDEN_CHANGES.values(), ids=HIDDEN_CHANGES)
def test_what_becomes_of_a_draft_leaves_the_version(make):
    exhibitions(), audience("adults")
    hidden = draft()
    before = current_version().token
    make(hidden)
    assert current_version().token == before


@pytest.fixture
def in_sight(monkeypatch):
    """A source that the public sees by itself, as long as its note says so."""
    shown = Source.objects.filter(note="на виду")
    monkeypatch.setattr(refresh, "is_seen", lambda each: shown.filter(pk=each.pk).exists())
    return source("lonely", note="на виду")


def test_a_record_that_leaves_the_public_moves_the_version_and_then_no_more(in_sight):
    before = current_version().token
    change(in_sight, note="скрыто")
    left = current_version().token
    assert left != before
    change(in_sight, note="скрыто, и что с ним, никого не касается")
    assert current_version().token == left
    change(in_sight, note="на виду")
    assert current_version().token != left


def test_a_public_record_that_is_deleted_moves_the_version(in_sight):
    before = current_version().token
    in_sight.delete()
    assert current_version().token != before


def test_a_public_record_that_is_deleted_in_a_batch_moves_the_version(in_sight):
    before = current_version().token
    with refresh.refresh_once():
        in_sight.delete()
        assert current_version().token == before
    assert current_version().token != before


def test_a_hidden_record_that_is_deleted_leaves_the_version(in_sight):
    change(in_sight, note="скрыто")
    before = current_version().token
    in_sight.delete()
    assert current_version().token == before


def test_a_closed_programme_that_is_deleted_moves_the_version():
    """Its address said that it is closed, and knows nothing of it any more."""
    closed = draft()
    change(closed, state=State.ARCHIVED)
    before = current_version().token
    closed.delete()
    assert current_version().token != before


@pytest.mark.parametrize("become", ["save", "delete"])
def test_records_of_others_are_not_looked_at(django_user_model, become):
    person = django_user_model(username="editor")
    person.save()
    getattr(person, become)()
    assert not hasattr(person, "named_by")


def test_relations_of_others_are_not_looked_at(django_user_model, monkeypatch):
    person = django_user_model.objects.create(username="editor")
    touched = []
    monkeypatch.setattr(signals, "touch", lambda *args, **kwargs: touched.append(args))
    person.groups.add(Group.objects.create(name="Гости"))
    assert touched == []


def test_what_the_portal_notes_for_itself_is_no_change_of_the_catalogue():
    watched = signals.watched_models()
    assert {Programme, Source} <= {*watched}
    assert not {PublicSlug, PublicRow, Posting} & {*watched}


def test_a_draft_that_is_published_moves_the_version():
    hidden = draft()
    before = current_version().token
    change(hidden, state=State.PUBLISHED)
    assert current_version().token != before


def test_the_version_moves_when_an_audience_is_taken_from_all_programmes():
    record = exhibitions()
    before = current_version().token
    audience().programmes.clear()
    assert current_version().token != before
    assert "экспортер" not in words_of(record)


def test_another_programme_keeps_its_date_of_change():
    other = Programme.objects.get(pk=loan().pk)
    change(exhibitions(), title="Другое")
    assert Programme.objects.get(pk=other.pk).updated_at == other.updated_at


def test_a_batch_refreshes_once_at_its_end():
    record = exhibitions()
    before = current_version().token
    with refresh.refresh_once():
        change(record, title="Жирафы")
        assert current_version().token == before
    assert current_version().token != before
    assert "жираф" in words_of(record)


def test_a_batch_that_fails_changes_nothing_and_ends():
    record = exhibitions()
    with pytest.raises(RuntimeError), refresh.refresh_once():
        change(record, title="Жирафы")
        raise RuntimeError
    assert not Programme.objects.filter(title="Жирафы").exists()
    change(record, title="Слоны")
    assert words_of(record) & {"жираф", "слон"} == {"слон"}


def test_a_batch_asks_no_more_what_the_public_sees_once_it_saw_something(monkeypatch):
    hidden = draft()
    asked = []
    monkeypatch.setattr(refresh, "is_seen", lambda record: asked.append(record) or True)
    with refresh.refresh_once():
        change(hidden, title="Жирафы")
        once = len(asked)
        change(hidden, title="Слоны")
    assert len(asked) == once > 0
    change(hidden, title="Слоны без жирафов")
    assert len(asked) > once


def test_a_batch_without_changes_leaves_the_version():
    before = current_version().token
    with refresh.refresh_once():
        pass
    assert current_version().token == before


def test_what_no_published_programme_names_leaves_the_version():
    exhibitions(), draft(operator=organisation("hidden"))
    before = current_version().token
    for make in (source, organisation, place, industry, audience):
        change(make("lonely"), slug="renamed")
    change(organisation("hidden"), short_name="Под другим именем")
    assert current_version().token == before
