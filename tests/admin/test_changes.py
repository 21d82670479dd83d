"""The log of changes at the desk: explained by publishers, and by nobody changed or taken away."""

import pytest
from django.urls import reverse

from programmes.models import Change
from tests import factories
from tests.forms import form_of, said, signed_in

pytestmark = pytest.mark.django_db
NOTE = "Так решил фонд 20 ноября."
ALL = [factories.chief, factories.publisher, factories.editor]


@pytest.fixture
def change():
    record = factories.programme("p", cost_note="До 5 млн ₽")
    record.cost_note = "До 10 млн ₽"
    record.save()
    return Change.objects.get(field="cost_note")


def url(page, *args):
    return reverse(f"admin:programmes_change_{page}", args=args)


def test_a_note_of_a_publisher_is_seen_by_the_public_at_once(client, change):
    assert NOTE not in client.get("/changes/").content.decode()
    signed_in(client, factories.publisher())
    address = url("change", change.pk)
    answer = client.post(address, form_of(client.get(address)).sent | {"note": NOTE}, follow=True)
    assert len(said(answer)) == 1
    client.logout()
    assert NOTE in client.get("/changes/").content.decode()


def test_a_note_leaves_the_change_as_it_is(client, change):
    signed_in(client, factories.chief())
    address = url("change", change.pk)
    typed = {"note": NOTE, "old": "Ноль", "new": "Всё", "severity": "words", "title": "Другая"}
    client.post(address, form_of(client.get(address)).sent | typed)
    after = Change.objects.get(pk=change.pk)
    kept = ("old", "new", "severity", "title", "moment")
    assert [getattr(after, name) for name in kept] == [getattr(change, name) for name in kept]
    assert after.note == NOTE


def test_an_editor_reads_the_log_and_explains_nothing(client, change):
    signed_in(client, factories.editor())
    page = client.get(url("change", change.pk))
    assert "До 10 млн ₽" in page.content.decode()
    assert 'name="note"' not in page.content.decode()
    assert client.post(url("change", change.pk), {"note": NOTE}).status_code == 403
    assert not Change.objects.filter(note=NOTE).exists()


@pytest.mark.parametrize("person", ALL, ids=lambda make: make.__name__)
def test_nobody_adds_to_the_log_or_takes_from_it(client, change, person):
    signed_in(client, person())
    count = Change.objects.count()
    for address in (url("add"), url("delete", change.pk)):
        assert client.post(address, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": change.pk, "index": "0"}
    client.post(url("changelist"), chosen | {"post": "yes"})
    assert Change.objects.count() == count


def test_the_second_of_two_who_explain_one_change_is_told(client, change):
    signed_in(client, factories.publisher())
    address = url("change", change.pk)
    opened = form_of(client.get(address)).sent
    Change.objects.filter(pk=change.pk).update(note="Раньше другого.")
    page = client.post(address, opened | {"note": NOTE}).content.decode()
    assert "Пока вы правили" in page
    assert NOTE in page
    assert Change.objects.get(pk=change.pk).note == "Раньше другого."


def test_the_list_says_which_changes_are_explained(client, change):
    signed_in(client, factories.editor())
    address = url("changelist")
    assert "пояснено" not in client.get(address).text
    Change.objects.filter(pk=change.pk).update(note=NOTE)
    page = client.get(address).text
    assert page.count("пояснено") == 1
    assert NOTE not in page


def test_a_list_of_the_log_is_searched_and_filtered(client, change):
    signed_in(client, factories.editor())
    for query in ("", "?q=млн", "?severity__exact=money", "?o=1"):
        assert client.get(url("changelist") + query).status_code == 200
    assert "До 10" not in client.get(url("changelist") + "?q=жираф").content.decode()
