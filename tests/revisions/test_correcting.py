"""A record that the public sees is corrected beside it: the form, its buttons, what is kept."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from programmes.models import CatalogueVersion, Programme
from programmes.revisions import review
from programmes.revisions.contents import content, write
from programmes.revisions.models import Revision
from programmes.revisions.states import ReviewState
from tests import factories
from tests.forms import address, change, errors, said, send, shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    return signed_in(client, factories.editor())


def version() -> str:
    return CatalogueVersion.objects.get().token


def correction_of(programme) -> Revision:
    return review.opened(programme)


def test_what_an_editor_writes_of_a_published_entry_is_kept_and_the_public_sees_nothing(editor):
    programme = factories.programme(title="Как было")
    before = version()
    response = change(editor, programme, title="Как станет")
    assert "Правка №\xa01 сохранена" in said(response)[0]
    programme.refresh_from_db()
    assert (programme.title, version()) == ("Как было", before)
    assert correction_of(programme).content["title"] == "Как станет"


def test_the_form_of_a_corrected_entry_shows_the_correction(editor):
    programme = factories.programme(title="Как было")
    change(editor, programme, title="Как станет")
    page = editor.get(address("programme", "change", programme.pk))
    assert shown(page)["title"] == "Как станет"


def test_a_form_that_changes_nothing_begins_no_correction(editor):
    programme = factories.programme()
    change(editor, programme)
    assert correction_of(programme) is None
    assert not Revision.objects.exists()


def test_facts_are_added_changed_and_deleted_in_a_correction(editor):
    programme = factories.programme(facts=({"statement": "Первый"}, {"statement": "Второй"}))
    was = content(programme)
    url = address("programme", "change", programme.pk)
    fields = shown(editor.get(url))
    send(editor, url, fields, **{"facts-0-statement": "Первый иначе", "facts-1-DELETE": "on"})
    assert content(programme) == was
    assert [each["statement"] for each in correction_of(programme).content["fact"]] == [
        "Первый иначе"
    ]


@pytest.fixture
def conditioned():
    """A published programme whose second fact has a condition that rests on it."""
    made = factories.programme(facts=({"statement": "Первый"}, {"statement": "Второй"}))
    factories.requirement(made, fact=made.facts.last())
    return made


def test_a_condition_and_then_its_fact_are_deleted_in_a_correction(editor, conditioned):
    change(editor, conditioned, **{"requirements-0-DELETE": "on"})
    change(editor, conditioned, **{"facts-1-DELETE": "on"})
    assert editor.get(address("programme", "change", conditioned.pk)).status_code == 200
    review.publish(conditioned, correction_of(conditioned), None)
    assert [each.statement for each in conditioned.facts.all()] == ["Первый"]
    assert not conditioned.requirements.exists()


def test_the_code_of_a_fact_that_a_condition_rests_on_changes_in_a_correction(editor, conditioned):
    change(editor, conditioned, **{"facts-1-code": "another"})
    assert editor.get(address("programme", "change", conditioned.pk)).status_code == 200
    review.publish(conditioned, correction_of(conditioned), None)
    assert conditioned.requirements.get().fact.code == "another"


def test_a_text_whose_condition_rests_on_a_fact_that_it_has_not_is_refused(conditioned):
    text = content(conditioned)
    text["fact"].pop()
    with transaction.atomic(), pytest.raises(ValidationError, match="держится условие"):
        write(conditioned, text)


def test_a_new_fact_of_a_correction_is_changed_again(editor):
    programme = factories.programme(facts=({"statement": "Первый"},))
    url = address("programme", "change", programme.pk)
    for statement in ("Второй", "Второй иначе"):
        fields = shown(editor.get(url))
        fields |= {"facts-TOTAL_FORMS": "2", "facts-1-statement": statement}
        fields |= {"facts-1-about": "subject", "facts-1-locator": "абзац 2"}
        fields |= {"facts-1-source": fields["facts-0-source"], "facts-1-position": "2"}
        response = send(editor, url, fields)
        assert response.redirect_chain, errors(response)
    found = [each["statement"] for each in correction_of(programme).content["fact"]]
    assert found == ["Первый", "Второй иначе"]


def test_a_publisher_puts_a_correction_before_the_public(client):
    programme = factories.programme(title="Как было")
    change(signed_in(client, factories.editor()), programme, title="Как станет", _step="submit")
    assert correction_of(programme).state == ReviewState.SUBMITTED
    before = version()
    response = change(signed_in(client, factories.publisher()), programme, _step="publish")
    assert "Опубликовано" in said(response)[0]
    assert Programme.objects.get().title == "Как станет"
    assert version() != before
    assert correction_of(programme) is None


@pytest.mark.parametrize("page", ["history", "revision"])
def test_the_pages_of_a_revision_open(editor, page):
    programme = factories.programme(title="Как было")
    change(editor, programme, title="Как станет")
    number = [1] if page == "revision" else []
    text = editor.get(address("programme", page, programme.pk, *number)).content.decode()
    assert "Правка №\xa01" in text if number else "№&nbsp;1" in text


def test_whoever_publishes_what_another_one_has_written_is_its_second_reader(client):
    programme = factories.programme(title="Как было")
    change(signed_in(client, factories.editor()), programme, title="Как станет", _step="submit")
    change(signed_in(client, factories.publisher()), programme, _step="publish")
    revision = Revision.objects.get()
    assert (revision.author_name, revision.reviewer_name) == ("Анна Орлова", "Борис Лукин")
    assert not revision.is_unreviewed
    assert revision.comment == "«название»"


def test_whoever_publishes_his_own_words_in_a_correction_is_its_only_reader(client):
    programme = factories.programme(title="Как было")
    change(signed_in(client, factories.editor()), programme, title="Как станет", _step="submit")
    signed_in(client, factories.publisher())
    change(client, programme, title="По-своему", _step="publish")
    revision = Revision.objects.first()
    assert (revision.author_name, revision.is_unreviewed) == ("Борис Лукин", True)


def test_the_desk_counts_what_waits_and_each_number_leads_to_its_list(client):
    programme = factories.programme(title="Как было")
    change(signed_in(client, factories.editor()), programme, title="Как станет", _step="submit")
    page = signed_in(client, factories.publisher()).get("/admin/").content.decode()
    assert "Правки: ждут издателя</strong> <span>1\xa0правка" in page
    listed = client.get("/admin/revisions/revision/?waiting=review").content.decode()
    assert address("programme", "revision", programme.pk, 1) in listed


def test_the_desk_shows_the_last_changes_of_everybody(client):
    programme = factories.draft(title="Черновик")
    change(signed_in(client, factories.editor()), programme, title="Другой")
    page = signed_in(client, factories.publisher()).get("/admin/").content.decode()
    assert "Анна Орлова" in page
    assert address("programme", "change", programme.pk) in page


@pytest.mark.parametrize("page", ["history", "revision", "presence", "typed", "restore"])
def test_a_stranger_is_sent_to_the_door_from_the_pages_of_revisions(client, page):
    programme = factories.programme()
    change(signed_in(client, factories.editor()), programme, title="Как станет")
    number = [1] if page in ("revision", "restore") else []
    signed_in(client, factories.stranger())
    url = address("programme", page, programme.pk, *number)
    for answer in (client.get(url), client.post(url)):
        assert "/login/" in answer["Location"]


def test_a_published_entry_cannot_be_deleted_from_the_form_of_its_correction(client):
    programme = factories.programme()
    change(signed_in(client, factories.editor()), programme, title="Иначе")
    page = signed_in(client, factories.publisher()).get(
        address("programme", "change", programme.pk)
    )
    assert "Удалить</a>" not in page.content.decode()
