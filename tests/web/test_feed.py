"""Atom: the programmes of the question, with identifiers and dates that readers can trust."""

from datetime import UTC, datetime

import feedparser
import pytest

from programmes.derived import refresh
from programmes.models import Change, Programme
from programmes.web.files import feeds
from tests.factories import draft, exhibitions, internship, loan, organisation, programme

pytestmark = pytest.mark.django_db

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def feed(client):
    """Read the feed of a question as a feed reader does."""

    def read(query=""):
        response = client.get(f"/programmes.atom{query}")
        assert response.status_code == 200
        return feedparser.parse(response.getvalue())

    return read


def slugs(parsed) -> list[str]:
    return [entry.link.rstrip("/").rpartition("/")[2] for entry in parsed.entries]


def test_a_feed_reader_finds_nothing_wrong(feed):
    exhibitions(), internship(), loan()
    parsed = feed()
    assert not parsed.bozo
    assert parsed.version == "atom10"


def changed_on(day: int, *programmes) -> None:
    """Note that programmes changed on a day of January."""
    moment = datetime(2026, 1, day, tzinfo=UTC)
    Programme.objects.filter(pk__in=[made.pk for made in programmes]).update(updated_at=moment)
    refresh.renew_version()


@pytest.fixture
def seven(monkeypatch):
    """Make seven programmes whose order of change is no other order, in pages of three."""
    monkeypatch.setattr(feeds, "MAX_ENTRIES", 3)
    made = [programme(f"p{number}", title=f"Программа {number}") for number in range(7)]
    for number, record in enumerate(made):
        changed_on(1 + number * 5 % 7, record)
    return ["p4", "p1", "p5", "p2", "p6", "p3", "p0"]


def links(parsed) -> dict[str, str]:
    """Return what a feed links to, by relation, without the name of the portal."""
    return {link.rel: link.href.removeprefix("http://testserver") for link in parsed.feed.links}


def test_the_feed_begins_with_what_changed_last(feed, seven):
    assert slugs(feed()) == seven[:3]


@pytest.mark.parametrize("sort", ["title", "checked", "updated"])
def test_the_order_of_the_list_is_not_the_feeds(feed, seven, sort):
    assert slugs(feed(f"?sort={sort}")) == seven[:3]
    assert feed(f"?sort={sort}").feed.id == feed().feed.id
    assert links(feed(f"?sort={sort}")) == links(feed())


def test_older_programmes_are_found_page_by_page(feed, seven):
    found, query = [], ""
    while query is not None:
        page = feed(query)
        assert not page.bozo
        found += slugs(page)
        following = links(page).get("next")
        query = following and following.removeprefix("/programmes.atom")
    assert found == seven


def test_a_page_of_a_feed_names_its_neighbours(feed, seven):
    wanted = {
        "first": "/programmes.atom?kind=consulting",
        "previous": "/programmes.atom?kind=consulting",
        "self": "/programmes.atom?kind=consulting&page=2",
        "next": "/programmes.atom?kind=consulting&page=3",
        "last": "/programmes.atom?kind=consulting&page=3",
        "alternate": "/programmes/?kind=consulting",
    }
    assert links(feed("?page=2&kind=consulting")) == wanted


def test_the_pages_of_a_feed_are_one_feed(feed, seven):
    first, second = feed(), feed("?page=2")
    assert first.feed.id == second.feed.id
    assert first.feed.updated == second.feed.updated


def test_the_ends_of_a_feed_name_no_page_beyond(feed, seven):
    assert "previous" not in links(feed())
    assert "next" not in links(feed("?page=3"))


def test_a_feed_of_one_page_names_no_other(feed):
    exhibitions()
    assert set(links(feed())) == {"self", "alternate"}


def test_a_page_past_the_end_of_the_feed_is_not_there(client, seven):
    answer = client.get("/programmes.atom?page=4")
    assert answer.status_code == 404
    assert "в этом списке" in answer.json()["detail"]


def test_a_page_of_the_feed_has_a_bound():
    assert feeds.MAX_ENTRIES <= 100


def test_the_feed_costs_as_many_queries_whatever_its_length(
    client, seven, django_assert_max_num_queries
):
    client.get("/programmes.atom?page=3")
    with django_assert_max_num_queries(8):
        client.get("/programmes.atom")


def test_the_feed_leaves_out_what_is_not_public(feed):
    exhibitions(), draft()
    assert slugs(feed()) == ["international-exhibitions"]


def test_an_entry_says_what_by_whom_and_where(feed):
    exhibitions()
    (entry,) = feed().entries
    assert entry.title == "Участие в международных выставках"
    assert entry.summary == "Компании показывают продукцию на зарубежных выставках."
    assert entry.link == "http://testserver/programmes/international-exhibitions/"
    assert entry.author == "Моспром"
    assert {tag.term for tag in entry.tags} == {"Мероприятие", "Экспортёры"}


def test_the_identifier_rests_on_the_slug_alone(feed, settings):
    made = exhibitions()
    known = feed().entries[0].id
    made.title = "Выставки за рубежом"
    made.save()
    settings.PORTAL_URL = "https://other.example"
    assert feed("?kind=event").entries[0].id == known
    assert known == "urn:uuid:50726f13-b22b-56fe-ac78-7abaecf465e8"


def test_an_entry_moves_when_the_public_sees_something_new(feed):
    made = exhibitions()
    Programme.objects.filter(pk=made.pk).update(updated_at=BEFORE)
    made.refresh_from_db()
    made.summary = "Компании показывают продукцию за рубежом."
    made.save()
    assert feed().entries[0].updated > "2026-01-02"


def test_an_entry_does_not_move_when_it_was_only_checked(feed):
    made = exhibitions()
    Programme.objects.filter(pk=made.pk).update(updated_at=BEFORE)
    made.refresh_from_db()
    made.checked_on = "2026-11-21"
    made.save()
    assert feed().entries[0].updated.startswith("2026-01-01")


def test_the_feed_is_as_new_as_its_newest_entry(feed):
    exhibitions(), loan()
    Programme.objects.filter(slug="export-agro-loan").update(updated_at=BEFORE)
    parsed = feed()
    assert parsed.feed.updated == max(entry.updated for entry in parsed.entries)
    assert feed("?kind=loan").feed.updated.startswith("2026-01-01")


def test_an_empty_feed_is_a_valid_one(feed):
    parsed = feed()
    assert not parsed.bozo
    assert parsed.entries == []
    assert parsed.feed.updated


def test_every_question_is_a_feed_of_its_own(feed):
    exhibitions()
    assert feed().feed.id != feed("?kind=event").feed.id
    assert feed("?kind=event&audience=").feed.id == feed("?kind=event").feed.id


def test_the_feed_names_itself_and_the_page_of_the_same_question(feed):
    exhibitions()
    links = {link.rel: link.href for link in feed("?q=выставки").feed.links}
    query = "?q=%D0%B2%D1%8B%D1%81%D1%82%D0%B0%D0%B2%D0%BA%D0%B8"
    assert links["alternate"] == f"http://testserver/programmes/{query}"
    assert links["self"] == f"http://testserver/programmes.atom{query}"


def test_a_refused_question_gets_the_sentence(client):
    answer = client.get("/programmes.atom?kind=gift")
    assert answer.status_code == 400
    assert "нет значения «gift»" in answer.json()["detail"]


@pytest.mark.parametrize("text", ["a\x01b", "a￾b", "<b>&amp;", "]]>"])
def test_what_xml_cannot_hold_does_not_break_the_feed(feed, text):
    programme("p", title=text, summary=text, operator=organisation("odd", short_name=text))
    parsed = feed()
    assert not parsed.bozo
    assert len(parsed.entries) == 1


def test_what_looks_like_markup_is_read_as_text(feed):
    programme("p", title="Станки <b>", summary="Для <b>станков</b> & прессов")
    (entry,) = feed().entries
    assert entry.summary_detail.value == "Для &lt;b&gt;станков&lt;/b&gt; &amp; прессов"


def test_words_that_xml_cannot_hold_do_not_break_the_title(client):
    response = client.get("/programmes.atom?q=%01%02")
    assert not feedparser.parse(response.getvalue()).bozo


def test_the_feed_is_not_sent_again_until_something_changes(client):
    exhibitions()
    response = client.get("/programmes.atom")
    known = response["ETag"]
    response.getvalue()
    again = client.get("/programmes.atom", headers={"if-none-match": known})
    assert again.status_code == 304


def test_the_feed_is_sent_whole_with_its_length(client):
    exhibitions()
    response = client.get("/programmes.atom")
    assert int(response["Content-Length"]) == len(response.getvalue())


def test_the_page_of_a_question_names_its_feed(client):
    page = client.get("/programmes/?kind=event").content.decode()
    assert 'type="application/atom+xml"' in page
    assert 'href="/programmes.atom?kind=event"' in page


def test_an_order_that_there_is_not_is_refused_by_the_feed_too(client):
    answer = client.get("/programmes.atom?sort=price")
    assert answer.status_code == 400
    assert "Сортировки «price» нет" in answer.json()["detail"]


def test_an_entry_says_what_changed_last(feed):
    record = Programme.objects.get(pk=loan().pk)
    Change.objects.all().delete()
    record.cost_note = "До 900 млн ₽"
    record.save()
    [entry] = feed().entries
    assert "добавлено: До 900 млн ₽" in entry.summary
