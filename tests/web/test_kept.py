"""Kept answers: a repeated question is not made again, and an edit shows at once."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from redis.exceptions import ConnectionError as AwayError

from programmes.web import cache as kept
from programmes.web.pages import views
from tests.factories import exhibitions

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch):
    """The addresses of the catalogue's pages that were really made."""
    made, catalogue = [], views.ask

    def counted(params, *args, **kwargs):
        made.append(params.urlencode())
        return catalogue(params, *args, **kwargs)

    cache.clear()
    monkeypatch.setattr(views, "ask", counted)
    return made


def test_a_repeated_question_is_made_once(client, made):
    exhibitions()
    first, second = (client.get("/programmes/?q=выставки") for _ in range(2))
    assert len(made) == 1
    assert first.content == second.content
    assert dict(first.headers).keys() == dict(second.headers).keys()


def test_another_question_is_made_anew(client, made):
    exhibitions()
    client.get("/programmes/?q=выставки")
    client.get("/programmes/?q=выставка")
    assert len(made) == 2


@pytest.mark.parametrize("other", [{"HX-Request": "true"}, {"Cookie": "low-vision=1"}])
def test_another_variant_is_made_anew(client, made, other):
    exhibitions()
    usual = client.get("/programmes/")
    assert client.get("/programmes/", headers=other).content != usual.content
    assert len(made) == 2


def test_an_edit_shows_at_once(client, made):
    record = exhibitions()
    client.get("/programmes/")
    record.title = "Совсем другое название"
    record.save()
    assert "Совсем другое название" in client.get("/programmes/").content.decode()


def test_a_refusal_is_not_kept(client, made):
    exhibitions()
    for _ in range(2):
        assert client.get("/programmes/?place=mars").status_code == 400
    assert len(made) == 2


def test_a_body_that_is_too_long_is_not_kept(client, made, monkeypatch):
    exhibitions()
    monkeypatch.setattr(kept, "MAX_ANSWER_BYTES", 1000)
    for _ in range(2):
        assert len(client.get("/programmes/").content) > 1000
    assert len(made) == 2
    assert kept.looked_up("long", with_body=True) is None


@pytest.mark.parametrize(("size", "is_kept"), [(300_000, True), (300_001, False)])
def test_a_body_is_kept_up_to_a_limit(size, is_kept):
    kept.keep("key", HttpResponse(b"x" * size))
    assert (kept.looked_up("key", with_body=True) is not None) == is_kept
    assert kept.looked_up("key", with_body=False) is not None
    assert kept.looked_up("another", with_body=False) is None


def test_an_answer_that_brings_a_cookie_is_not_kept():
    answer = HttpResponse("for one alone")
    answer.set_cookie("whose", "one")
    kept.keep("key-of-one", answer)
    assert kept.looked_up("key-of-one", with_body=True) is None


def test_a_text_is_kept_packed():
    answer = HttpResponse("a text " * 1000)
    kept.keep("key", answer)
    assert answer["Content-Encoding"] == "br"
    assert len(kept.looked_up("key", with_body=True).content) < 100


def test_headers_are_kept_with_the_body():
    kept.keep("key", HttpResponse("a body", headers={"X-Made": "once"}))
    found = kept.looked_up("key", with_body=True)
    assert (found.content, found["X-Made"]) == (b"a body", "once")


def test_keys_of_different_parts_differ():
    assert kept.fingerprint("a", "b") != kept.fingerprint("ab") != kept.fingerprint("b", "a")
    assert len(kept.fingerprint("a", "b")) == 32


@pytest.mark.parametrize("address", ["/", "/programmes/", "/programmes.csv", "/api/v1/programmes"])
def test_no_cache_may_answer_for_longer_than_a_minute(client, address):
    exhibitions()
    said = client.get(address)["Cache-Control"].split(", ")
    assert {"public", "max-age=0", "s-maxage=60"} <= set(said)


def test_nothing_is_kept_while_code_is_being_written(client, made, settings):
    exhibitions()
    settings.DEBUG = True
    for _ in range(2):
        client.get("/programmes/")
    assert len(made) == 2


def test_an_answer_of_the_api_is_kept_as_it_was_rendered(client):
    exhibitions()
    cache.clear()
    first = client.get("/api/v1/programmes")
    second = client.get("/api/v1/programmes")
    assert first.json() == second.json()
    assert not hasattr(second, "is_rendered")  # what the cache gave, not the view's own answer


def test_a_cache_server_that_is_away_only_costs_time(client, monkeypatch):
    exhibitions()

    def away(*args, **kwargs):
        raise AwayError

    monkeypatch.setattr("programmes.web.cache.cache.get", away)
    monkeypatch.setattr("programmes.web.cache.cache.set", away)
    assert client.get("/programmes/").status_code == 200
