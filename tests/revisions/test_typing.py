"""What is typed is kept by itself; who else has the form open is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from programmes.models import CatalogueVersion, Programme
from programmes.revisions import review
from programmes.revisions.models import Presence, Typed
from tests import factories
from tests.forms import address, change, said, send, shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(db):
    return factories.programme(title="Как было")


def type_in(client, programme, **typed):
    """Type into the form of a programme and let it keep that by itself."""
    url = address("programme", "change", programme.pk)
    return client.post(url, shown(client.get(url)) | typed | {"_autosave": "1"})


@pytest.mark.parametrize("person", [factories.editor, factories.publisher])
@pytest.mark.parametrize("make", [factories.programme, factories.draft])
def test_what_is_typed_is_kept_and_nothing_else_changes(client, person, make):
    made = make(title="Как было")
    version = CatalogueVersion.objects.get().token
    answer = type_in(signed_in(client, person()), made, title="Набрано")
    assert answer.json()["saved"]
    assert Typed.objects.get().content["title"] == "Набрано"
    assert Programme.objects.get().title == "Как было"
    assert (review.opened(made), CatalogueVersion.objects.get().token) == (None, version)


def test_a_form_with_mistakes_keeps_nothing_and_says_so(client, programme):
    answer = type_in(signed_in(client, factories.editor()), programme, title="")
    assert answer.json() == {"saved": ""}
    assert not Typed.objects.exists()


def test_the_form_that_was_kept_can_still_be_saved(client, programme):
    signed_in(client, factories.editor())
    url = address("programme", "change", programme.pk)
    fields = shown(client.get(url)) | {"title": "Набрано"}
    client.post(url, fields | {"_autosave": "1"})
    send(client, url, fields)
    assert review.opened(programme).content["title"] == "Набрано"
    assert not Typed.objects.exists()


def test_what_was_typed_into_a_draft_comes_back_when_it_is_wanted(client):
    draft = factories.draft(title="Как было")
    type_in(signed_in(client, factories.editor()), draft, title="Набрано")
    page = client.get(address("programme", "change", draft.pk))
    assert "Показать набранное" in page.content.decode()
    client.post(address("programme", "typed", draft.pk), {"resume": "1"})
    assert Programme.objects.get().title == "Набрано"
    assert not Typed.objects.exists()


@pytest.mark.parametrize("make", [factories.programme, factories.draft])
def test_what_was_typed_comes_back_beside_what_another_one_has_written_meanwhile(client, make):
    made = make(title="Как было", summary="Как было.")
    anna = factories.editor()
    type_in(signed_in(client, anna), made, title="Набрано")
    change(signed_in(client, factories.publisher()), made, summary="Написано другим.")
    signed_in(client, anna).post(address("programme", "typed", made.pk), {"resume": "1"})
    page = shown(client.get(address("programme", "change", made.pk)))
    assert (page["title"], page["summary"]) == ("Набрано", "Написано другим.")


def test_whoever_types_over_what_another_one_has_written_meanwhile_is_told_that(client):
    draft = factories.draft(title="Как было")
    anna = factories.editor()
    type_in(signed_in(client, anna), draft, title="Набрано")
    change(signed_in(client, factories.publisher()), draft, title="Написано другим")
    url = address("programme", "typed", draft.pk)
    answer = signed_in(client, anna).post(url, {"resume": "1"}, follow=True)
    assert "здесь написали «Написано другим». Теперь — «Набрано»" in said(answer)[1]


def test_what_was_typed_stays_where_it_cannot_be_written(client):
    draft, another = factories.draft(facts=[{}]), factories.source("another")
    signed_in(client, factories.editor())
    type_in(client, draft, **{"facts-0-source": str(another.pk)})
    another.delete()
    answer = client.post(address("programme", "typed", draft.pk), {"resume": "1"}, follow=True)
    assert "«another» больше нет" in said(answer)[0]
    assert Typed.objects.exists()


def test_what_was_typed_is_deleted_when_it_is_not_wanted(client, programme):
    type_in(signed_in(client, factories.editor()), programme, title="Набрано")
    client.post(address("programme", "typed", programme.pk), {"forget": "1"})
    assert not Typed.objects.exists()
    assert review.opened(programme) is None


def test_nobody_else_sees_what_was_typed(client, programme):
    type_in(signed_in(client, factories.editor()), programme, title="Набрано")
    signed_in(client, factories.publisher())
    page = client.get(address("programme", "change", programme.pk)).content.decode()
    assert "Показать набранное" not in page
    client.post(address("programme", "typed", programme.pk), {"resume": "1"})
    assert Programme.objects.get().title == "Как было"


def test_whoever_may_only_read_keeps_nothing(client, programme):
    url = address("programme", "change", programme.pk)
    sent = shown(signed_in(client, factories.publisher()).get(url)) | {"title": "Набрано"}
    signed_in(client, factories.reader())
    assert client.post(url, sent | {"_autosave": "1"}).status_code == 403
    assert client.post(address("programme", "presence", programme.pk)).status_code == 403
    assert not Typed.objects.exists()


def test_others_who_have_the_form_open_are_named_and_not_oneself(client, programme):
    url = address("programme", "presence", programme.pk)
    assert signed_in(client, factories.editor()).post(url).json() == {"others": []}
    assert signed_in(client, factories.publisher()).post(url).json() == {"others": ["Анна Орлова"]}
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=61))
    assert client.post(url).json() == {"others": []}


def test_a_saved_form_forgets_what_was_kept_before(client, programme):
    signed_in(client, factories.publisher())
    type_in(client, programme, title="Набрано")
    change(client, programme, title="Сохранено")
    assert not Typed.objects.exists()
    assert Programme.objects.get().title == "Сохранено"
