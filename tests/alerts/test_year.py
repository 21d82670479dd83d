"""A year of made-up editing: pages, log, feeds, calendar and letters tell one story."""

import re
from datetime import timedelta
from itertools import pairwise

import icalendar
import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from portal.mail.models import Letter
from programmes.alerts import sending
from programmes.catalogue import today
from programmes.derived import refresh
from programmes.models import Event, Programme
from programmes.words import EventState, Follows, Kind, State
from tests.alerts.conftest import NOON, Clock
from tests.alerts.subscribers import subscribed
from tests.factories import event, programme

pytestmark = pytest.mark.django_db

QUESTIONS = ("", "kind=grant", "audience=exporters&kind=loan")
KINDS = st.sampled_from([Kind.GRANT, Kind.LOAN, Kind.CONSULTING])
MAX_PROGRAMMES, MAX_EVENTS = 6, 4
NUMBER = st.integers(0, 99)
HOURS = st.integers(0, 60)
COST = re.compile(r"Подробности о стоимости: (?:.*?) → (Цена \d+)")


class Year(RuleBasedStateMachine):
    """Editors who do anything at any hour, and four who follow by mail.

    Attributes:
        believed: for each question, the titles that its reader must believe to be in the list.
        told: the prices that letters told as changes; seen: those of programmes told as new.
        read: the letters that were read.
        calendar: what a calendar program keeps: by UID, the number of the change and the text.
    """

    clock: Clock

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.clock.moment = NOON
        self.made, self.price, self.client = 0, 0, Client()
        for kind in (Kind.GRANT, Kind.LOAN):
            self.publish(kind)
        self.clock.turn(days=2)
        self.alerts = {query: subscribed(query) for query in QUESTIONS}
        self.follower = subscribed("time=all", follows=Follows.EVENTS)
        self.believed = {query: self.on_page(query) for query in QUESTIONS}
        self.believed_events = self.events_on_page()
        self.told, self.seen, self.calendar, self.read = [], set(), {}, set()

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # --- What pages say ----------------------------------------------------------------------

    def on_page(self, query: str) -> set[str]:
        page = self.client.get(f"/programmes.json?{query}").json()
        # of an audience without any published programme the page says that nobody knows it
        return {each["title"] for each in page.get("results", ())}

    def events_on_page(self) -> set[str]:
        page = self.client.get("/events.json?time=all").json()
        return {each["title"] for each in page["results"]}

    # --- What editors do ---------------------------------------------------------------------

    def one(self, number: int) -> Programme:
        everything = [*Programme.objects.order_by("pk")]
        return everything[number % len(everything)]

    def one_event(self, number: int) -> Event:
        everything = [*Event.objects.order_by("pk")]
        return everything[number % len(everything)]

    @rule(kind=KINDS)
    @precondition(lambda self: Programme.objects.count() < MAX_PROGRAMMES)
    def publish(self, kind):
        self.made += 1
        programme(f"p{self.made}", title=f"Программа {self.made}", kind=kind)

    @rule(number=NUMBER, kind=KINDS)
    def change_kind(self, number, kind):
        self.save(self.one(number), kind=kind)

    @rule(number=NUMBER)
    def change_price(self, number):
        self.price += 1
        self.save(self.one(number), cost_note=f"Цена {self.price}")

    @rule(number=NUMBER, state=st.sampled_from([State.DRAFT, State.PUBLISHED, State.ARCHIVED]))
    def change_state(self, number, state):
        self.save(self.one(number), state=state)

    @rule(number=NUMBER)
    @precondition(lambda self: Programme.objects.count() > 1)
    def delete(self, number):
        self.one(number).delete()

    @rule(number=NUMBER)
    @precondition(lambda self: Event.objects.count() < MAX_EVENTS)
    def announce(self, number):
        self.made += 1
        begins = today() + timedelta(days=90)
        fields = {"title": f"Событие {self.made}", "begins": begins, "ends": begins}
        event(f"e{self.made}", programmes=[self.one(number)], **fields)

    @rule(number=NUMBER, days=st.integers(-5, 5))
    @precondition(lambda self: Event.objects.exists())
    def move(self, number, days):
        found = self.one_event(number)
        found.begins += timedelta(days=days)
        self.save(found, ends=found.begins)

    @rule(number=NUMBER)
    @precondition(lambda self: Event.objects.exists())
    def cancel(self, number):
        found = self.one_event(number)
        self.save(found, state=EventState.CANCELLED)

    def save(self, record, **fields):
        with refresh.refresh_once():
            for name, value in fields.items():
                setattr(record, name, value)
            record.save()

    # --- What readers do ---------------------------------------------------------------------

    @rule(hours=HOURS, minutes=st.integers(0, 59))
    def wait(self, hours, minutes):
        self.clock.turn(hours=hours, minutes=minutes)

    @rule()
    def read_letters(self):
        """Write letters at any moment, and believe what they say."""
        sending.post_due()
        for letter in Letter.objects.exclude(key__endswith="-confirm").order_by("pk"):
            if letter.pk not in self.read:
                self.read.add(letter.pk)
                self.believe(letter)

    def believe(self, letter):
        number = letter.key.split("-")[1]
        of = {alert.number: query for query, alert in self.alerts.items()}
        parts = sections(letter.text)
        believed = (
            self.believed_events if number == self.follower.number else self.believed[of[number]]
        )
        new, gone = parts.get("НОВОЕ", set()), parts.get("БОЛЬШЕ НЕ В СПИСКЕ", set())
        assert not new & believed, "told as new what had been told before"
        believed |= new
        if number == self.alerts[""].number:
            told = COST.findall(letter.text)
            assert not {*told} & self.seen, "who was told of a new programme has read its price"
            self.told += told
            self.seen |= {each.cost_note for each in Programme.objects.all() if each.title in new}
        for title in gone:
            lost = re.fullmatch(r"(\d+)\sпрограмм\w?", title)
            if lost:
                believed -= {each for each in believed if not self.exists(each)}
            else:
                believed.discard(title.partition(":")[0])

    def exists(self, title: str) -> bool:
        return any(each.title == title for each in Programme.objects.all())

    @rule()
    def compare_all(self):
        """Let everything settle until a noon: letters, log, feed and page agree."""
        self.clock.turn(days=2)
        self.clock.moment = timezone.localtime(self.clock.moment).replace(hour=12)
        self.read_letters()
        for query in QUESTIONS:
            assert self.believed[query] == self.on_page(query), query
        assert self.believed_events == self.events_on_page()
        assert len(self.told) == len({*self.told}), "a change was told twice"
        self.compare_log()

    def compare_log(self):
        """Each price of the log is the next one's old price; the last one stands on the page."""
        for slug in [each.slug for each in Programme.objects.published()]:
            log = self.client.get(f"/changes.json?programme={slug}").json()["results"]
            prices = [each for each in reversed(log) if each["field"] == "cost_note"]
            for before, after in pairwise(prices):
                assert before["new"] == after["old"]
            page = self.client.get(f"/programmes/{slug}.json").json()
            assert page["cost_note"] == (prices[-1]["new"] if prices else None)
            feed = self.client.get(f"/changes.atom?programme={slug}").content.decode()
            assert feed.count("<entry>") == len(log)

    @rule()
    def import_calendar(self):
        """Import the calendar as a telephone does: what has a higher number replaces the other."""
        calendar = icalendar.Calendar.from_ical(self.client.get("/events.ics?time=all").content)
        entries = calendar.walk("VEVENT")
        assert len({str(each["UID"]) for each in entries}) == len(entries)
        for each in entries:
            uid, number = str(each["UID"]), int(each.get("SEQUENCE", 0))
            text = (str(each["SUMMARY"]), each["DTSTART"].dt, str(each.get("STATUS", "")))
            if uid in self.calendar and self.calendar[uid] != (number, text):
                assert number > self.calendar[uid][0], "another entry under the same number"
            self.calendar[uid] = number, text


def sections(letter: str) -> dict[str, set[str]]:
    """Return the titles under each heading of a letter."""
    found, heading = {}, ""
    for line in letter.splitlines():
        if line and line == line.upper() and line[0].isalpha():
            heading = line
        elif line.startswith("• "):
            found.setdefault(heading, set()).add(line[2:])
    return found


@pytest.mark.parametrize("examples", [12])
def test_pages_log_calendar_and_letters_tell_one_story(clock, examples):
    Year.clock = clock
    run_state_machine_as_test(
        Year,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=[*HealthCheck],
        ),
    )
