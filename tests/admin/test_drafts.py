"""Drafts and codes: a title is enough to begin with, and every record has an address."""

import re

import pytest
from django.apps import apps

from programmes.models import Programme
from programmes.words.choices import State
from tests import factories
from tests.forms import address, change, errors, said, send, shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    return signed_in(client, factories.publisher())


def add(client, model: str, **typed):
    """Fill in an empty form of a model and save it."""
    url = address(model, "add")
    return send(client, url, shown(client.get(url)), **typed)


def test_a_title_is_enough_for_a_draft(client):
    add(signed_in(client, factories.editor()), "programme", title="Объём: ёлки, подъём и йод")
    programme = Programme.objects.get()
    assert programme.slug == "obyom-yolki-podyom-i-yod"
    assert programme.state == State.DRAFT
    assert client.get(address("programme", "preview", programme.pk)).status_code == 200
    assert client.get(address("programme")).status_code == 200


def test_a_draft_says_what_it_lacks_with_links_to_the_fields(client):
    programme = factories.draft(summary="", kind="", audiences=[], facts=[], checked_on=None)
    signed_in(client, factories.editor())
    page = client.get(address("programme", "change", programme.pk)).content.decode()
    for name in ("id_summary", "id_kind", "id_audiences", "id_checked_on", "facts-heading"):
        assert f'<a href="#{name}">' in page
        assert f'id="{name}"' in page


def test_a_draft_is_submitted_only_with_what_an_editor_can_give(client):
    bare = factories.draft(summary="", kind="", audiences=[], facts=[], checked_on=None)
    signed_in(client, factories.editor())
    (sentence,) = said(change(client, bare, _step="submit"))
    for words in ("«коротко»", "«вид поддержки»", "«для кого»", "Добавьте хотя бы один факт"):
        assert words in sentence
    assert "проверено" not in sentence
    change(client, factories.draft("whole", checked_on=None), _step="submit")
    states = dict(Programme.objects.values_list("slug", "state"))
    assert states == {bare.slug: State.DRAFT, "whole": State.REVIEW}


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("summary", "Напишите одно предложение для карточки."),
        ("kind", "Выберите вид поддержки из списка."),
        ("audiences", "Отметьте хотя бы одну аудиторию в поле «для кого»."),
    ],
)
def test_a_published_entry_keeps_what_a_draft_may_lack(publisher, field, sentence):
    programme = factories.exhibitions()
    response = change(publisher, programme, **{field: None})
    assert errors(response) == {field: [sentence]}
    assert change(publisher, factories.draft(), **{field: None}).redirect_chain


def test_two_entries_of_one_title_get_codes_of_their_own(publisher):
    for _ in range(3):
        add(publisher, "programme", title="Заём", _anyway="1")
    assert sorted(Programme.objects.values_list("slug", flat=True)) == [
        "zayom",
        "zayom-2",
        "zayom-3",
    ]


@pytest.mark.parametrize(
    ("model", "typed", "code"),
    [
        ("place", {"name": "Печатники"}, "pechatniki"),
        ("industry", {"name": "Станки и приборы"}, "stanki-i-pribory"),
        ("audience", {"name": "Взрослые", "genitive": "взрослых", "side": "learning"}, "vzroslye"),
        ("organisation", {"name": "Фонд", "short_name": "Ёж"}, "yozh"),
        (
            "source",
            {"title": "О займах", "publisher": "Мэр", "reliability": "official"},
            "mer-o-zaymakh",
        ),
        ("synonymgroup", {"words": "заём\r\nкредит"}, "zayom-kredit"),
    ],
)
def test_every_record_is_given_a_code_made_of_its_words(publisher, model, typed, code):
    add(publisher, model, **typed)
    assert apps.get_model("programmes", model).objects.get().slug == code


def test_facts_that_begin_alike_get_codes_of_their_own(publisher):
    programme = factories.draft(facts=[])
    alike = "Совершенно одинаковое начало двух очень длинных утверждений об одной программе"
    typed = {"facts-TOTAL_FORMS": 2}
    for number in range(2):
        typed |= {
            f"facts-{number}-about": "subject",
            f"facts-{number}-statement": f"{alike}, {number}.",
            f"facts-{number}-source": factories.source().pk,
            f"facts-{number}-locator": "абзац 1",
            f"facts-{number}-position": number,
        }
    change(publisher, programme, **typed)
    codes = [fact.code for fact in programme.facts.all()]
    assert codes[0].startswith("sovershenno-odinakovoe")
    assert codes[1] == f"{codes[0]}-2"


def test_the_title_of_a_new_entry_has_the_focus(client):
    signed_in(client, factories.editor())
    page = client.get(address("programme", "add")).content.decode()
    assert re.search(r'<input[^>]*name="title"[^>]* autofocus', page)
    assert "change_form.js" not in page
