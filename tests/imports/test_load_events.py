"""Events in files: loaded, repeated, changed; never over what an editor has done."""

from datetime import date

import pytest

from programmes.models import Event, Programme
from tests import small_catalogue
from tests.small_catalogue import change, load, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path):
    files = small_catalogue.write(tmp_path)
    load(files)
    return files


def test_an_event_gets_its_fields_and_relations(files):
    event = Event.objects.get()
    assert (event.begins, event.ends) == (date(2027, 5, 19), date(2027, 5, 21))
    assert (event.state, event.sequence, event.where) == ("planned", 0, "Шанхай, Китай")
    assert [programme.slug for programme in event.programmes.all()] == ["exhibitions"]
    assert [industry.slug for industry in event.industries.all()] == ["machine-tools"]


def test_a_second_load_changes_nothing_not_even_the_number(files):
    before = rows()
    assert load(files) == "Ничего не изменилось.\n"
    assert rows() == before


def test_an_event_no_editor_touched_follows_the_file_and_is_counted_as_changed(files):
    moment = Programme.objects.get().updated_at
    change(files, "events.toml", "ends = 2027-05-21", "ends = 2027-05-22")
    assert load(files) == (
        "Обновлено: 1 событие.\n  событие sial-2027: ends — «2027-05-21» → «2027-05-22»\n"
    )
    assert Event.objects.get().sequence == 1
    assert Programme.objects.get().updated_at > moment


def test_a_relation_follows_the_file_and_is_counted_as_a_change(files):
    change(files, "events.toml", '["machine-tools"]', "[]")
    load(files)
    event = Event.objects.get()
    assert (event.sequence, event.industries.count()) == (1, 0)


def test_an_editors_change_is_kept_and_named(files):
    event = Event.objects.get()
    event.state = "cancelled"
    event.save()
    printed = load(files)
    assert "Оставлено как изменил редактор: 1 событие." in printed
    assert Event.objects.get().state == "cancelled"


def test_an_event_that_an_editor_deleted_does_not_come_back(files):
    Event.objects.all().delete()
    assert "Не возвращено, потому что удалил или переименовал редактор: 1 событие" in load(files)
    assert not Event.objects.exists()
    load(files, update=True)
    assert Event.objects.exists()


def test_check_says_what_would_be_done_and_does_nothing(files):
    change(files, "events.toml", "2027-05-21", "2027-05-22")
    before = rows()
    assert "Обновлено: 1 событие." in load(files, check=True)
    assert rows() == before
