"""Long lists: every page of people is bounded, and all its rows are found page by page."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.derived import refresh
from programmes.web.pages import views
from tests import factories

pytestmark = pytest.mark.django_db

MANY = 3
SIZES = ("PAGE_SIZE", "MAX_FACTS_ON_PAGE", "MAX_SOURCES_ON_PAGE")


@pytest.fixture
def many(monkeypatch):
    """Make an operator of many programmes that is a partner in as many others, of one source."""
    for name in SIZES:
        monkeypatch.setattr(views, name, 2)
    operator = factories.organisation()
    with refresh.refresh_once():
        for number in range(MANY):
            factories.programme(f"own-{number:03}", operator=operator)
            facts = [{}, {"code": "f2", "source": factories.source(f"source-{number:03}")}]
            factories.programme(f"other-{number:03}", partners=[operator], facts=facts)
    return operator


def found(client, path: str, pattern: str) -> list[list[str]]:
    """Follow the links to the next page; return what stands on each page."""
    pages, number = [], 1
    while True:
        page = client.get(path if number == 1 else f"{path}?page={number}").content.decode()
        pages.append(re.findall(pattern, page))
        number += 1
        if f'href="{path}?page={number}"' not in page:
            return pages


CARD = r'<h3[^>]*><a href="/programmes/([\w-]+)/"'


def test_an_organisation_shows_a_page_of_programmes_those_it_operates_first(client, many):
    pages = found(client, "/organisations/mosprom/", CARD)
    assert [len(page) for page in pages] == [2, 2, 2]
    slugs = [slug for page in pages for slug in page]
    assert slugs == [f"{part}-{n:03}" for part in ("own", "other") for n in range(MANY)]


def test_each_page_of_an_organisation_says_how_many_there_are_in_all(client, many):
    page = client.get("/organisations/mosprom/?page=2").content.decode().replace("\xa0", " ")
    assert f"Ведёт {MANY} программы" in page
    assert f"Участвует в {MANY} программах" in page


def test_a_source_shows_its_facts_page_by_page(client, many):
    pages = found(client, "/sources/mayor-blog/", CARD)
    assert [len(page) for page in pages] == [2, 2, 2]
    slugs = [slug for page in pages for slug in page]
    assert slugs == [f"{part}-{n:03}" for part in ("other", "own") for n in range(MANY)]
    first = client.get("/sources/mayor-blog/").content.decode()
    assert "Факты из этого источника: 1<" in first  # one sentence, told of each programme


def test_the_sources_are_listed_page_by_page(client, many):
    pages = found(client, "/sources/", r'class="source-title"><a href="/sources/([\w-]+)/"')
    assert [len(page) for page in pages] == [2, 2]


LISTS = ["/organisations/mosprom/", "/sources/mayor-blog/", "/sources/"]


def queries(client, monkeypatch, address: str, size: int) -> int:
    """Return how many queries a page of so many rows costs that nobody has asked for yet."""
    for name in SIZES:
        monkeypatch.setattr(views, name, size)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_as_many_queries_whatever_its_length(client, monkeypatch, many, path):
    client.get(path)  # what a version is asked for once has been asked
    # both pages have rows of all kinds
    few = queries(client, monkeypatch, f"{path}?page=2", size=2)
    assert queries(client, monkeypatch, path, size=2 * MANY) == few <= 12


@pytest.mark.parametrize("path", LISTS)
def test_a_page_past_the_end_is_not_there_and_says_how_many_are(client, many, path):
    answer = client.get(f"{path}?page=99")
    assert answer.status_code == 404
    assert "Страницы 99 нет: в этом списке" in answer.content.decode()


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("page", ["x", "0", "-1", "1.5", "1" * 40, "2&page=3"])
def test_a_page_that_is_no_number_is_refused_with_a_sentence(client, many, path, page):
    assert client.get(f"{path}?page={page}").status_code == 400


@pytest.mark.parametrize("path", LISTS)
def test_a_page_has_a_title_and_an_address_of_its_own(client, many, path):
    first = client.get(f"{path}?page=01").content.decode()
    second = client.get(f"{path}?page=2").content.decode()
    assert f'rel="canonical" href="http://testserver{path}"' in first
    assert f'rel="canonical" href="http://testserver{path}?page=2"' in second
    assert ", страница 2 — Поддержка промышленности</title>" in second.replace("\xa0", " ")
    assert 'aria-current="page"><span class="visually-hidden">Страница </span>2</a>' in second


def test_no_page_for_people_has_more_than_fifty_rows():
    assert max(views.PAGE_SIZE, views.MAX_FACTS_ON_PAGE, views.MAX_SOURCES_ON_PAGE) <= 50


def test_a_short_list_has_no_pages(client):
    factories.exhibitions()
    for path in LISTS:
        assert "pagination" not in client.get(path).content.decode()
