"""The calendar over time: whatever moves an entry raises its number, and no entry comes twice."""

from contextlib import suppress

import feedparser
import icalendar
import pytest
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from programmes.derived import signals
from programmes.models import Event
from tests.laws.test_freshness import changes

pytestmark = pytest.mark.django_db

ALL = "time=all"
OF_A_CHANGE = ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED")
"""What an entry says of its changes, not of its event (RFC 5545 3.8.7)."""
LATER = timezone.now().replace(year=2030, month=1, day=1)


def entries(client):
    """Return what each entry of the whole calendar says, and its number, by identifier."""
    read = icalendar.Calendar.from_ical(client.get(f"/events.ics?{ALL}").content)
    found = {}
    for entry in read.walk("VEVENT"):
        text = {n: value.to_ical() for n, value in entry.items() if n not in OF_A_CHANGE}
        moment = entry.decoded("DTSTAMP")
        assert str(entry["UID"]) not in found, "two entries have one identifier"
        found[str(entry["UID"])] = text, (int(entry["SEQUENCE"]), moment)
    return found


def news(client):
    """Return what each entry of the feed says, and when it changed, by identifier."""
    feed = feedparser.parse(client.get(f"/events.atom?{ALL}").content)
    return {each.id: ((each.title, each.summary), each.updated_parsed) for each in feed.entries}


def named_by_events(model):
    """Return a record of a model, and those that an event names in any of its fields."""
    event = Event.objects.get(slug="event-one")
    found = {model.objects.order_by("pk").first()}
    for field in Event._meta.get_fields():
        if field.related_model is model:
            value = getattr(event, field.name)
            found |= {*value.all()} if field.many_to_many else {value}
    return sorted(found | ({event} if model is Event else set()), key=lambda record: record.pk)


def violations(model, client, monkeypatch, only=""):
    """Return the changes after which a calendar or a reader would keep what it has.

    A calendar program replaces an entry by one with a higher number and no other.
    """
    found = []
    before, told = entries(client), news(client)
    assert before and told
    for record in named_by_events(model):
        for name, make in changes(model):
            if only not in name:
                continue
            with suppress(IntegrityError, DataError), transaction.atomic():
                with monkeypatch.context() as clock:
                    clock.setattr(timezone, "now", lambda: LATER)
                    make(model.objects.get(pk=record.pk))
                after, told_after = entries(client), news(client)
                transaction.set_rollback(True)
            for uid in before.keys() & after.keys():
                (text, (number, moment)), (new, (new_number, new_moment)) = before[uid], after[uid]
                if text != new and not (new_number > number and new_moment > moment):
                    found.append(name)
            for uid in told.keys() & told_after.keys():
                if told[uid][0] != told_after[uid][0] and not told_after[uid][1] > told[uid][1]:
                    found.append(f"{name} in the feed")
    return sorted({*found})


@pytest.mark.parametrize(
    "model", signals.watched_models(), ids=lambda model: model._meta.model_name
)
def test_the_number_of_an_entry_rises_with_what_it_says(client, catalogue, monkeypatch, model):
    assert violations(model, client, monkeypatch) == []


def test_an_entry_keeps_its_identifier_under_another_code(client, catalogue):
    before = entries(client)
    event = Event.objects.get(slug="event-one")
    event.slug = "another-code"
    event.save()
    assert entries(client).keys() == before.keys()
