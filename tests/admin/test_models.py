"""Every model of the desk on its own pages, as each role: opened, added, changed, deleted."""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.urls import reverse

from programmes.admin.desk import Desk
from programmes.admin.reference import SourceAdmin
from programmes.models import Programme, Source, SynonymGroup
from tests import factories
from tests.forms import filled, form_of, said, signed_in

pytestmark = pytest.mark.django_db

WRITTEN_BY_UPKEEP = {
    model
    for model, desk in admin.site._registry.items()
    if "has_add_permission" in vars(type(desk))
}
REGISTERED = sorted(
    admin.site._registry.keys() - WRITTEN_BY_UPKEEP, key=lambda model: model._meta.label
)
"""All but what nobody adds by hand: tests/admin/test_changes.py, tests/admin/test_links.py."""
PEOPLE = [factories.chief, factories.publisher, factories.editor]
BUTTONS = ["_save", "_addanother", "_continue"]
LINK = re.compile(r'href="(\?[^"]*)"')

every_model = pytest.mark.parametrize("model", REGISTERED, ids=lambda m: m._meta.label)
every_person = pytest.mark.parametrize("person", PEOPLE, ids=lambda make: make.__name__)


def page_of(model, page="changelist", *args) -> str:
    """Return the address of a page of any registered model."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def may(user, action: str, model) -> bool:
    return user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")


def press(client, url: str, fields: dict, button: str):
    """Send a form by one of its buttons and follow where it leads."""
    return client.post(url, fields | {button: "1"}, follow=True)


def add(client, model, button="_save", number=1):
    """Add a record on its own page, with whatever the form requires."""
    url = page_of(model, "add")
    return press(client, url, filled(form_of(client.get(url)), number), button)


@pytest.fixture(autouse=True)
def _what_a_programme_chooses_from(db):
    factories.source()
    factories.audience()


@pytest.fixture
def record(client, model):
    """A record of any model, made by a superuser on its own page and used by nothing."""
    signed_in(client, factories.chief())
    before = set(model.objects.values_list("pk", flat=True))
    add(client, model)
    record = model.objects.exclude(pk__in=before).get()
    if model is SynonymGroup:  # a superuser's is public at once, and then it is a publisher's
        SynonymGroup.objects.update(in_use=False)
    return record


def signed_in_as(client, person):
    """Sign somebody in; a superuser is the one who has made the record, if there is a record."""
    user = User.objects.filter(is_superuser=True).first() if person is factories.chief else None
    user = user or person()
    signed_in(client, user)
    return user


def offered(client, url: str) -> list[str]:
    """Return which of the buttons that save a page has."""
    return [name for name, _ in form_of(client.get(url)).buttons if name in BUTTONS]


@every_model
@every_person
def test_a_record_is_added_by_each_button_of_its_page(client, model, person):
    user, url = signed_in_as(client, person), page_of(model, "add")
    if not may(user, "add", model):
        assert client.get(url).status_code == client.post(url).status_code == 403
        assert "Вашей учётной записи это не открыто." in client.get(url).content.decode()
        return
    assert "Добавить " not in client.get(url).content.decode().split("<h1>")[0]
    buttons = offered(client, url)
    # a programme is written one by one: its empty form would repeat nothing of the last
    assert set(buttons) == set(BUTTONS) - ({"_addanother"} if model is Programme else set())
    for number, button in enumerate(buttons):
        before = model.objects.count()
        answer = add(client, model, button, number)
        assert (answer.status_code, model.objects.count()) == (200, before + 1)
        assert len(said(answer)) == 1
        if button == "_addanother":
            assert answer.request["PATH_INFO"] == url


def changeable(form) -> str:
    """Return the first field of a form that a person types into."""
    kinds = ("text", "textarea")
    # «_…» goes with a button and is kept in no record
    own = [n for n, f in form.fields.items() if f.kind in kinds and not n.startswith("_")]
    return next(name for name in own if name != "slug")


@every_model
@every_person
def test_a_record_is_changed_by_each_button_of_its_page(client, record, model, person):
    user, url = signed_in_as(client, person), page_of(model, "change", record.pk)
    if not may(user, "change", model):
        assert client.get(url).status_code == client.post(url).status_code == 403
        return
    buttons = offered(client, url)
    assert {"_save", "_continue"} <= set(buttons)
    for button in buttons:
        form = form_of(client.get(url))
        name = changeable(form)
        typed = f"{form.sent[name]}a".replace("\r\n", "\n")
        answer = press(client, url, form.sent | {name: typed}, button)
        record.refresh_from_db()
        assert getattr(record, name) == typed
        assert (answer.status_code, len(said(answer))) == (200, 1)


@every_model
@every_person
def test_a_record_that_nothing_uses_is_deleted_on_its_page(client, record, model, person):
    user, url = signed_in_as(client, person), page_of(model, "delete", record.pk)
    page = client.get(url)
    if not may(user, "delete", model):
        assert page.status_code == client.post(url, {"post": "yes"}).status_code == 403
        assert model.objects.filter(pk=record.pk).exists()
        return
    answer = client.post(url, form_of(page).sent, follow=True)
    assert not model.objects.filter(pk=record.pk).exists()
    assert (answer.status_code, len(said(answer))) == (200, 1)


@every_model
def test_a_chosen_record_that_nothing_uses_is_deleted_from_its_list(client, record, model):
    signed_in_as(client, factories.chief)
    url = page_of(model)
    listed = form_of(client.get(url)).sent
    chosen = {"action": "delete_selected", "_selected_action": record.pk, "index": "0"}
    asked = client.post(url, listed | chosen)
    assert "<h1>Удаление выбранного</h1>" in asked.content.decode()
    answer = client.post(url, form_of(asked).sent, follow=True)
    assert not model.objects.filter(pk=record.pk).exists()
    assert said(answer) == ["Удалено: 1\N{NO-BREAK SPACE}запись."]


@every_model
def test_a_page_of_a_record_that_is_gone_says_so_above_the_list(client, record, model):
    signed_in_as(client, factories.chief)
    for page in ("change", "delete", "history"):
        answer = client.get(page_of(model, page, record.pk + 1), follow=True)
        assert said(answer) == ["Этой записи нет: возможно, её удалили."]
        assert answer.request["PATH_INFO"] == page_of(model)


@pytest.mark.parametrize("page", ["delete", "changelist"])
def test_what_is_deleted_is_named_without_the_rows_that_only_tie_records(client, page):
    programme = factories.draft(partners=[factories.organisation()])
    signed_in(client, factories.publisher())
    chosen = {"action": "delete_selected", "_selected_action": programme.pk, "index": "0"}
    if page == "delete":
        asked = client.get(page_of(Programme, "delete", programme.pk))
    else:
        listed = form_of(client.get(page_of(Programme))).sent
        asked = client.post(page_of(Programme), listed | chosen)
    text = asked.content.decode()
    assert re.search(r"Факт: <a [^>]+>Утверждение f1", text)
    assert "object (" not in text


@pytest.mark.parametrize("model", [User, Group])
def test_the_history_of_an_account_is_in_russian(client, record, model):
    url, name = page_of(model, "change", record.pk), "first_name" if model is User else "name"
    press(client, url, form_of(client.get(url)).sent | {name: "Анна"}, "_save")
    history = client.get(page_of(model, "history", record.pk)).content.decode()
    assert "Изменено Имя." in history


@every_model
@every_person
def test_the_history_of_a_record_opens(client, record, model, person):
    user = signed_in_as(client, person)
    status = client.get(page_of(model, "history", record.pk)).status_code
    assert status == (200 if may(user, "view", model) else 403)


@every_model
@every_person
def test_every_filter_and_every_order_of_a_list_opens(client, record, model, person):
    user, url = signed_in_as(client, person), page_of(model)
    page = client.get(url)
    if not may(user, "view", model):
        assert page.status_code == 403
        return
    links = {unescape(link) for link in LINK.findall(page.content.decode())}
    for link in {"?q=zapis", "?all=", *links}:
        assert client.get(url + link).status_code == 200, link


@every_model
@every_person
def test_every_action_of_a_list_answers(client, record, model, person):
    signed_in_as(client, person)
    url = page_of(model)
    page = client.get(url)
    actions = form_of(page).fields.get("action") if page.status_code == 200 else None
    for action in filter(None, actions.options if actions else ()):
        fields = form_of(client.get(url)).sent
        chosen = {"action": action, "_selected_action": record.pk, "index": "0"}
        answer = client.post(url, fields | chosen, follow=True)
        assert answer.status_code == 200, action
        assert b"".join(answer), action


@every_model
def test_a_stranger_is_sent_to_the_door_from_every_page(client, record, model):
    signed_in(client, factories.stranger())
    own = [page_of(model, page, record.pk) for page in ("change", "delete", "history")]
    for url in (page_of(model), page_of(model, "add"), *own):
        assert "/login/" in client.get(url)["Location"]
        # what was typed into a form is shown again beside the way in
        assert "/login/" in client.post(url, {"post": "yes"}, follow=True).content.decode()
        assert model.objects.filter(pk=record.pk).exists()


def gives(value):
    """Return a method that does nothing and gives the same whatever it is asked."""
    return lambda *args, **kwargs: value


CLOSED = ("has_view_or_change_permission", gives(False))
FAILED = HttpResponse(status=500)


@pytest.mark.parametrize("model", [Source])
@pytest.mark.parametrize(
    ("fault", "law"),
    [
        (("save_model", gives(None)), test_a_record_is_changed_by_each_button_of_its_page),
        (("delete_model", gives(None)), test_a_record_that_nothing_uses_is_deleted_on_its_page),
        (CLOSED, test_the_history_of_a_record_opens),
        (CLOSED, test_every_filter_and_every_order_of_a_list_opens),
        (("response_action", gives(FAILED)), test_every_action_of_a_list_answers),
    ],
)
def test_a_page_that_does_not_do_its_work_is_found(client, record, monkeypatch, fault, law):
    monkeypatch.setattr(SourceAdmin, *fault)
    with pytest.raises(AssertionError):
        law(client, record, Source, factories.chief)


def test_a_page_for_adding_that_fails_is_found(client, monkeypatch):
    monkeypatch.setattr(SourceAdmin, "response_add", gives(FAILED))
    with pytest.raises(AssertionError):
        test_a_record_is_added_by_each_button_of_its_page(client, Source, factories.chief)


def test_a_column_cannot_take_the_name_of_something_else_of_the_desk():
    with pytest.raises(TypeError, match="address"):

        class Shadowing(Desk):
            @admin.display(description="адрес")
            def address(self, record):
                return record.url
