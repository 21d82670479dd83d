"""Events at the desk: added, changed, found, deleted; what is public waits for a publisher."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry

from programmes.admin import events
from programmes.models import Event, Programme
from programmes.words.choices import State
from tests import factories
from tests.forms import address, delete, errors, form_of, said, send, shown, signed_in

pytestmark = pytest.mark.django_db

ADD = "/admin/programmes/event/add/"


@pytest.fixture
def editor(client):
    return signed_in(client, factories.editor())


@pytest.fixture
def publisher(client):
    return signed_in(client, factories.publisher())


def typed(**fields) -> dict:
    """Return what is typed into the form of a new event."""
    return {
        "title": "SIAL Shanghai 2027",
        "begins": "19.05.2027",
        "ends": "21.05.2027",
        "place": "Шанхай",
        "source": factories.source().pk,
    } | fields


def add(client, **fields):
    return send(client, ADD, shown(client.get(ADD)), **typed(**fields))


def open_form(client, event):
    return client.get(address("event", "change", event.pk))


def change(client, event, **fields):
    page = open_form(client, event)
    return send(client, page.request["PATH_INFO"], shown(page), **fields)


# --- The form ---------------------------------------------------------------------------------


def test_an_editor_adds_an_event_of_a_draft_and_its_code_is_made_of_its_title(editor):
    programme = factories.draft()
    answer = add(editor, programmes=programme.pk)
    assert said(answer) == ["Запись добавлена: «SIAL Shanghai 2027»."]
    event = Event.objects.get()
    assert (event.slug, event.begins, event.ends) == (
        "sial-shanghai-2027",
        date(2027, 5, 19),
        date(2027, 5, 21),
    )
    assert [*event.programmes.all()] == [programme]


def test_save_and_add_another_leads_to_an_empty_form(editor):
    answer = add(editor, _addanother="1")
    assert answer.request["PATH_INFO"] == ADD
    assert form_of(answer).sent["title"] == ""
    assert Event.objects.count() == 1


WRONG = {
    "ends": ({"ends": "18.05.2027"}, "Конец события не раньше его начала."),
    "applications_until": (
        {"applications_until": "22.05.2027"},
        "Заявки принимают не дольше, чем до конца события.",
    ),
    "begins": (
        {"begins": "", "ends": "", "state": "held"},
        "У прошедшего события укажите начало или конец.",
    ),
    "title": ({"title": ""}, "Обязательное поле."),
    "source": ({"source": ""}, "Обязательное поле."),
}


@pytest.mark.parametrize("field", WRONG)
def test_a_broken_rule_is_said_beside_its_field(editor, field):
    fields, sentence = WRONG[field]
    assert errors(add(editor, **fields)) == {field: [sentence]}
    assert not Event.objects.exists()


def test_a_change_is_counted_and_a_form_sent_as_it_was_is_not(publisher):
    event = factories.event(programmes=[factories.programme()])
    change(publisher, event)
    assert Event.objects.get().sequence == 0
    change(publisher, event, place="Пекин")
    assert Event.objects.get().sequence == 1
    change(publisher, event, industries=[factories.industry().pk])
    assert Event.objects.get().sequence == 2


def test_the_second_of_two_is_told_and_overwrites_nothing(publisher):
    event = factories.event()
    page = open_form(publisher, event)
    change(publisher, event, place="Пекин")
    answer = send(publisher, page.request["PATH_INFO"], shown(page), place="Гуанчжоу")
    assert "Пока вы правили, запись изменилась" in answer.content.decode()
    assert Event.objects.get().place == "Пекин"


def test_a_name_that_an_event_is_shown_with_outdates_no_open_form(publisher):
    fair = factories.organisation("fair")
    event = factories.event(programmes=[factories.programme()], organiser=fair)
    page = open_form(publisher, event)
    fair.short_name = "Ярмарка"
    fair.save()
    send(publisher, page.request["PATH_INFO"], shown(page), place="Гуанчжоу")
    assert (Event.objects.get().place, Event.objects.get().sequence) == ("Гуанчжоу", 2)


# --- What the public sees ---------------------------------------------------------------------


def test_an_editor_ties_no_event_to_a_published_programme_and_is_told_whom_to_ask(editor):
    shown_one, begun = factories.programme("shown", title="Выставки"), factories.draft()
    before = editor.get("/programmes/shown/").content
    [sentence] = errors(add(editor, programmes=[begun.pk, shown_one.pk]))["programmes"]
    assert sentence.startswith("«Выставки» уже на сайте")
    assert "попросите издателя" in sentence
    assert not Event.objects.exists()
    event = factories.event(programmes=[begun])
    assert "programmes" in errors(change(editor, event, programmes=[shown_one.pk]))
    assert editor.get("/programmes/shown/").content == before


def test_a_publisher_ties_one_and_the_public_sees_it_at_once(publisher):
    programme = factories.programme("shown")
    add(publisher, programmes=programme.pk)
    assert "SIAL Shanghai 2027" in publisher.get("/programmes/shown/").content.decode()


def test_what_an_editor_writes_of_a_public_event_waits_for_a_publisher(client, editor):
    event = factories.event(programmes=[factories.programme()])
    url = address("event", "change", event.pk)
    sent = shown(editor.get(url)) | {"title": "Другое"}
    answer = editor.post(url, sent | {"_step": "submit"}, follow=True)
    assert "Правка №\N{NO-BREAK SPACE}1 отправлена." in said(answer)[0]
    assert Event.objects.get().title == event.title
    signed_in(client, factories.publisher())
    client.post(url, shown(client.get(url)) | {"_step": "publish"})
    assert Event.objects.get().title == "Другое"


def test_an_editor_deletes_no_event_and_a_publisher_one_whose_programmes_stay(client, editor):
    event = factories.event(programmes=[factories.programme("shown")])
    url = address("event", "delete", event.pk)
    assert editor.post(url, {"post": "yes"}).status_code == 403
    delete(signed_in(client, factories.publisher()), "event", event.pk)
    assert not Event.objects.exists()
    assert Programme.objects.filter(slug="shown").exists()
    assert event.title not in client.get("/programmes/shown/").content.decode()


def test_whoever_may_not_see_the_desk_is_sent_to_the_door(client):
    signed_in(client, factories.stranger())
    assert "/login/" in client.get(ADD)["Location"]


# --- Programmes under review ------------------------------------------------------------------


def delete_from_list(client, event):
    listed = client.get(address("event"))
    chosen = {"action": "delete_selected", "_selected_action": event.pk, "index": "0"}
    asked = client.post(address("event"), shown(listed) | chosen)
    client.post(address("event"), form_of(asked).sent)


CHANGES = {
    "adding": lambda c, e, p: add(c, programmes=p.pk),
    "changing": lambda c, e, p: change(c, e, place="Пекин"),
    "tying": lambda c, e, p: change(c, factories.event("new"), programmes=[p.pk]),
    "untying": lambda c, e, p: change(c, e, programmes=[]),
    "deleting": lambda c, e, p: delete(c, "event", e.pk),
    "deleting from the list": lambda c, e, p: delete_from_list(c, e),
}


@pytest.mark.parametrize("make", CHANGES.values(), ids=CHANGES)
def test_who_reads_a_programme_under_review_is_told_of(publisher, make):
    programme = factories.draft(state=State.REVIEW)
    event = factories.event(programmes=[programme])
    make(publisher, event, programme)
    programme.refresh_from_db()
    assert programme.revision == 1
    history = LogEntry.objects.filter(content_type__model="programme")
    assert [entry.object_id for entry in history] == [str(programme.pk)]


# --- The list ---------------------------------------------------------------------------------


@pytest.fixture
def listed(publisher):
    missions = factories.programme("missions", title="Миссии")
    factories.event("may", programmes=[missions], title="Майское")
    days = {"begins": date(2027, 5, 30), "ends": date(2027, 6, 2)}
    factories.event("both", title="На стыке месяцев", note="Вход свободный", **days)
    end = {"begins": None, "ends": date(2027, 7, 1)}
    factories.event("end", title="Июльское", state="cancelled", place="Дубай", **end)
    factories.event("never", title="Без даты", begins=None, ends=None)
    return publisher


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"may", "both", "end", "never"}),
        ("month=2027-05", {"may", "both"}),
        ("month=2027-06", {"both"}),
        ("month=2027-07", {"end"}),
        ("month=2026-01", set()),
        ("state__exact=cancelled", {"end"}),
        ("q=дубай", {"end"}),
        ("q=китай+стык", {"both"}),
        ("q=свободный", {"both"}),
    ],
)
def test_the_list_is_filtered_and_searched(listed, query, found):
    rows = listed.get(f"{address('event')}?{query}").context["cl"].queryset
    assert {event.slug for event in rows} == found


def test_the_list_is_filtered_by_programme_and_tells_months_in_russian(listed):
    programme = Programme.objects.get()
    rows = listed.get(f"{address('event')}?programmes__id__exact={programme.pk}")
    assert [event.slug for event in rows.context["cl"].queryset] == ["may"]
    page = listed.get(address("event")).content.decode()
    assert "июль 2027" in page
    assert "19–21" in page


def test_a_month_that_is_none_is_refused(listed):
    assert listed.get(f"{address('event')}?month=2027-13").status_code == 302


# --- Beside programmes ------------------------------------------------------------------------


def test_the_form_of_a_programme_leads_to_its_events_and_to_a_new_one(publisher, monkeypatch):
    programme = factories.programme()
    event = factories.event(programmes=[programme], title="SIAL")
    factories.event("gone", programmes=[programme], state="held", title="Прежняя")
    monkeypatch.setattr(events, "today", lambda: date(2027, 1, 1))
    page = publisher.get(address("programme", "change", programme.pk)).content.decode()
    url = address("event", "change", event.pk)
    assert f'<a href="{url}">SIAL</a>: 19–21' in page
    assert ", запланировано</li>" in page
    assert ", прошло</li>" in page
    new = f"{ADD}?programmes={programme.pk}"
    assert new in page
    assert form_of(publisher.get(new)).sent["programmes"] == str(programme.pk)


def test_the_form_of_a_programme_offers_no_event_that_would_be_refused(editor):
    programme = factories.programme()
    assert ADD not in editor.get(address("programme", "change", programme.pk)).content.decode()
    begun = factories.draft()
    assert ADD in editor.get(address("programme", "change", begun.pk)).content.decode()


def test_the_first_page_of_the_desk_leads_to_the_events(editor):
    page = editor.get("/admin/").content.decode()
    assert f'href="{address("event")}"' in page
    assert "События" in page
