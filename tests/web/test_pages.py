"""The pages as a visitor without JavaScript gets them: home, sources, errors, low vision."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from portal.responses.errors import answer_failure
from programmes.web import caching
from programmes.web.pages import views
from programmes.web.pages.matrix import HELP
from programmes.words.choices import DatePrecision, Intake, Kind, Reliability
from tests.factories import (
    contact,
    draft,
    event,
    exhibitions,
    internship,
    loan,
    programme,
    publisher,
    source,
    stranger,
)
from tests.reading import text

pytestmark = pytest.mark.django_db

# --- Home ------------------------------------------------------------------------------------


def test_home_says_how_many_programmes_there_are(client):
    exhibitions()
    internship()
    assert "2 программы для компаний" in text(client.get("/"))


def test_home_leads_to_each_side_audience_and_kind_of_help_by_its_number(client):
    exhibitions()
    internship()
    page = client.get("/").content.decode()
    assert 'href="/programmes/?audience=exporters&amp;kind=event&amp;kind=sales"' in page
    assert 'href="/programmes/?side=business"' in page
    assert 'href="/programmes/?side=learning"' in page
    assert 'href="/programmes/?audience=college-students"' in page


SOON = re.compile(r'<time datetime="([\d-]+)">[^<]*</time> — ([^:]+): <a href="([^"]+)">')


def soon(client) -> list[tuple]:
    """Return the days on the home page, what they mean and where they lead."""
    page = client.get("/").text
    return SOON.findall(page.partition('id="soon-title"')[2].partition("</section>")[0])


def test_home_names_the_nearest_days_of_events_and_intakes(client, monkeypatch):
    for module in (caching, views):
        monkeypatch.setattr(module, "today", lambda: date(2027, 5, 20))
    dated = {"intake": Intake.DATED, "intake_opens": date(2027, 5, 21)}
    made = programme("grant", intake_closes=date(2027, 6, 30), **dated)
    event("running", programmes=[made], applications_until=date(2027, 5, 20))
    event("over", programmes=[made], begins=date(2027, 5, 1), ends=date(2027, 5, 2))
    event("off", programmes=[made], begins=date(2027, 5, 30), ends=None, state="cancelled")
    event("next", programmes=[made], begins=date(2027, 5, 25), ends=None)
    event("by-then", programmes=[made], begins=None, ends=date(2027, 6, 1))
    event("hidden", programmes=[draft()])
    assert soon(client) == [
        ("2027-05-20", "последний день заявок", "/events/running/"),
        ("2027-05-21", "открывается приём заявок", "/programmes/grant/"),
        ("2027-05-25", "событие", "/events/next/"),
        ("2027-06-01", "событие", "/events/by-then/"),
        ("2027-06-30", "последний день заявок", "/programmes/grant/"),
    ]
    event("one-more", programmes=[made], begins=date(2027, 5, 26), ends=None)
    assert len(soon(client)) == 5


def test_home_says_until_when_the_sources_speak(client):
    exhibitions()
    assert "Источники пока не называют дней впереди. Когда" in text(client.get("/"))
    past = {"begins": date(2025, 5, 1), "ends": date(2025, 5, 3)}
    event("past", programmes=[loan()], **past)
    assert "последний названный — 3 мая 2025" in text(client.get("/")).replace("\xa0", " ")


def test_every_kind_of_support_stands_in_one_column_of_the_matrix():
    columns = [kind for kinds in HELP.values() for kind in kinds]
    assert sorted(columns) == sorted(set(Kind) - {Kind.POLICY})


def test_a_number_of_the_matrix_is_the_length_of_its_list(client):
    exhibitions(), internship(), loan()
    page = client.get("/").content.decode()
    dots = re.findall(r'class="dot dot-\d" href="([^"]+)"><b>(\d+)</b>', page)
    assert dots
    for address, count in dots:
        found = client.get(address.replace("&amp;", "&")).content.decode()
        assert found.count('<li class="card card-') == int(count)


def test_the_path_is_a_list_of_five_steps_that_lead_to_lists(client):
    exhibitions()
    page = client.get("/").content.decode()
    path = page[page.index('id="path-title"') : page.index("</ol>")]
    assert path.count('<li class="step">') == 5
    assert 'href="/programmes/?stage=show"' in path
    assert "программ пока нет" in path


def test_a_key_figure_stands_with_its_bound_and_source(client):
    exhibitions()
    page = text(client.get("/"))
    assert "свыше 1 000 компаний" in page
    assert "Источник: Правительство Москвы" in page


def test_home_shows_the_programmes_that_began_last(client):
    for day in range(1, 6):
        programme(f"p{day}", since=date(2026, 1, day), since_precision=DatePrecision.DAY)
    programme("unknown")
    page = text(client.get("/"))
    newest = page.partition("Новые программы")[2].partition("Недавно проверено")[0]
    assert re.findall(r"Действует с (\d)", newest) == ["5", "4", "3"]


def test_home_tells_what_changed_for_those_who_take_part(client):
    record = programme("loan", title="Заём", cost_note="до 3 млн ₽")
    assert "Что изменилось" not in text(client.get("/"))  # that it is new, others tell
    record.title, record.cost_note = "Заём на станки", "до 5 млн ₽"
    record.save()
    news = text(client.get("/")).partition("Что изменилось")[2].partition("Все изменения")[0]
    assert re.findall(r"Заём.*до 3 млн ₽ → до 5 млн ₽", news)
    assert "Название" not in news


def test_home_without_programmes_is_still_a_page(client):
    assert "0 программ для компаний" in text(client.get("/"))


def test_home_leads_readers_of_feeds_to_the_changes(client):
    page = client.get("/").content.decode()
    assert re.search(
        r'<link rel="alternate" type="application/atom\+xml"[^>]*href="/programmes.atom"', page
    )


@pytest.mark.parametrize(
    ("address", "beginning"),
    [
        ("/favicon.ico", b"\0\0\1\0"),
        ("/apple-touch-icon.png", b"\x89PNG"),
        ("/apple-touch-icon-precomposed.png", b"\x89PNG"),
    ],
)
def test_icons_are_where_programs_look_for_them(client, address, beginning):
    file = client.get(address)["Location"].removeprefix("/static/")
    assert Path(finders.find(file)).read_bytes().startswith(beginning)


# --- Organisations and sources ---------------------------------------------------------------


def test_an_operator_lists_its_programmes(client):
    exhibitions()
    page = text(client.get("/organisations/mosprom/"))
    assert "Ведёт 1 программу" in page
    assert "Участие в международных выставках" in page


def test_sources_say_how_many_facts_rest_on_them(client):
    exhibitions()
    assert "2 факта" in text(client.get("/sources/"))


def test_a_source_lists_the_statements_that_rest_on_it(client):
    exhibitions()
    page = text(client.get("/sources/mayor-blog/"))
    assert "Факты из этого источника: 2" in page
    assert "В выставках участвовали свыше 1000 компаний. абзац 2" in page


def test_a_source_does_not_give_away_a_draft(client):
    draft()
    assert "Центр для машиностроения" not in text(client.get("/sources/mayor-blog/"))


def test_a_source_without_a_date_says_so(client):
    programme("p", facts=[{"source": source("undated", published_on=None)}])
    assert "дата публикации не указана" in text(client.get("/sources/undated/"))


# --- About the portal ------------------------------------------------------------------------


def test_about_counts_what_is_published(client):
    exhibitions()
    draft()
    assert "1 программа и 2 факта о них из 1 публикации" in text(client.get("/about/"))


def test_a_fact_of_several_programmes_is_counted_once(client):
    for slug in ("p1", "p2", "p3"):
        programme(slug, facts=[{"statement": "Центр работает с 2019 года."}])
    assert "3 программы и 1 факт" in text(client.get("/about/"))
    assert "1 факт Открыть публикацию" in text(client.get("/sources/"))
    assert "Факты из этого источника: 1 Факт, который" in text(client.get("/sources/mayor-blog/"))


def test_a_source_without_facts_is_not_said_to_carry_any(client):
    contact(exhibitions(), source=source("read-and-not-cited"))
    page = text(client.get("/sources/"))
    assert "2 публикации; факты каталога опираются на 1 из них" in page
    assert "Фактов пока нет" in page


def test_what_the_catalogue_lacks_is_counted(client):
    press = source("paper", reliability=Reliability.PRESS)
    programme("silent", facts=[{"source": press}])
    programme("spoken", application="Позвоните в фонд")
    page = text(client.get("/about/"))
    assert "Источник 1 факта из 2 — пересказы в прессе" in page
    assert "не названо у 1 программы из 2" in page


def test_the_matrix_says_of_each_programme_which_questions_have_an_answer(client):
    programme("p", title="Молчаливая", operator=None)
    programme("q", title="Ясная", application="Позвоните", cost="free")
    page = client.get("/about/").content.decode()
    rows = {
        re.search(">([^<]+)</a>", row)[1]: row
        for row in re.findall("<tr><th scope=.row.*?</tr>", page)
    }
    assert "Как подать заявку" in rows["Молчаливая"]
    assert "Как подать заявку" not in rows["Ясная"]
    assert rows["Ясная"].count("h3") > rows["Молчаливая"].count("h3")


@pytest.mark.parametrize("address", ["/about/", "/accessibility/"])
def test_the_pages_about_the_portal_say_whom_to_write_to(client, settings, address):
    settings.EDITORS_EMAIL = "someone-else@portal.example"
    assert 'href="mailto:someone-else@portal.example' in client.get(address).content.decode()


# --- Errors ----------------------------------------------------------------------------------


def test_an_unknown_address_offers_the_search(client):
    response = client.get("/programmes/no-such/")
    assert response.status_code == 404
    assert 'name="q"' in response.content.decode()


def test_a_broken_page_needs_neither_the_request_nor_the_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = answer_failure(rf.get("/"))
    assert response.status_code == 500
    assert "Ошибка на сайте" in text(response)


# --- The version for low vision --------------------------------------------------------------


def test_the_version_for_low_vision_is_kept_in_the_only_cookie(client):
    response = client.get("/low-vision/", {"on": "1", "next": "/sources/?a=b"})
    assert response["Location"] == "/sources/?a=b"
    assert list(response.cookies) == ["low-vision"]
    assert '<html lang="ru" class="low-vision">' in client.get("/").content.decode()


def test_the_usual_version_comes_back(client):
    response = client.get("/low-vision/", {"on": "0"})
    assert response.cookies["low-vision"]["max-age"] == 0


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:x", ""])
def test_the_switch_never_leads_to_another_site(client, elsewhere):
    assert client.get("/low-vision/", {"on": "1", "next": elsewhere})["Location"] == "/"


def test_a_cache_tells_the_two_versions_apart(client):
    usual = client.get("/about/")
    client.get("/low-vision/", {"on": "1"})
    assert client.get("/about/")["ETag"] != usual["ETag"]
    assert "Cookie" in usual["Vary"]


# --- The gallery -----------------------------------------------------------------------------


def test_the_gallery_shows_every_component_to_staff(client):
    client.force_login(publisher())
    page = text(client.get("/gallery/"))
    assert "Показано по запросу «выставки»" in page
    assert "Источники расходятся" in page


def test_the_gallery_is_closed_to_others(client):
    client.force_login(stranger())
    assert client.get("/gallery/").status_code == 404


# --- What every page says of itself ----------------------------------------------------------

PAGES = [
    "/",
    "/programmes/",
    "/programmes/?kind=event",
    "/programmes/international-exhibitions/",
    "/organisations/mosprom/",
    "/sources/",
    "/sources/mayor-blog/",
    "/about/",
    "/accessibility/",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_its_canonical_address_and_card(client, address):
    exhibitions()
    page = client.get(address).content.decode()
    full = f"http://testserver{address}"
    assert f'<link rel="canonical" href="{full}">' in page
    assert f'<meta property="og:url" content="{full}">' in page
    assert re.search(r'<meta name="description" content="[^"]{20,}">', page)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_begins_with_a_way_to_its_content(client, address):
    exhibitions()
    body = client.get(address).content.decode().split("<body>")[1]
    first = re.search(r"<a [^>]*>", body)
    assert first[0] == '<a class="skip" href="#main">'
    assert '<main id="main"' in body


@pytest.mark.parametrize("words", ["лизинг", "Лизинг", "тасс", "ТАСС", "tass.ru", "тасс лизинг"])
def test_a_source_is_found_by_its_title_publisher_or_address(client, words):
    found = source("a", title="Лизинг оборудования", publisher="ТАСС", url="https://tass.ru/1")
    other = source("b", title="Выставки", publisher="Интерфакс", url="https://interfax.ru/2")
    programme("p", facts=[{"source": found}, {"code": "f2", "source": other}])
    page = client.get("/sources/", {"q": words}).content.decode()
    assert "Лизинг оборудования" in page
    assert "Выставки" not in page


def test_words_that_no_source_has_find_nothing_and_say_so(client):
    programme("p")
    page = text(client.get("/sources/?q=жираф"))
    assert "Ничего не нашлось по словам «жираф»" in page


def test_a_search_among_sources_keeps_its_words_from_page_to_page(client, monkeypatch):
    monkeypatch.setattr("programmes.web.pages.views.MAX_SOURCES_ON_PAGE", 1)
    facts = [{"code": f"f{n}", "source": source(f"s{n}", title=f"Лизинг {n}")} for n in range(2)]
    programme("p", facts=facts)
    page = client.get("/sources/?q=лизинг").content.decode()
    assert "?q=%D0%BB%D0%B8%D0%B7%D0%B8%D0%BD%D0%B3&amp;page=2" in page
