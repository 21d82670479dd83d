"""Kept answers: a repeated question is not made again, and an edit shows at once."""

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as AwayError

from programmes import views

from .factories import exhibitions

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch):
    """The addresses of the catalogue's pages that were really made."""
    made, catalogue = [], views.Catalogue

    def counted(params, *args, **kwargs):
        made.append(params.urlencode())
        return catalogue(params, *args, **kwargs)

    cache.clear()
    monkeypatch.setattr(views, "Catalogue", counted)
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

    monkeypatch.setattr("programmes.kept.cache.get", away)
    monkeypatch.setattr("programmes.kept.cache.set", away)
    assert client.get("/programmes/").status_code == 200
