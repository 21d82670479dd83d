"""Upkeep of events: whatever changes of one moves the pages of its programmes, and no other."""

from datetime import date

import pytest

from programmes.derived import refresh, signals
from programmes.models import Event, Programme
from programmes.words.choices import EventState
from tests.factories import event, industry, organisation, programme, source

pytestmark = pytest.mark.django_db


def moment(record):
    return Programme.objects.get(pk=record.pk).updated_at


def change(record, **fields):
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()


CHANGES = {
    "its title": lambda e, p: change(e, title="Другое"),
    "its days": lambda e, p: change(e, ends=date(2027, 5, 22)),
    "its state": lambda e, p: change(e, state=EventState.CANCELLED),
    "its country's name": lambda e, p: change(e.country, name="КНР"),
    "its organiser's name": lambda e, p: change(e.organiser, short_name="Устроитель"),
    "its source's publisher": lambda e, p: change(e.source, publisher="Газета"),
    "an industry's name": lambda e, p: change(industry(), name="Станки"),
    "another industry": lambda e, p: e.industries.add(industry("microelectronics")),
    "an industry that takes it up": lambda e, p: industry("other").events.add(e),
    "an industry that lets it go": lambda e, p: industry().events.remove(e),
    "industries taken away": lambda e, p: e.industries.clear(),
    "a programme that lets it go": lambda e, p: p.events.remove(e),
    "a programme taken away": lambda e, p: e.programmes.remove(p),
    "programmes taken away": lambda e, p: e.programmes.clear(),
    "its end": lambda e, p: e.delete(),
}


@pytest.mark.parametrize("make", CHANGES.values(), ids=CHANGES)
def test_the_date_of_a_programme_moves_with(make):
    shown, other = programme("p"), programme("other")
    named = {"organiser": organisation("fair"), "source": source("news")}
    made = event(programmes=[shown], industries=[industry()], **named)
    before, apart = moment(shown), moment(other)
    make(Event.objects.get(pk=made.pk), shown)
    assert moment(shown) > before
    assert moment(other) == apart


def test_the_date_of_a_programme_moves_with_an_event_that_it_gets():
    shown, made = programme("p"), event()
    for give in (lambda: shown.events.add(made), lambda: event("next", programmes=[shown])):
        before = moment(shown)
        give()
        assert moment(shown) > before


def test_an_industry_that_lets_an_event_go_concerns_no_other_event(monkeypatch):
    shown, other = programme("p"), programme("other")
    made = event(programmes=[shown], industries=[industry()])
    event("apart", programmes=[other])
    touched = []
    monkeypatch.setattr(signals, "touch", lambda pks, **kwargs: touched.extend(pks))
    industry().events.remove(made)
    assert {*touched} == {shown.pk}


def test_a_rebuild_keeps_the_days_of_events_and_counts_nothing():
    made = event(programmes=[programme("p")])
    Event.objects.update(last_begins=None, last_ends=None)
    refresh.rebuild()
    after = Event.objects.get(pk=made.pk)
    assert (after.last_begins, after.last_ends) == (made.begins, made.ends)
    assert after.sequence == Event.objects.get(pk=made.pk).sequence == 0
