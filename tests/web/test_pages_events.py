"""A programme's events: on its page, in its linked data and its record, by the day."""

import json
import re
from datetime import date

import pytest
from django.http import HttpResponse

from programmes.web import caching
from programmes.words.choices import EventState
from tests.dossier.test_linked_data import BLOCK
from tests.factories import draft, event, industry, organisation, programme, source
from tests.laws.http import ask
from tests.reading import text

pytestmark = pytest.mark.django_db

PAGE, RECORD = "/programmes/p/", "/api/v1/programmes/p"
TODAY = date(2027, 5, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    on_day(monkeypatch, TODAY)


def on_day(monkeypatch, day):
    for module in ("programmes.web.pages.views", "programmes.web.api.endpoints"):
        monkeypatch.setattr(f"{module}.today", lambda: day)
    monkeypatch.setattr(caching, "today", lambda: day)


@pytest.fixture
def shown():
    return programme("p", title="Выставки")


def section(client) -> str:
    """Return the text of the page's section about dates; empty if there is none."""
    page = client.get(PAGE).content.decode()
    found = re.search(r'<section aria-labelledby="dates">.*?</section>|$', page, re.DOTALL)
    return text(HttpResponse(found[0]))


# --- The page ---------------------------------------------------------------------------------


def test_a_programme_without_events_has_no_section_for_them(client, shown):
    event(programmes=[draft()])
    assert section(client) == ""
    assert "#dates" not in client.get(PAGE).content.decode()


def test_an_event_stands_with_its_days_place_and_source(client, shown):
    event(
        programmes=[shown],
        title="SIAL Shanghai 2027",
        organiser=organisation("mosprom"),
        applications_until=date(2027, 5, 1),
        note="Вход по приглашениям.",
    )
    assert section(client) == (
        "Даты SIAL Shanghai 2027 19–21 мая 2027 года; Шанхай, Китай Заявки до 1 мая 2027 года "
        "Организатор: Моспром Вход по приглашениям. Правительство Москвы , абзац 3"
    )
    page = client.get(PAGE).content.decode()
    assert '<a href="/sources/mayor-blog/">Правительство Москвы</a>' in page
    assert '<a href="#dates">Даты</a>' in page


def test_what_no_source_says_leaves_no_gap(client, shown):
    event(programmes=[shown], title="Торги", ends=None, place="", country=None, locator="")
    event("next", programmes=[shown], title="Итоги", begins=None, ends=None, country=None)
    assert section(client) == (
        "Даты Итоги дата не указана; Шанхай Правительство Москвы , абзац 3 "
        "Прошло: 1 событие Торги с 19 мая 2027 года Правительство Москвы"
    )


def test_the_next_event_comes_first_and_those_behind_are_folded_away_the_latest_first(
    client, shown
):
    days = {
        "далёкое": (date(2027, 9, 1), date(2027, 9, 2)),
        "давнее": (date(2025, 9, 1), date(2025, 9, 2)),
        "близкое": (date(2027, 6, 1), date(2027, 6, 2)),
        "недавнее": (date(2027, 5, 1), None),
        "сегодняшнее": (date(2027, 5, 18), TODAY),
        "без начала": (None, date(2027, 7, 1)),
        "без даты": (None, None),
    }
    for number, (title, (begins, ends)) in enumerate(days.items()):
        event(f"e{number}", programmes=[shown], title=title, begins=begins, ends=ends)
    coming, past = section(client).split("Прошло: 2 события")
    wanted = ["сегодняшнее", "близкое", "без начала", "далёкое", "без даты"]
    assert [t for t, _ in sorted_by_place(coming, days)] == wanted
    assert [t for t, _ in sorted_by_place(past, days)] == ["недавнее", "давнее"]


def sorted_by_place(words, titles):
    """Return the titles that stand in a text, in their order there."""
    places = {title: f" {words}".find(f" {title} ") for title in titles}
    return sorted(((t, p) for t, p in places.items() if p >= 0), key=lambda each: each[1])


def test_a_cancelled_event_is_struck_and_called_so(client, shown):
    event(programmes=[shown], state=EventState.CANCELLED, applications_until=date(2027, 5, 1))
    page = client.get(PAGE).content.decode()
    assert re.search("<s>19–21.мая 2027.года</s> отменено", page)
    assert "Заявки принимали до" in page


def test_a_moved_event_is_called_so(client, shown):
    event(programmes=[shown], state=EventState.MOVED)
    assert "19–21 мая 2027 года (перенесено)" in section(client)


def test_what_its_source_calls_held_is_behind(client, shown):
    event(programmes=[shown], state=EventState.HELD)
    assert "Прошло: 1 событие" in section(client)


def test_a_source_names_the_events_that_rest_on_it(client, shown):
    event(programmes=[shown], title="SIAL", source=source("fair"))
    event("hidden", title="Закрытое", source=source("fair"))
    event("off", programmes=[shown], title="Отмена", state="cancelled", source=source("fair"))
    page = text(client.get("/sources/fair/"))
    assert "События из этого источника" in page
    assert "SIAL 19–21 мая 2027 года; Шанхай, Китай" in page
    assert "Отмена (отменено)" in page
    assert "Закрытое" not in page
    assert "ничего не опирается" not in page


# --- Linked data ------------------------------------------------------------------------------


def nodes(client) -> dict:
    """Return the events of the page's linked data, by code."""
    [block] = BLOCK.findall(client.get(PAGE).content.decode())
    graph = json.loads(block)["@graph"]
    return {node["identifier"]: node for node in graph if node["@type"] == "Event"}


def test_an_event_is_one_of_schema_org(client, shown):
    event(programmes=[shown], title="SIAL", organiser=organisation("mosprom"), note="По записи.")
    url = "http://testserver/programmes/p/"
    node = nodes(client)["sial-2027"]
    assert node.pop("organizer")["@id"] == "http://testserver/organisations/mosprom/#organisation"
    assert node == {
        "@type": "Event",
        "@id": f"{url}#event-sial-2027",
        "identifier": "sial-2027",
        "name": "SIAL",
        "url": f"{url}#event-sial-2027",
        "startDate": "2027-05-19",
        "endDate": "2027-05-21",
        "eventStatus": "https://schema.org/EventScheduled",
        "about": {"@id": f"{url}#programme"},
        "location": {
            "@type": "Place",
            "name": "Шанхай, Китай",
            "address": {"@type": "PostalAddress", "addressCountry": "Китай"},
        },
        "description": "По записи.",
    }
    assert 'id="event-sial-2027"' in client.get(PAGE).content.decode()


STATES = [
    ({"state": "planned"}, "EventScheduled"),
    ({"state": "held"}, "EventScheduled"),
    ({"state": "cancelled"}, "EventCancelled"),
    ({"state": "moved"}, "EventRescheduled"),
    ({"state": "moved", "begins": None, "ends": None}, "EventPostponed"),
]


@pytest.mark.parametrize(("fields", "status"), STATES)
def test_the_state_of_an_event_is_told_in_the_words_of_schema_org(client, shown, fields, status):
    event(programmes=[shown], **fields)
    assert nodes(client)["sial-2027"]["eventStatus"] == f"https://schema.org/{status}"


def test_what_no_source_says_of_an_event_is_left_out(client, shown):
    event(programmes=[shown], begins=None, ends=None, place="", country=None)
    left_out = {"startDate", "endDate", "location", "organizer", "description"}
    assert not left_out & nodes(client)["sial-2027"].keys()


# --- The record -------------------------------------------------------------------------------


def test_the_record_has_the_events_with_all_that_is_known(client, shown):
    event(programmes=[shown], title="SIAL", industries=[industry()], note="По записи.")
    [found] = client.get(RECORD).json()["events"]
    assert found.pop("source")["slug"] == "mayor-blog"
    assert found == {
        "slug": "sial-2027",
        "title": "SIAL",
        "state": {"value": "planned", "label": "Запланировано"},
        "is_over": False,
        "begins": "2027-05-19",
        "ends": "2027-05-21",
        "applications_until": None,
        "place": "Шанхай",
        "country": {"slug": "china", "name": "Китай"},
        "organiser": None,
        "industries": [{"slug": "machine-tools", "name": "Станкостроение"}],
        "note": "По записи.",
        "locator": "абзац 3",
    }


# --- By the day, and with each change ---------------------------------------------------------


def test_the_day_after_an_event_it_is_behind_and_no_copy_is_confirmed(client, shown, monkeypatch):
    event(programmes=[shown])
    on_day(monkeypatch, date(2027, 5, 21))
    tags = {url: ask(client, url)["ETag"] for url in (PAGE, RECORD)}
    assert "Прошло" not in section(client)
    on_day(monkeypatch, date(2027, 5, 22))
    for url, tag in tags.items():
        assert ask(client, url, **{"If-None-Match": tag}).status_code == 200
    assert "Прошло: 1 событие" in section(client)
    assert client.get(RECORD).json()["events"][0]["is_over"] is True


def test_a_changed_event_is_shown_at_once_and_no_copy_is_confirmed(client, shown):
    made = event(programmes=[shown])
    tags = {url: ask(client, url)["ETag"] for url in (PAGE, RECORD)}
    for url, tag in tags.items():
        assert ask(client, url, **{"If-None-Match": tag}).status_code == 304
    made.ends = date(2027, 5, 22)
    made.save()
    for url, tag in tags.items():
        assert ask(client, url, **{"If-None-Match": tag}).status_code == 200
    assert "19–22 мая 2027 года" in section(client)
