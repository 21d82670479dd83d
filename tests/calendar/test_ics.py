"""iCalendar: what two parsers that know nothing of each other read in a calendar."""

from datetime import date, timedelta

import icalendar
import pytest
import vobject

from programmes.models import Event
from programmes.words.choices import About, EventState, Intake
from tests.factories import draft, event, organisation, programme, source

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


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        (EventState.MOVED, "TENTATIVE", "Перенесено, новый день не назван: SIAL"),
        (EventState.CANCELLED, "CANCELLED", "Отменено: SIAL"),
        (EventState.PLANNED, "TENTATIVE", "День больше не назван: SIAL"),
    ],
)
def test_an_event_that_loses_its_days_stays_under_them_and_says_so(
    client, shown, state, status, words
):
    days = {"applications_until": date(2027, 5, 1)}
    made = event(programmes=[shown], title="SIAL", **days)
    before = {str(entry["UID"]): entry for entry in entries(client)}
    for name, value in {
        "state": state,
        "begins": None,
        "ends": None,
        **dict.fromkeys(days),
    }.items():
        setattr(made, name, value)
    made.save()
    for address in ("/events.ics", "/events.ics?month=2027-05", "/events/sial-2027.ics"):
        after = {str(entry["UID"]): entry for entry in entries(client, address)}
        assert before.keys() == after.keys()
        for uid, entry in after.items():
            assert entry["SEQUENCE"] > before[uid]["SEQUENCE"]
            assert entry.decoded("DTSTART") == before[uid].decoded("DTSTART")
            assert entry.get("DTEND") == before[uid].get("DTEND")
            assert str(entry["STATUS"]) == status
            assert "Раньше назывался срок: 19–21" in str(entry["DESCRIPTION"])
        assert {str(entry["SUMMARY"]) for entry in after.values()} == {
            words,
            "Срок заявок больше не назван: SIAL",
        }
    page = client.get("/events/").text
    assert "без единой даты" not in page


def test_an_event_that_gets_new_days_leaves_the_former_ones(client, shown):
    made = event(programmes=[shown], title="SIAL")
    [before] = entries(client)
    made.begins = made.ends = None
    made.state = EventState.MOVED
    made.save()
    made.begins = made.ends = date(2028, 2, 1)
    made.save()
    [after] = entries(client)
    assert (after["UID"], after.decoded("DTSTART")) == (before["UID"], date(2028, 2, 1))
    assert (str(after["STATUS"]), str(after["SUMMARY"])) == ("CONFIRMED", "SIAL")
    assert after["SEQUENCE"] > before["SEQUENCE"] + 1
    assert "Раньше" not in str(after["DESCRIPTION"])


def test_days_that_the_public_never_saw_are_not_told(client):
    made = event(programmes=[draft()])
    made.begins = made.ends = None
    made.save()
    made.programmes.add(programme("p"))
    assert entries(client) == []


def intake(**fields):
    dated = {"intake": Intake.DATED, "intake_closes": date(2027, 4, 30)}
    return programme("grant", title="Грант", **(dated | fields))


def test_a_dated_intake_is_the_day_on_which_it_opens_and_its_last(client):
    operator = organisation("mosprom", short_name="Моспром")
    about = {"about": About.INTAKE, "source": source("order", publisher="mos.ru")}
    intake(intake_opens=date(2027, 3, 1), operator=operator, facts=[{}, about])
    found = entries(client)
    assert {str(e["SUMMARY"]): e.decoded("DTSTART") for e in found} == {
        "Грант: открывается приём заявок": date(2027, 3, 1),
        "Грант: последний день заявок": date(2027, 4, 30),
    }
    [said] = {str(entry["DESCRIPTION"]).replace("\xa0", " ") for entry in found}
    assert said.splitlines()[0] == "Приём заявок с 1 марта по 30 апреля 2027 года."
    assert "Оператор: Моспром." in said
    assert "Источник: mos.ru" in said
    assert all("DTEND" not in entry for entry in found)


def test_of_an_intake_no_day_is_made_up(client):
    intake()
    [entry] = entries(client)
    assert str(entry["SUMMARY"]) == "Грант: последний день заявок"
    programme("always", intake=Intake.CONTINUOUS)
    assert len(entries(client)) == 1


def test_another_day_of_an_intake_takes_the_place_of_the_former_one(client):
    made = intake()
    [before] = entries(client)
    made.slug, made.intake_closes = "grant-2027", date(2027, 6, 30)
    made.save()
    [after] = entries(client)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after.decoded("DTSTAMP") >= before.decoded("DTSTAMP")
    assert after.decoded("DTSTART") == date(2027, 6, 30)


def test_the_intake_of_another_year_goes_on_counting(client):
    made = intake()
    [first] = entries(client)
    made.intake, made.intake_closes = Intake.CLOSED, None
    made.save()
    assert entries(client) == []
    made.intake, made.intake_closes = Intake.DATED, date(2028, 4, 30)
    made.save()
    [second] = entries(client)
    assert (second["UID"], second["SEQUENCE"]) == (first["UID"], first["SEQUENCE"] + 1)


def test_what_calendars_do_not_show_of_a_programme_leaves_the_number_of_its_intake(client):
    made = intake()
    [before] = entries(client)
    made.benefits = "Деньги"
    made.save()
    [after] = entries(client)
    assert before["SEQUENCE"] == after["SEQUENCE"]
    assert before["DTSTAMP"].to_ical() == after["DTSTAMP"].to_ical()


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
