"""One question of the calendar has the same events in every format; what is unclear is refused."""

import csv
import io
import itertools
import re
from datetime import date

import feedparser
import icalendar
import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.catalogue import ProgrammeFilter, current
from programmes.models import Event
from programmes.web import caching
from programmes.words import Intake
from tests.factories import audience, country, draft, event, industry, organisation, programme

pytestmark = pytest.mark.django_db

TODAY = date(2027, 5, 20)
VALUES = {
    "month": ["", "2027-05", "2031-01"],
    "time": ["", "upcoming", "past", "all"],
    "country": ["", "india"],
    "industry": ["", "food"],
    "side": ["", "learning"],
    "programme": ["", "fairs"],
}


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    for module in ("pages.calendar", "files.calendars", "api.views", "api.endpoints"):
        monkeypatch.setattr(f"programmes.web.{module}.today", lambda: TODAY)
    monkeypatch.setattr(caching, "today", lambda: TODAY)


@pytest.fixture
def events():
    """Make events before, on and after the day, of two programmes, some hidden, some undated.

    One of the programmes, and others, take applications until a day; of a draft nobody learns.
    """
    food, india = industry("food"), country("india")
    fairs = programme("fairs", audiences=[audience("exporters", side="business")])
    taken = {"intake": Intake.DATED, "intake_closes": date(2027, 6, 20)}
    pupils = [audience("pupils", side="learning")]
    other = programme("school", audiences=pupils, intake_opens=date(2027, 5, 25), **taken)
    abroad = {"intake": Intake.DATED, "intake_closes": date(2027, 5, 1), "industries": [food]}
    programme("abroad", countries=[india], **abroad)
    draft("unseen", **taken)
    event("past", programmes=[fairs], begins=date(2027, 4, 30), ends=date(2027, 5, 2))
    event("now", programmes=[fairs, other], industries=[food])
    event("june", programmes=[other], begins=date(2027, 6, 1), ends=date(2027, 6, 1), country=india)
    event("intake", programmes=[other], begins=None, ends=None, applications_until=TODAY)
    event("undated", programmes=[fairs], begins=None, ends=None, country=None)
    event("by-then", programmes=[fairs], begins=None, ends=date(2027, 7, 1))
    event("hidden", programmes=[draft()])
    return fairs


def slugs_of_page(client, query) -> list[str]:
    page = client.get(f"/events/?{query}", follow=True).content.decode()
    return re.findall(r'event-title"><a href="/(?:events|programmes)/([\w-]+)/"', page)


def slugs_of_csv(client, query) -> list[str]:
    text = client.get(f"/events.csv?{query}").getvalue().decode("utf-8-sig")
    return [row["Код события"] for row in csv.DictReader(io.StringIO(text), delimiter=";")]


def slugs_of_xlsx(client, query) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/events.xlsx?{query}").getvalue()))
    return [row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]


def slugs_of_json(client, query) -> list[str]:
    return [row["slug"] for row in client.get(f"/events.json?{query}").json()["results"]]


def slugs_of_atom(client, query) -> set[str]:
    feed = feedparser.parse(client.get(f"/events.atom?{query}").content)
    return {entry.link.split("/")[-2] for entry in feed.entries}


def slugs_of_ics(client, query) -> set[str]:
    calendar = icalendar.Calendar.from_ical(client.get(f"/events.ics?{query}").content)
    return {str(entry["URL"]).split("/")[-2] for entry in calendar.walk("VEVENT")}


def test_every_format_has_the_events_of_the_page(client, events):
    met = set()
    for values in itertools.product(*VALUES.values()):
        query = "&".join(f"{n}={v}" for n, v in zip(VALUES, values, strict=True) if v)
        shown = slugs_of_page(client, query)
        assert slugs_of_csv(client, query) == shown, query
        assert slugs_of_json(client, query) == shown, query
        assert slugs_of_xlsx(client, query) == shown, query
        assert slugs_of_atom(client, query) == {*shown}, query
        assert slugs_of_ics(client, query) == {*shown} - {"undated"}, query
        met.add(tuple(shown))
    assert len(met) > 12  # the questions tell the events apart


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["now", "intake", "june", "school", "by-then", "undated"]),
        ("time=past", ["abroad", "past"]),
        ("month=2027-05", ["past", "abroad", "now", "intake", "school"]),
        ("month=2027-05&time=upcoming", ["now", "intake", "school"]),
        ("month=2027-06", ["june", "school"]),
        ("time=all", ["undated", "by-then", "school", "june", "intake", "now", "abroad", "past"]),
        ("country=india", ["june"]),
        ("country=india&time=all", ["june", "abroad"]),
        ("side=learning", ["now", "intake", "june", "school"]),
        ("industry=food", ["now"]),
        ("industry=food&time=past", ["abroad"]),
        ("programme=school", ["now", "intake", "june", "school"]),
        ("operator=not-stated", ["now", "intake", "june", "school", "by-then", "undated"]),
        ("kind=consulting&country=india", ["june"]),
        ("kind=loan", []),
    ],
)
def test_a_question_selects(client, events, query, found):
    assert slugs_of_page(client, query) == found


def test_an_event_of_which_no_industry_is_told_is_of_those_of_its_programmes(client, events):
    events.industries.add(industry("food"))
    assert slugs_of_page(client, "industry=food") == ["now", "by-then", "undated"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("colour=red", "Параметр «colour» календарю неизвестен."),
        ("month=2027-13", "Месяц пишут как «2026-03», а не «2027-13»"),
        ("month=1812-06", "с 2000 по 2099 год"),
        ("month=2027-05&month=2027-06", "указан несколько раз"),
        ("month=%002027", "нулевой символ"),
        ("time=never", "Времени «never» нет: бывает upcoming, past, all."),
        ("country=atlantis", "В фильтре «Страна» нет значения «atlantis»."),
        ("programme=none", "Программы «none» в каталоге нет."),
    ],
)
def test_what_is_not_understood_is_refused_with_a_sentence(client, events, query, sentence):
    page = client.get(f"/events/?{query}")
    assert page.status_code == 400
    assert sentence in page.content.decode()
    for suffix in ("ics", "csv", "xlsx", "json", "atom"):
        answer = client.get(f"/events.{suffix}?{query}")
        assert answer.status_code == 400
        assert sentence in answer.json()["detail"]


def test_a_page_past_the_end_is_not_there_and_a_file_has_no_pages(client, events):
    for address in ("/events/", "/events.json", "/api/v1/events"):
        assert client.get(f"{address}?page=2").status_code == 404
        assert client.get(f"{address}?page=0").status_code == 400
    assert client.get("/events.csv?page=2").status_code == 400


def test_programs_read_all_events_page_by_page(client, events, monkeypatch):
    monkeypatch.setattr("programmes.web.api.views.lists.MAX_PAGE_SIZE", 2)
    read, address = [], "http://testserver/api/v1/events?time=all&country=india&country=china"
    while address:
        answer = client.get(address.removeprefix("http://testserver")).json()
        read += [row["slug"] for row in answer["results"]]
        address = answer["next"]
    assert read == slugs_of_page(client, "time=all&country=india&country=china")
    assert len(read) > 2
    assert answer["question"]["words"] == "События: Китай, Страна india"


def test_equal_questions_have_one_address(client, events):
    led = client.get("/events/?country=&month=2027-05")
    assert (led.status_code, led["Location"]) == (302, "/events/?month=2027-05")
    same = {client.get(f"/events.json{query}")["ETag"] for query in ("", "?time=upcoming")}
    assert len(same) == 1


def test_a_former_code_leads_to_the_present_one(client, events):
    renamed = organisation("mosprom")
    events.operator = renamed
    events.save()
    renamed.slug = "moscow-industry"
    renamed.save()
    led = client.get("/events/?operator=mosprom")
    assert (led.status_code, led["Location"]) == (302, "/events/?operator=moscow-industry")
    assert slugs_of_json(client, "operator=mosprom") == slugs_of_page(
        client, "operator=moscow-industry"
    )


def test_a_file_holds_no_more_than_a_calendar_program_reads(client, events, monkeypatch):
    monkeypatch.setattr("programmes.calendar.answer.MAX_EVENTS", 2)
    answer = client.get("/events.ics")
    assert answer.status_code == 400
    assert "уточните месяц" in answer.json()["detail"]
    assert client.get("/events.ics?country=india").status_code == 200
    assert client.get("/events/").status_code == 200


@pytest.mark.parametrize("address", ["/events/?time=all", "/events.json?time=all", "/events.ics"])
def test_more_events_take_no_more_queries(client, events, address):
    def queries() -> int:
        client.get(address)  # the snapshot is made
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as made:
            client.get(address)
        return len(made)

    before = queries()
    for number in range(10):
        event(f"more-{number}", programmes=[events], industries=[industry("food")])
    assert queries() == before


def test_whatever_programmes_are_asked_by_events_are_asked_by(client, events):
    for name in ProgrammeFilter.facets():
        for value in current(TODAY).sets.options[name]:
            programmes = {row["slug"] for row in listed(client, f"{name}={value}")}
            page = client.get(f"/events/?time=all&{name}={value}")
            assert page.status_code == 200, f"{name}={value}"
            if name not in ("country", "industry"):  # an event has some of its own
                shown = {*slugs_of_json(client, f"time=all&{name}={value}")}
                assert bool(shown) == bool(programmes), f"{name}={value}"


def listed(client, query) -> list[dict]:
    return client.get(f"/programmes.json?{query}").json()["results"]


def test_a_title_says_what_was_asked(client, events):
    page = client.get("/events/?format=online&kind=loan&operator=not-stated").text
    title = "Предстоящие события: Заём, оператор\xa0— не указано, формат\xa0— дистанционно"
    assert title in page
    assert "Убрать<span" in page


def test_the_feed_has_the_last_changed_first_and_the_others_on_further_pages(
    client, events, monkeypatch
):
    monkeypatch.setattr("programmes.web.files.calendars.MAX_ENTRIES", 2)
    changed = Event.objects.get(slug="june")
    changed.note = "Впервые."
    changed.save()
    address, read = "http://testserver/events.atom?time=all", []
    while address:
        feed = feedparser.parse(client.get(address.removeprefix("http://testserver")).content)
        read += [entry.link.split("/")[-2] for entry in feed.entries]
        assert feed.feed.updated_parsed >= feed.entries[0].updated_parsed
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["self"] == address
        address = links.get("next")
    assert read[0] == "june"
    assert sorted(read) == sorted(slugs_of_json(client, "time=all"))
    assert client.get("/events.atom?time=all&page=5").status_code == 404
