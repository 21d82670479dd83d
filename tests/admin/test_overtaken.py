"""Two people on one record of the desk, whatever it is: the second is told, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programmes.models import Programme, Source
from programmes.words.choices import State
from tests import factories
from tests.admin.test_models import add, changeable, every_model, page_of, press
from tests.forms import act, address, form_of, said, send_rows, shown, signed_in

pytestmark = pytest.mark.django_db

TOLD = "Пока вы правили, запись изменилась: Борис Лукин, "


@pytest.fixture
def boris():
    """Борис, who may do everything and is always the first."""
    factories.source()
    factories.audience()
    user = factories.publisher()
    user.is_superuser = True
    user.save()
    return user


@pytest.fixture
def anna(client):
    """Анна, who may do everything and whose client the tests have."""
    return factories.editor(is_superuser=True)


@pytest.fixture
def record(client, boris, model):
    signed_in(client, boris)
    before = set(model.objects.values_list("pk", flat=True))
    add(client, model)
    return model.objects.exclude(pk__in=before).get()


def changed_by(client, user, model, record, letter="b") -> str:
    """Let somebody add a letter to a record on its page; return what is typed then."""
    signed_in(client, user)
    url = page_of(model, "change", record.pk)
    form = form_of(client.get(url))
    name = changeable(form)
    typed = form.sent[name].replace("\r\n", "\n") + letter
    press(client, url, form.sent | {name: typed}, "_save")
    record.refresh_from_db()
    assert getattr(record, name) == typed
    return typed


@every_model
def test_the_second_of_two_is_told_and_loses_nothing(client, boris, anna, model, record):
    url = page_of(model, "change", record.pk)
    form = form_of(signed_in(client, anna).get(url))
    name = changeable(form)
    first = changed_by(client, boris, model, record)
    second = form.sent[name] + "zweite"
    for _ in range(2):  # sending it again does not help either
        answer = press(signed_in(client, anna), url, form.sent | {name: second}, "_save")
        page = answer.content.decode()
        assert TOLD in page
        assert "zweite" in page
        form = form_of(answer)
    record.refresh_from_db()
    assert getattr(record, name) == first


@every_model
def test_a_record_changed_meanwhile_is_not_deleted_on_its_page(client, boris, anna, model, record):
    url = page_of(model, "delete", record.pk)
    asked = form_of(signed_in(client, anna).get(url)).sent
    changed_by(client, boris, model, record)
    answer = signed_in(client, anna).post(url, asked, follow=True)
    assert model.objects.filter(pk=record.pk).exists()
    assert "Запись не удалена: пока вы решали, она изменилась: Борис Лукин" in said(answer)[0]
    signed_in(client, anna).post(url, form_of(answer).sent)
    assert not model.objects.filter(pk=record.pk).exists()


@every_model
def test_a_record_changed_meanwhile_is_not_deleted_from_the_list(
    client, boris, anna, model, record
):
    url = page_of(model)
    listed = form_of(signed_in(client, anna).get(url)).sent
    chosen = {"action": "delete_selected", "_selected_action": record.pk, "index": "0"}
    confirmed = form_of(client.post(url, listed | chosen)).sent
    changed_by(client, boris, model, record)
    for sent in (listed | chosen, confirmed):
        answer = signed_in(client, anna).post(url, sent, follow=True)
        assert "без изменений. Пока был открыт список, запись изменилась: Борис" in said(answer)[0]
    assert model.objects.filter(pk=record.pk).exists()


def test_a_change_that_no_desk_has_made_is_noticed_too(client, boris):
    source = factories.source()
    url = address("source", "change", source.pk)
    fields = shown(signed_in(client, boris).get(url))
    Source.objects.update(url="https://example.org/moved")
    answer = client.post(url, fields | {"title": "Поздно"})
    assert "Пока вы правили, запись изменилась. Она не перезаписана" in answer.content.decode()


# --- Steps ------------------------------------------------------------------------------------


def listed_then_changed(client, anna, boris, *programmes):
    """Open the list as Борис, let Анна change the first programme, return the list."""
    listed = signed_in(client, boris).get(address("programme"))
    changed_by(client, anna, Programme, programmes[0])
    signed_in(client, boris)
    return listed


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("submit", State.DRAFT),
        ("publish", State.REVIEW),
        ("return", State.ARCHIVED),
        ("archive", State.PUBLISHED),
        ("mark_checked", State.REVIEW),
    ],
)
def test_an_action_leaves_alone_what_changed_after_the_list_was_opened(
    client, anna, boris, action, state
):
    changed = factories.programme("changed", title="Изменённая", state=state)
    same = factories.programme("same", title="Прежняя", state=state)
    listed = listed_then_changed(client, anna, boris, changed)
    answer = send_rows(client, listed, action, changed, same)
    changed.refresh_from_db()
    assert (changed.state, changed.checked_on) == (state, factories.CHECKED_ON)
    told = said(answer)
    assert "1\N{NO-BREAK SPACE}программа" in told[0]
    assert (
        "«Изменённаяb» — без изменений. Пока был открыт список, запись изменилась: Анна" in told[1]
    )
    again = act(client, action, changed)
    assert "1\N{NO-BREAK SPACE}программа" in said(again)[0]


def test_a_changed_fact_is_a_change_of_its_programme(client, anna, boris):
    programme = factories.programme(state=State.REVIEW)
    listed = signed_in(client, boris).get(address("programme"))
    url = address("programme", "change", programme.pk)
    fields = shown(signed_in(client, anna).get(url))
    client.post(url, fields | {"facts-0-statement": "Другое утверждение."})
    send_rows(signed_in(client, boris), listed, "publish", programme)
    programme.refresh_from_db()
    assert programme.state == State.REVIEW


def test_an_action_on_rows_of_other_pages_leaves_alone_what_changed(
    client, anna, boris, monkeypatch
):
    monkeypatch.setattr(admin.site.get_model_admin(Programme), "list_per_page", 2)
    programmes = [
        factories.programme(f"p{n}", title=f"Программа {n}", state=State.REVIEW) for n in range(5)
    ]
    listed = listed_then_changed(client, anna, boris, programmes[4])
    sent = shown(listed) | {"action": "publish", "select_across": "1", "index": "0"}
    chosen = {"_selected_action": [programme.pk for programme in programmes[:2]]}
    answer = client.post(address("programme"), sent | chosen, follow=True)
    states = Programme.objects.order_by("slug").values_list("state", flat=True)
    assert list(states) == [State.PUBLISHED] * 4 + [State.REVIEW]
    assert "«Программа 4b» — без изменений. Пока был открыт список" in said(answer)[1]


def test_a_programme_that_no_list_has_shown_takes_no_step(client, boris):
    programme = factories.programme(state=State.REVIEW)
    rows = {"action": "publish", "_selected_action": programme.pk, "index": "0"}
    signed_in(client, boris).post(address("programme"), rows)
    programme.refresh_from_db()
    assert programme.state == State.REVIEW


def test_whoever_saves_a_programme_keeps_no_visitor_from_writing_about_it(client, boris):
    programme = factories.programme()
    form, editor = address("programme", "change", programme.pk), signed_in(client, boris)
    typed = shown(editor.get(form)) | {"title": "Другое название"}
    with CaptureQueriesContext(connection) as asked:
        editor.post(form, typed)
    programme.refresh_from_db()
    assert programme.title == "Другое название"
    # a row that names the programme waits for FOR UPDATE, and not for FOR NO KEY UPDATE
    held = [each["sql"] for each in asked if 'FROM "programmes_programme"' in each["sql"]]
    assert [sql for sql in held if sql.endswith("FOR UPDATE")] == []


@pytest.mark.django_db(transaction=True)
def test_what_a_programme_names_does_not_change_while_it_is_published():
    programme = factories.programme(state=State.REVIEW, operator=factories.organisation())
    form, record = address("programme", "change", programme.pk), programme.operator
    own = address("organisation", "change", record.pk)
    # by permission: the groups of the migrations are gone when a test like this one has run before
    anna = User.objects.create_user("anna", is_staff=True)
    anna.user_permissions.set(Permission.objects.filter(codename="change_organisation"))
    people = [signed_in(Client(), user) for user in (anna, User.objects.create_superuser("boris"))]
    typed, read = shown(people[0].get(own)) | {"short_name": "Другой"}, shown(people[1].get(form))
    start = Barrier(2)

    def send(number: int) -> None:
        try:
            start.wait()
            url, sent = ((own, typed), (form, read | {"_step": "publish"}))[number]
            people[number].post(url, sent)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(send, range(2)))
    programme.refresh_from_db()
    record.refresh_from_db()
    assert (programme.state == State.PUBLISHED) != (record.short_name == "Другой")
