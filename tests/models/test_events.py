"""Events: what their dates may be, when they are over, who sees them, what moves with them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from programmes.models import Event, Organisation, Programme, PublicSlug, Source
from programmes.words.choices import EventState, State
from tests.factories import country, draft, event, organisation, programme, source

pytestmark = pytest.mark.django_db

MAY, JUNE, JULY = date(2027, 5, 1), date(2027, 6, 1), date(2027, 7, 1)

BAD = {
    "no title": ({"title": " "}, "event_title_filled"),
    "an unknown state": ({"state": "doubtful"}, "event_state_known"),
    "an end before its beginning": ({"begins": JUNE, "ends": MAY}, "event_ends_in_order"),
    "applications after its end": (
        {"begins": None, "ends": MAY, "applications_until": JUNE},
        "event_applications_in_order",
    ),
    "a past without a day": (
        {"begins": None, "ends": None, "applications_until": MAY, "state": EventState.HELD},
        "event_held_dated",
    ),
}


@pytest.mark.parametrize(("fields", "constraint"), BAD.values(), ids=BAD)
def test_the_database_refuses_an_event_with(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        event("bad", **fields)


GOOD = {
    "no dates at all": {"begins": None, "ends": None},
    "one day": {"begins": MAY, "ends": MAY},
    "a beginning alone, held": {"begins": MAY, "ends": None, "state": EventState.HELD},
    "an end alone, held": {"begins": None, "ends": MAY, "state": EventState.HELD},
    "applications until its last day": {"begins": MAY, "ends": JUNE, "applications_until": JUNE},
    "applications before a beginning alone": {"ends": None, "applications_until": MAY},
    "no place, country or organiser": {"place": "", "country": None, "organiser": None},
}


@pytest.mark.parametrize("fields", GOOD.values(), ids=GOOD)
def test_an_event_may_have(fields):
    event(**fields).full_clean()


def test_a_title_that_a_spreadsheet_would_run_is_refused_by_name():
    record = Event(slug="x", title="=SUM(A1)", source=source())
    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    assert "формулу" in refusal.value.message_dict["title"][0]


def test_a_source_a_country_and_an_organiser_of_an_event_cannot_be_deleted():
    event(organiser=organisation())
    for record in (source(), country(), organisation()):
        with pytest.raises(IntegrityError):
            record.delete()


# --- Over or not ------------------------------------------------------------------------------

OVER = [
    ({"begins": MAY, "ends": JUNE}, MAY, False),
    ({"begins": MAY, "ends": JUNE}, JUNE, False),
    ({"begins": MAY, "ends": JUNE}, JULY, True),
    ({"begins": MAY, "ends": None}, MAY, False),
    ({"begins": MAY, "ends": None}, JUNE, True),
    ({"begins": None, "ends": None, "applications_until": MAY}, JUNE, True),
    ({"begins": None, "ends": None}, JULY, False),
    ({"begins": JUNE, "ends": JULY, "state": EventState.HELD}, MAY, True),
    ({"begins": MAY, "ends": MAY, "state": EventState.CANCELLED}, MAY, False),
]


@pytest.mark.parametrize(("fields", "day", "is_over"), OVER)
def test_the_dates_tell_whether_an_event_is_over(fields, day, is_over):
    assert event(**fields).is_over_on(day) is is_over


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, "Шанхай, Китай"),
        ({"place": ""}, "Китай"),
        ({"country": None}, "Шанхай"),
        ({"place": "", "country": None}, ""),
    ],
)
def test_as_much_of_the_place_is_told_as_is_known(fields, where):
    assert event(**fields).where == where


def test_an_event_without_days_says_so():
    assert event(begins=None, ends=None).date_words == "дата не указана"


# --- The number of a change -------------------------------------------------------------------


def test_the_number_rises_with_each_change_and_with_nothing_else():
    made = event(programmes=[programme("p")])
    assert made.sequence == 0
    read = Event.objects.get()
    for number, title in enumerate(("Другое", "Третье"), start=1):
        read.title = title
        read.save()
        read.save()
        assert Event.objects.get().sequence == number
    read.place = "Пекин"
    read.save(update_fields=["place"])
    assert Event.objects.get().sequence == 3


def test_who_read_an_event_before_its_last_change_does_not_turn_the_number_back():
    event(programmes=[programme("p")], organiser=organisation("fair"))
    read = Event.objects.get()
    fair = Organisation.objects.get(slug="fair")
    fair.short_name = "Ярмарка"
    fair.save()
    assert Event.objects.get().sequence == 1
    read.place = "Пекин"
    read.save()
    assert Event.objects.get().sequence == 2


# --- Who sees it ------------------------------------------------------------------------------


def test_an_event_is_public_with_a_published_programme_alone():
    bare, hidden, shown = event("bare"), event("hidden"), event("shown")
    hidden.programmes.set([draft()])
    shown.programmes.set([programme("p"), Programme.objects.get(state=State.DRAFT)])
    assert [each.slug for each in Event.objects.public()] == ["shown"]
    assert [each.is_public for each in (bare, hidden, shown)] == [False, False, True]


def test_what_a_public_event_names_is_public_and_keeps_its_code():
    event(programmes=[programme("p")], organiser=organisation("fair"), source=source("news"))
    event("other", organiser=organisation("nobody"), source=source("hidden"))
    assert Organisation.objects.public().get().slug == "fair"
    assert Source.objects.public().filter(slug__in=["news", "hidden"]).get().slug == "news"
    kept = PublicSlug.objects.filter(slug__in=["fair", "news", "sial-2027", "nobody", "hidden"])
    assert {each.slug for each in kept} == {"fair", "news", "sial-2027"}
