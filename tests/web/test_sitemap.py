"""What programs read first: the sitemap with true dates, robots.txt, llms.txt."""

from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from programmes.models import Change, Event, Programme
from programmes.web.pages import sitemaps
from tests.factories import draft, event, exhibitions, loan, organisation, programme, source

pytestmark = pytest.mark.django_db

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
BEFORE = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def listed(client):
    """Read a sitemap: the date of change, or None, by the path of the page."""

    def read(query="") -> dict:
        response = client.get(f"/sitemap.xml{query}")
        assert response.status_code == 200
        root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
        urls = root.findall("s:url", NAMESPACE)
        assert len(urls) == len(root)
        return {
            urlsplit(url.find("s:loc", NAMESPACE).text).path: url.findtext(
                "s:lastmod", namespaces=NAMESPACE
            )
            for url in urls
        }

    return read


def test_every_listed_page_opens(client, listed):
    exhibitions(), loan()
    paths = [*listed()]
    assert {client.get(path).status_code for path in paths} == {200}
    assert "/programmes/international-exhibitions/" in paths
    assert "/organisations/mosprom/" in paths
    assert "/sources/mayor-blog/" in paths


def test_what_the_public_does_not_see_is_not_listed(listed):
    draft(operator=organisation("hidden"), facts=[{"source": source("unused")}])
    paths = listed()
    assert "/programmes/machine-building-centre/" not in paths
    assert not {"/organisations/hidden/", "/sources/unused/"} & set(paths)


def test_a_programme_has_the_day_of_its_own_change(listed):
    exhibitions()
    Programme.objects.update(updated_at=BEFORE)
    assert listed()["/programmes/international-exhibitions/"] == "2026-01-01T15:00:00+03:00"


def test_an_organisation_changes_with_the_newest_of_its_programmes(listed):
    programme("old", operator=organisation("mosprom"))
    programme("new", partners=[organisation("mosprom")])
    Programme.objects.filter(slug="old").update(updated_at=BEFORE)
    new = Programme.objects.get(slug="new").updated_at.astimezone(UTC).isoformat()
    assert datetime.fromisoformat(listed()["/organisations/mosprom/"]) > BEFORE
    assert new > "2026-01-02"


def test_a_page_whose_change_is_not_recorded_claims_no_date(listed):
    assert listed()["/accessibility/"] is None


def test_past_the_limit_the_addresses_go_on_in_further_files(client, listed, monkeypatch):
    exhibitions()
    everything = [path for path, _ in sitemaps.addresses()]
    monkeypatch.setattr(sitemaps, "MAX_ADDRESSES", 4)
    named = [
        line.removeprefix("Sitemap: ").removeprefix("http://testserver/sitemap.xml")
        for line in client.get("/robots.txt").content.decode().splitlines()
        if line.startswith("Sitemap:")
    ]
    assert [path for query in named for path in listed(query)] == everything


def test_robots_learn_how_many_files_there_are_without_a_look_at_each_address(client, monkeypatch):
    organisation("mosprom")
    programme("own", operator=organisation("mosprom"), partners=[organisation("mosprom")])
    draft(operator=organisation("hidden"), facts=[{"source": source("unused")}])
    monkeypatch.setattr(sitemaps, "MAX_ADDRESSES", 1)
    each = len(sitemaps.addresses())
    monkeypatch.setattr(sitemaps, "addresses", None)
    assert sitemaps.count_files() == each


@pytest.mark.parametrize("page", ["2", "0", "two"])
def test_a_file_of_the_sitemap_that_does_not_exist_is_not_found(client, page):
    assert client.get(f"/sitemap.xml?page={page}").status_code == 404


def test_robots_do_not_wander_through_combinations_of_filters(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /programmes/?*&" in text
    assert "admin" not in text


def test_language_models_learn_where_the_data_are_and_every_link_opens(client):
    exhibitions()
    text = client.get("/llms.txt").content.decode()
    assert text.startswith("# Поддержка промышленности Москвы\n")
    links = [part.partition(")")[0] for part in text.split("](")[1:]]
    for link in links:
        response = client.get(link)
        assert response.status_code == 200, link
        response.getvalue()
    assert len(links) > 8


def test_language_models_learn_of_events_and_changes_with_their_columns_and_days(client):
    event(programmes=[exhibitions()])
    Event.objects.update(updated_at=datetime(2026, 3, 1, 22, tzinfo=UTC))
    Change.objects.update(moment=datetime(2026, 4, 1, 12, tzinfo=UTC))
    lines = client.get("/llms.txt").content.decode().splitlines()
    [ics] = [line for line in lines if "/events.ics)" in line]
    assert ics.endswith("; последнее изменение 2026-03-02")
    [csv] = [line for line in lines if "/changes.csv)" in line]
    assert "moment, programme, title, field" in csv
    assert csv.endswith("; последнее изменение 2026-04-01")


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt", "/llms.txt"])
def test_they_may_be_kept_until_something_changes(client, address):
    exhibitions()
    answer = client.get(address)
    assert "public" in answer["Cache-Control"]
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert client.post(address).status_code == 405
