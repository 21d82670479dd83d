"""Two records that are one: what names the one names the other, and both addresses lead there."""

import pytest
from django.contrib import admin

from programmes.admin.joining import Joining
from programmes.models import Event, Programme
from programmes.revisions import replacing, review
from programmes.revisions.models import Revision
from tests import factories
from tests.admin.test_models import page_of
from tests.admin.test_public import RECORDS, catalogue, record_of
from tests.forms import change, said, shown, signed_in

pytestmark = pytest.mark.django_db


def join(client, old, words: str):
    """Name the record that stays, read what will happen, confirm it."""
    url = page_of(type(old), "join", old.pk)
    page = client.get(url)
    for _ in range(2):
        page = client.post(url, shown(page) | {"words": words}, follow=True)
    return page


@pytest.mark.parametrize("kind", RECORDS)
def test_what_named_the_one_names_the_other_and_the_old_address_leads_there(client, kind):
    catalogue()
    old, new = record_of(kind, "shown"), record_of(kind, "begun")
    page = join(signed_in(client, factories.publisher()), old, new.slug)
    assert said(page)[0].startswith(f"Объединено: «{old}» теперь — «{new}»")
    assert not type(old).objects.filter(pk=old.pk).exists()
    shown_one = Programme.objects.get(slug="shown")
    event = Event.objects.get(slug="event-shown")
    assert replacing.uses_of(new) != {}
    named = {*naming(shown_one), *naming(event)}
    assert str(new) in named
    client.logout()
    if kind in ("operator", "source"):
        path = f"/{type(old)._meta.model_name}s"
        assert client.get(f"{path}/{old.slug}/")["Location"] == f"{path}/{new.slug}/"


def naming(owner) -> list[str]:
    """Return the names of all records that a programme or an event names."""
    content = review.content(owner)
    values = [*content.values(), *(p.get("source") for p in content.get("fact", []))]
    values += [part.get("source") for part in content.get("contact", [])]
    keys = [key for each in values for key in (each if isinstance(each, list) else [each])]
    models = {model for model, desk in admin.site._registry.items() if isinstance(desk, Joining)}
    slugs = [key for key in keys if isinstance(key, str)]
    return [str(each) for model in models for each in model.objects.filter(slug__in=slugs)]


def test_each_programme_that_changes_by_it_gets_a_revision(client):
    catalogue()
    join(signed_in(client, factories.publisher()), record_of("operator", "shown"), "operator-read")
    revision = Revision.objects.of(Programme.objects.get(slug="shown")).first()
    assert (revision.base["operator"], revision.content["operator"]) == (
        "operator-shown",
        "operator-read",
    )
    assert revision.is_unreviewed


def test_an_open_correction_that_names_both_names_the_one_that_stays_once(client):
    old, new = factories.audience("college-students"), factories.audience("adults")
    programme = factories.programme(audiences=[new])
    change(signed_in(client, factories.editor()), programme, audiences=[old.pk, new.pk])
    join(signed_in(client, factories.publisher()), old, new.slug)
    assert review.opened(programme).content["audiences"] == ["adults"]


def test_an_open_correction_names_the_record_that_stays(client):
    catalogue()
    programme = Programme.objects.get(slug="shown")
    change(signed_in(client, factories.editor()), programme, title="Иначе")
    join(signed_in(client, factories.publisher()), record_of("operator", "shown"), "operator-read")
    assert review.opened(programme).content["operator"] == "operator-read"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("operator-shown", "Это та же самая запись"),
        ("нет такой", "ничего не нашлось"),
        ("", "Обязательное поле"),
    ],
)
def test_what_cannot_stay_is_refused_beside_the_field(client, words, sentence):
    catalogue()
    old = record_of("operator", "shown")
    url = page_of(type(old), "join", old.pk)
    signed_in(client, factories.publisher())
    answer = client.post(url, shown(client.get(url)) | {"words": words})
    assert sentence in str(answer.context["form"].errors["words"])


def test_audiences_of_two_sides_are_not_joined(client):
    students, exporters = factories.audience("students", side="learning"), factories.audience()
    assert "разных сторон" in replacing.objection(students, exporters)


def test_nothing_is_joined_that_changed_after_it_was_shown(client):
    catalogue()
    old, new = record_of("operator", "shown"), record_of("operator", "read")
    url = page_of(type(old), "join", old.pk)
    signed_in(client, factories.publisher())
    asked = client.post(url, shown(client.get(url)) | {"words": new.slug})
    new.description = "Изменено."
    new.save()
    answer = client.post(url, shown(asked))
    assert "Что произойдёт" in answer.content.decode()
    assert type(old).objects.filter(pk=old.pk).exists()


def test_an_editor_joins_nothing(client):
    catalogue()
    old = record_of("operator", "shown")
    signed_in(client, factories.editor())
    url = page_of(type(old), "join", old.pk)
    assert client.get(url).status_code == client.post(url).status_code == 403
    assert (
        "Объединить с другой"
        not in client.get(page_of(type(old), "change", old.pk)).content.decode()
    )
