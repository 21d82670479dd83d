"""The pages of the calendar: by months, one month as a table, one event, nothing at all."""

import json
import re
from datetime import date

import pytest

from programmes.web import caching
from programmes.words.choices import EventState, Intake
from tests.dossier.test_linked_data import BLOCK
from tests.factories import country, draft, event, organisation, programme, source
from tests.reading import text

pytestmark = pytest.mark.django_db

TODAY = date(2027, 5, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("programmes.web.pages.calendar.today", lambda: TODAY)
    monkeypatch.setattr(caching, "today", lambda: TODAY)


@pytest.fixture
def shown():
    return programme("p", title="Выставки")


def test_events_stand_under_their_months(client, shown):
    event("may", programmes=[shown])
    event("june", programmes=[shown], begins=date(2027, 6, 1), ends=None)
    event("some-day", programmes=[shown], begins=None, ends=None)
    page = client.get("/events/").content.decode().replace("\xa0", " ")
    assert re.findall(r"<h2>(.*?)</h2>", page) == [
        "Май 2027 года",
        "Июнь 2027 года",
        "День не назван",
    ]


def test_a_month_is_a_table_with_an_event_on_each_of_its_days(client, shown):
    event(programmes=[shown], title="SIAL")
    page = client.get("/events/?month=2027-05").content.decode()
    [table] = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    days = re.findall(r'datetime="([\d-]+)">[^<]*(?:<span.*?</span>)?</time><ul>', table)
    assert days == ["2027-05-19", "2027-05-20", "2027-05-21"]
    assert table.count("<time") == 31
    assert "сегодня" in table


def test_a_month_leads_to_its_neighbours_with_the_rest_of_the_question(client, shown):
    event(programmes=[shown])
    page = client.get("/events/?month=2027-12&country=china").content.decode()
    assert 'href="/events/?month=2027-11&amp;country=china"' in page
    assert 'href="/events/?month=2028-01&amp;country=china"' in page


@pytest.mark.parametrize(("month", "count"), [("2000-01", 1), ("2099-12", 1), ("2050-01", 2)])
def test_no_link_leads_to_a_month_that_is_refused(client, shown, month, count):
    event(programmes=[shown])
    page = client.get(f"/events/?month={month}").content.decode()
    page = page.partition('<nav class="months"')[2].partition("</nav>")[0]
    near = re.findall(r'href="(/events/\?month=[\d-]+)"', page)
    assert len(near) == count
    assert all(client.get(address).status_code == 200 for address in near)


def test_an_empty_month_says_until_when_the_sources_speak(client, shown):
    event(programmes=[shown], source=source("fair", published_on=date(2027, 3, 6)))
    page = text(client.get("/events/?month=2031-01")).replace("\xa0", " ")
    assert "Последний день, который называют источники о событиях, — 21 мая 2027" in page
    assert "опубликован 6 марта 2027" in page
    assert "Подписаться в календаре" in page


def test_the_deadlines_of_events_and_of_programmes_stand_together(client, shown):
    days = {"intake": Intake.DATED, "intake_opens": date(2027, 5, 1)}
    programme("grant", title="Грант", intake_closes=date(2027, 6, 1), **days)
    programme("over", title="Поздно", intake_closes=date(2027, 5, 19), **days)
    event(programmes=[shown], title="SIAL", applications_until=TODAY)
    page = text(client.get("/events/")).replace("\xa0", " ")
    assert "Сроки приёма заявок до 20 мая 2027 SIAL до 1 июня 2027 Грант" in page
    assert "Поздно" not in page


def test_the_page_of_an_event_tells_all_that_its_source_says(client, shown):
    event(
        programmes=[shown, draft("secret", title="Тайное")],
        title="SIAL",
        organiser=organisation("mosprom"),
        applications_until=date(2027, 5, 1),
        note="Вход по приглашениям.",
    )
    page = client.get("/events/sial-2027/")
    words = text(page).replace("\xa0", " ")
    for told in ("19–21 мая 2027 года", "Шанхай, Китай", "Моспром", "1 мая 2027", "абзац 3"):
        assert told in words
    html = page.content.decode()
    assert 'href="/programmes/p/"' in html
    assert 'href="/events/sial-2027.ics"' in html
    assert "Тайное" not in html


def test_the_linked_data_of_an_event_name_its_page_and_its_programmes(client, shown):
    event(programmes=[shown], state=EventState.CANCELLED)
    page = client.get("/events/sial-2027/").content.decode()
    node = json.loads(BLOCK.search(page)[1])["@graph"][0]
    assert node["@type"] == "Event"
    assert node["url"] == "http://testserver/events/sial-2027/"
    assert node["about"] == [{"@id": "http://testserver/programmes/p/#programme"}]
    assert (node["startDate"], node["endDate"]) == ("2027-05-19", "2027-05-21")
    assert node["eventStatus"] == "https://schema.org/EventCancelled"


@pytest.mark.parametrize("end", ["/", ".ics"])
def test_an_event_of_drafts_alone_has_no_page_and_a_former_code_leads_on(client, shown, end):
    event("hidden", programmes=[draft()])
    assert client.get(f"/events/hidden{end}").status_code == 404
    made = event(programmes=[shown])
    made.slug = "sial"
    made.save()
    led = client.get(f"/events/sial-2027{end}")
    assert (led.status_code, led["Location"]) == (301, f"/events/sial{end}")


def test_several_values_of_a_field_stay_in_the_form(client, shown):
    event(programmes=[shown])
    page = client.get("/events/?programme=p&country=china").content.decode()
    assert '<input type="hidden" name="programme" value="p">' in page
    assert '<option value="china" selected>Китай</option>' in page
    assert 'href="/events/?country=china"' in page


def test_an_empty_month_leads_to_the_nearest_ones_with_such_events(client, shown):
    event("march", programmes=[shown], begins=date(2027, 3, 2), ends=date(2027, 3, 2))
    event("may", programmes=[shown])
    event("elsewhere", programmes=[shown], country=country("india"), begins=date(2027, 4, 20))
    page = client.get("/events/?month=2027-04&country=china").content.decode()
    assert "О том, что будет позже" not in page
    near = page.partition("Ближайшие месяцы")[2].partition("</p>")[0]
    assert re.findall(r"\?([^\"]*)", near) == [
        "month=2027-03&amp;country=china",
        "month=2027-05&amp;country=china",
    ]
    assert "О том, что будет позже" in client.get("/events/?month=2027-06").content.decode()


def test_a_day_of_the_table_has_the_last_days_for_applications(client, shown):
    days = {"intake": Intake.DATED, "intake_opens": date(2027, 5, 1)}
    programme("grant", title="Грант", intake_closes=date(2027, 5, 31), **days)
    event(programmes=[shown], title="SIAL", applications_until=date(2027, 5, 3))
    page = client.get("/events/?month=2027-05").content.decode()
    [table] = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    told = r'<time datetime="([\d-]+)">(?:(?!</td>).)*?заявок: <a href="([^"]+)"'
    found = re.findall(told, table, re.DOTALL)
    assert found == [
        ("2027-05-01", "/programmes/grant/"),
        ("2027-05-03", "/events/sial-2027/"),
        ("2027-05-31", "/programmes/grant/"),
    ]
    assert "открывается приём заявок: <a" in table


def test_an_event_is_one_bar_a_week_and_keeps_its_place_on_all_its_days(client, shown):
    event("long", programmes=[shown], begins=date(2027, 4, 28), ends=date(2027, 5, 11))
    event("short", programmes=[shown], begins=date(2027, 5, 5), ends=date(2027, 5, 6))
    event("after", programmes=[shown], begins=date(2027, 5, 12), ends=date(2027, 5, 12))
    page = client.get("/events/?month=2027-05").content.decode()
    [table] = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    bars = re.findall(r'days-(\d)"><a href="/events/(\w+)/"', table)
    assert bars == [("2", "long"), ("7", "long"), ("2", "short"), ("2", "long"), ("1", "after")]
    named = re.findall(r'visually-hidden">Событие (\w+)<', table)
    assert (named.count("long"), named.count("short")) == (8, 1)  # no bar took another's place


def test_a_day_of_many_events_names_some_and_counts_the_others(client, shown):
    for number in range(6):
        event(f"e{number}", programmes=[shown], begins=TODAY, ends=TODAY)
    page = client.get("/events/?month=2027-05").content.decode()
    [table] = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert table.count('href="/events/e') == 4
    assert "и ещё 2" in table
