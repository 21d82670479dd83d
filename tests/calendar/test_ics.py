"""iCalendar: what two parsers that know nothing of each other read in a calendar."""

from datetime import date, timedelta

import icalendar
import pytest
import vobject

from programmes.models import Event
from programmes.words.choices import EventState
from tests.factories import event, programme

pytestmark = pytest.mark.django_db

ODD = "Станки; прессы, \\ «кавычки»\u2028и ещё \U0001f3ed " + "очень длинное название " * 3


@pytest.fixture
def shown():
    return programme("p")


def entries(client, address="/events.ics?time=all") -> list[icalendar.Event]:
    """Return the entries of a calendar, after both parsers agreed on them."""
    body = client.get(address).content
    found = icalendar.Calendar.from_ical(body).walk("VEVENT")
    other = getattr(vobject.readOne(body.decode()), "vevent_list", [])
    assert [(str(e["UID"]), e.decoded("DTSTART"), str(e["SUMMARY"])) for e in found] == [
        (e.uid.value, e.dtstart.value, e.summary.value) for e in other
    ]
    assert [e.decoded("DTEND", None) for e in found] == [
        e.dtend.value if hasattr(e, "dtend") else None for e in other
    ]
    return found


def test_an_event_of_days_ends_on_the_day_after_its_last(client, shown):
    event(programmes=[shown])
    [entry] = entries(client)
    assert entry.decoded("DTSTART") == date(2027, 5, 19)
    assert entry.decoded("DTEND") == date(2027, 5, 22)
    assert entry["DTSTART"].params["VALUE"] == "DATE"
    assert str(entry["LOCATION"]) == "Шанхай, Китай"


def test_an_end_that_nobody_names_is_not_made_up(client, shown):
    event("one-day", programmes=[shown], ends=date(2027, 5, 19))
    event("no-end", programmes=[shown], ends=None)
    assert all("DTEND" not in entry for entry in entries(client))


def test_a_beginning_that_nobody_names_is_not_made_up(client, shown):
    event(programmes=[shown], title="Итоги", begins=None)
    [entry] = entries(client)
    assert entry.decoded("DTSTART") == date(2027, 5, 21)
    assert str(entry["SUMMARY"]) == "Итоги: не позднее этого дня"


def test_the_last_day_for_applications_is_an_entry_of_its_own(client, shown):
    event(programmes=[shown], title="SIAL", applications_until=date(2027, 5, 1))
    days = {str(e["SUMMARY"]): e.decoded("DTSTART") for e in entries(client)}
    assert days == {
        "SIAL": date(2027, 5, 19),
        "SIAL: последний день заявок": date(2027, 5, 1),
    }


def test_an_event_without_any_day_is_left_out_and_the_page_says_so(client, shown):
    event(programmes=[shown], begins=None, ends=None)
    assert entries(client) == []
    assert client.get("/events/sial-2027.ics").status_code == 404
    page = client.get("/events/").content.decode().replace("\xa0", " ")
    assert "1 событие без единой даты в календарь не попадёт" in page
    assert "в календарь событие добавить нельзя" in client.get("/events/sial-2027/").text


def test_a_cancelled_event_says_so_and_keeps_its_identifier(client, shown):
    made = event(programmes=[shown])
    [before] = entries(client)
    made.state = EventState.CANCELLED
    made.save()
    [after] = entries(client)
    assert (str(before["STATUS"]), str(after["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("LAST-MODIFIED") > before.decoded("LAST-MODIFIED") - timedelta(seconds=1)


def test_the_identifier_outlives_a_new_code_and_another_address_of_the_portal(
    client, shown, settings
):
    made = event(programmes=[shown])
    [before] = entries(client)
    made.slug = "sial-shanghai-2027"
    made.save()
    settings.PORTAL_URL = "https://other.example"
    [after] = entries(client)
    assert before["UID"] == after["UID"]
    assert before["URL"] != after["URL"]


def test_imported_twice_nothing_is_doubled(client, shown):
    for number in range(5):
        event(f"e{number}", programmes=[shown], applications_until=date(2027, 5, 1))
    kept = {}
    for address in ("/events.ics?time=all", "/events.ics?month=2027-05", "/events/e1.ics"):
        read = entries(client, address)
        assert len({str(entry["UID"]) for entry in read}) == len(read)
        kept |= {str(entry["UID"]): entry for entry in read}
    assert len(kept) == 10
    assert len(entries(client, "/events/e1.ics")) == 2


def test_a_calendar_of_nothing_is_a_valid_one(client):
    body = client.get("/events.ics").content
    assert body.count(b"BEGIN:VTIMEZONE") == 1
    assert str(vobject.readOne(body.decode()).vtimezone.tzid.value) == "Europe/Moscow"


@pytest.mark.parametrize("text", [ODD, "a\x01b", "BEGIN:VEVENT", "END:VCALENDAR\\n"])
def test_odd_signs_neither_break_the_calendar_nor_get_lost(client, shown, text):
    made = event(programmes=[shown])
    Event.objects.filter(pk=made.pk).update(title=text, note=text)
    made.refresh_from_db()
    [entry] = entries(client, "/events/sial-2027.ics")
    assert str(entry["SUMMARY"]) == made.title.replace("\x01", "")
    body = client.get("/events/sial-2027.ics").content
    assert max(map(len, body.split(b"\r\n"))) <= 75


def test_the_calendar_is_as_new_as_its_events_and_no_newer(client, shown):
    made = event(programmes=[shown])
    [entry] = entries(client)
    assert entry.decoded("DTSTAMP") == made.updated_at.replace(microsecond=0)


def test_the_page_leads_to_the_calendar_of_its_question(client, shown):
    event(programmes=[shown])
    page = client.get("/events/?country=china").content.decode()
    assert 'href="webcal://testserver/events.ics?country=china"' in page
    assert client.get("/events.ics?country=china").status_code == 200
