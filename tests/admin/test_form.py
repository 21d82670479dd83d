"""A programme's form: errors beside their fields, nothing typed is lost, nobody overwritten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.forms import BaseInlineFormSet
from django.test import Client
from django.utils import timezone

from programmes.models import CatalogueVersion, Programme
from programmes.revisions.contents import MAX_PARTS
from programmes.words.choices import State
from tests import factories
from tests.forms import address, change, errors, send, shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    return signed_in(client, factories.publisher())


def test_saving_an_untouched_form_changes_nothing_but_the_revision(publisher):
    programme = factories.exhibitions()
    programme.benefits = "Место на стенде\nПереговоры"
    programme.save()
    factories.contact(programme)
    fields = [field.attname for field in Programme._meta.concrete_fields]
    facts, contacts = programme.facts.values(), programme.contacts.values()
    before = (Programme.objects.values(*fields).get(), list(facts), list(contacts))
    change(publisher, programme)
    after = (Programme.objects.values(*fields).get(), list(facts.all()), list(contacts.all()))
    assert after[0].pop("revision") == before[0].pop("revision") + 1
    assert after == before


def test_saving_moves_the_version_of_the_catalogue_once(publisher, monkeypatch):
    programme = factories.exhibitions()
    moves = []
    update = CatalogueVersion.objects.update_or_create
    monkeypatch.setattr(
        "programmes.models.CatalogueVersion.objects.update_or_create",
        lambda **fields: moves.append(1) or update(**fields),
    )
    change(publisher, programme, **{"title": "Новое", "facts-0-locator": "абзац 3"})
    assert moves == [1]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"title": ""}, "title", "Обязательное поле."),
        ({"title": "=1+1"}, "title", "Начните текст с буквы"),
        ({"benefits": "Раз\r\n\r\nДва"}, "benefits", "Уберите пустую строку 2"),
        ({"benefits": "Раз\r\n— Два"}, "benefits", "Уберите маркер в строке 2"),
        ({"since": "32.13.2025"}, "since", "Введите правильную дату."),
        ({"since": None}, "since_precision", "Дата начала и её точность указываются вместе."),
        ({"intake": "dated"}, "intake_opens", "Даты приёма нужны для варианта"),
        (
            {"intake": "dated", "intake_opens": "02.02.2026", "intake_closes": "01.02.2026"},
            "intake_closes",
            "Приём закрывается не раньше, чем открывается.",
        ),
        ({"audiences": None}, "audiences", "Отметьте хотя бы одну аудиторию"),
        ({"checked_on": None}, "checked_on", "У опубликованной записи должна быть дата проверки."),
        ({"facts-0-bound": None}, "facts-0-bound", "Число и граница указываются вместе"),
        ({"facts-0-value_to": "2000"}, "facts-0-value_to", "Поле «до числа» нужно только для"),
        ({"facts-0-label": None}, "facts-0-label", "Крупно можно показать только число с подписью"),
        ({"facts-0-source": None}, "facts-0-source", "Обязательное поле."),
        ({"facts-0-locator": None}, "facts-0-locator", "Обязательное поле."),
        (
            {"contacts-0-value": "example.org"},
            "contacts-0-value",
            "Напишите адрес страницы целиком",
        ),
        ({"contacts-0-kind": "phone"}, "contacts-0-value", "Напишите телефон с кодом города"),
    ],
)
def test_a_mistake_is_explained_beside_its_field(publisher, typed, field, sentence):
    programme = factories.exhibitions()
    factories.contact(programme)
    response = change(publisher, programme, **typed)
    assert list(errors(response)) == [field]
    assert sentence in errors(response)[field][0]


def test_a_slug_that_is_taken_is_named(publisher):
    factories.programme("taken")
    response = change(publisher, factories.draft(), slug="taken")
    assert errors(response) == {"slug": ["Этот код уже занят другой записью."]}


def test_two_facts_of_one_code_are_named_beside_the_second(publisher):
    response = change(publisher, factories.exhibitions(), **{"facts-1-code": "companies"})
    assert errors(response) == {"facts-1-code": ["У этой программы уже есть факт с таким кодом."]}


def test_two_equal_contacts_are_named_beside_the_second(publisher):
    programme = factories.exhibitions()
    first = factories.contact(programme)
    factories.contact(programme, "https://example.org/other")
    response = change(publisher, programme, **{"contacts-1-value": first.value})
    assert errors(response) == {"contacts-1-value": ["Такой контакт у программы уже есть."]}


def test_two_contacts_exchange_their_values(publisher):
    programme = factories.exhibitions()
    values = ["https://example.org/first", "https://example.org/second"]
    for value in values:
        factories.contact(programme, value)
    typed = {"contacts-0-value": values[1], "contacts-1-value": values[0]}
    change(publisher, programme, **typed)
    assert [contact.value for contact in programme.contacts.all()] == values[::-1]


def test_a_check_in_the_future_is_refused(publisher):
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = change(publisher, factories.draft(), checked_on=tomorrow)
    assert errors(response) == {"checked_on": ["Поставьте сегодняшний день или более ранний."]}


def test_a_refused_form_keeps_all_that_was_typed(publisher):
    typed = {
        "title": "=Опасно",
        "summary": "Я долго думал над этим предложением.",
        "benefits": "Первое\r\nВторое",
        "facts-0-statement": "И над этим утверждением тоже.",
        "facts-0-value": "12x",
    }
    page = change(publisher, factories.exhibitions(), **typed).content.decode()
    assert all(text in page for text in typed.values())


def test_a_refused_form_lists_its_errors_with_links_to_the_fields(publisher):
    typed = {"title": "", "facts-1-locator": None}
    page = change(publisher, factories.exhibitions(), **typed).content.decode()
    assert '<a href="#id_title">Название</a>: Обязательное поле.' in page
    assert '<a href="#id_facts-1-locator">Факт 2, место в источнике</a>' in page


# --- The last fact ---------------------------------------------------------------------------


def test_the_last_fact_of_a_published_programme_stays(publisher):
    programme = factories.programme()
    response = change(publisher, programme, **{"facts-0-DELETE": "on"})
    assert "Оставьте хотя бы один факт" in errors(response)["facts"][0]
    assert programme.facts.count() == 1


def test_the_last_fact_may_go_when_another_comes(publisher):
    programme = factories.programme()
    another = {
        "facts-TOTAL_FORMS": 2,
        "facts-1-code": "new",
        "facts-1-about": "subject",
        "facts-1-statement": "Новое утверждение.",
        "facts-1-source": factories.source().pk,
        "facts-1-locator": "абзац 1",
        "facts-1-position": 0,
    }
    change(publisher, programme, **{"facts-0-DELETE": "on"}, **another)
    assert [fact.code for fact in programme.facts.all()] == ["new"]


def test_the_last_fact_of_a_draft_may_go(publisher):
    programme = factories.draft()
    change(publisher, programme, **{"facts-0-DELETE": "on"})
    assert not programme.facts.exists()


def test_a_new_fact_stands_after_the_others(publisher):
    programme = factories.exhibitions()
    another = {
        "facts-TOTAL_FORMS": 3,
        "facts-2-code": "new",
        "facts-2-about": "subject",
        "facts-2-statement": "Новое утверждение.",
        "facts-2-source": factories.source().pk,
        "facts-2-locator": "абзац 1",
        "facts-2-position": 0,
    }
    change(publisher, programme, **another)
    assert [fact.code for fact in programme.facts.all()] == ["companies", "since", "new"]


def test_a_fact_may_only_contradict_a_fact_of_the_same_programme(publisher):
    other = factories.programme("other").facts.get()
    response = change(publisher, factories.exhibitions(), **{"facts-0-alternative_to": other.pk})
    assert list(errors(response)) == ["facts-0-alternative_to"]


# --- Two editors -----------------------------------------------------------------------------


def overtaken(client) -> tuple[Programme, object]:
    """Let Борис save while Анна has the form open; return the record and Анна's answer."""
    programme = factories.draft()
    url = address("programme", "change", programme.pk)
    anna, boris = factories.editor(), factories.publisher()
    fields = shown(signed_in(client, anna).get(url))
    change(signed_in(client, boris), programme, title="Название Бориса")
    answer = send(signed_in(client, anna), url, fields, summary="Предложение Анны.")
    return programme, answer


def test_the_second_of_two_editors_is_told_who_was_first(client):
    _, answer = overtaken(client)
    (sentence,) = errors(answer)["__all__"]
    assert "Пока вы правили, запись изменилась: Борис Лукин, " in sentence
    assert "отличаются поля: «Название», «Коротко»" in sentence


def test_the_second_of_two_editors_overwrites_nothing_and_loses_nothing(client):
    programme, answer = overtaken(client)
    programme.refresh_from_db()
    assert programme.title == "Название Бориса"
    assert programme.summary != "Предложение Анны."
    assert "Предложение Анны." in answer.content.decode()


def test_the_second_of_two_editors_is_told_again_when_sending_again(client):
    programme, answer = overtaken(client)
    url = address("programme", "change", programme.pk)
    assert "__all__" in errors(send(client, url, shown(answer)))


def test_a_step_taken_meanwhile_is_a_change_too(publisher):
    programme = factories.draft()
    url = address("programme", "change", programme.pk)
    fields = shown(publisher.get(url))
    change(publisher, programme, _step="submit")
    assert "__all__" in errors(send(publisher, url, fields, title="Поздно"))


def test_a_form_that_does_not_say_what_it_has_read_is_refused(publisher):
    response = change(publisher, factories.draft(), title="Без редакции", read_revision=None)
    assert "__all__" in errors(response)


# --- Who may change what ---------------------------------------------------------------------


def test_whoever_may_only_read_a_published_programme_is_told_so(client):
    programme = factories.programme()
    url = address("programme", "change", programme.pk)
    page = signed_in(client, factories.reader()).get(url).content.decode()
    assert "Вам открыто чтение: править запись могут редакторы и издатели." in page
    assert 'name="title"' not in page
    assert 'name="_save"' not in page


def test_what_an_editor_sends_to_the_form_of_a_publisher_is_not_written(client):
    programme = factories.programme()
    url = address("programme", "change", programme.pk)
    fields = shown(signed_in(client, factories.publisher()).get(url))
    send(signed_in(client, factories.editor()), url, fields, title="Мимо издателя")
    assert not Programme.objects.filter(title="Мимо издателя").exists()


def test_a_publisher_changes_a_published_programme_but_not_its_address(publisher):
    programme = factories.programme("kept")
    change(publisher, programme, title="Новое", slug="moved")
    programme.refresh_from_db()
    assert (programme.title, programme.slug) == ("Новое", "kept")


def test_an_editor_adds_a_draft_with_its_first_fact(client):
    url = address("programme", "add")
    signed_in(client, factories.editor())
    typed = {
        "title": "Новая программа",
        "slug": "new-programme",
        "summary": "Одно\r\nпредложение.",
        "kind": "event",
        "audiences": factories.audience().pk,
        "facts-0-code": "first",
        "facts-0-about": "subject",
        "facts-0-statement": "Первое утверждение.",
        "facts-0-source": factories.source().pk,
        "facts-0-locator": "абзац 1",
    }
    send(client, url, shown(client.get(url)), **typed)
    programme = Programme.objects.get(slug="new-programme")
    assert (programme.state, programme.summary) == (State.DRAFT, "Одно предложение.")
    assert programme.facts.get().code == "first"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_in_the_same_moment_one_wins_and_the_other_is_told():
    programme = factories.draft()
    url = address("programme", "change", programme.pk)
    # the groups of the migrations are gone when a test like this one has run before
    people = [
        signed_in(Client(), User.objects.create_superuser(name)) for name in ("anna", "boris")
    ]
    fields = [shown(client.get(url)) for client in people]
    start = Barrier(2)

    def save(number: int) -> bool:
        try:
            start.wait()
            answer = send(people[number], url, fields[number], title=f"Правка {number}")
            return bool(answer.redirect_chain)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        saved = list(threads.map(save, range(2)))
    programme.refresh_from_db()
    assert sorted(saved) == [False, True]
    assert (programme.title, programme.revision) == (f"Правка {saved.index(True)}", 1)


# --- Hostile and large forms -----------------------------------------------------------------


@pytest.mark.parametrize("claimed", [81, 3000, 10**9])
def test_a_form_that_claims_too_many_parts_is_refused_before_they_are_made(
    publisher, claimed, monkeypatch
):
    made = []
    construct = BaseInlineFormSet._construct_form
    monkeypatch.setattr(
        BaseInlineFormSet,
        "_construct_form",
        lambda *args, **kwargs: made.append(1) or construct(*args, **kwargs),
    )
    kinds = ("facts", "contacts")
    totals = {f"{kind}-TOTAL_FORMS": claimed for kind in kinds}
    refused = errors(change(publisher, factories.draft(), **totals))
    assert all("не больше 80" in refused[kind][0] for kind in kinds)
    assert len(made) < 300


@pytest.mark.parametrize("parts", ["facts", "contacts"])
def test_a_form_whose_bookkeeping_is_wrong_gets_a_page_and_never_a_failure(publisher, parts):
    programme = factories.draft()
    factories.contact(programme)
    url = address("programme", "change", programme.pk)
    fields = shown(publisher.get(url))
    for wrong in (
        {"TOTAL_FORMS": "-1"},
        {"TOTAL_FORMS": "много"},
        {"TOTAL_FORMS": None},
        {"INITIAL_FORMS": "7"},
        {"INITIAL_FORMS": "0"},
        {"INITIAL_FORMS": "-1"},
        {"INITIAL_FORMS": None},
        {"0-id": "999999"},
        {"0-id": "не число"},
        {"0-id": "9" * 40},
        {"0-id": None},
        {"0-programme": "999999"},
    ):
        typed = {f"{parts}-{name}": value for name, value in wrong.items()}
        response = send(publisher, url, fields, title="Правка", **typed)
        assert response.status_code == 200, wrong
        assert programme.facts.count() == 1
        assert programme.contacts.count() == 1


def test_the_largest_form_is_within_what_a_request_may_hold(publisher, settings):
    programme = factories.draft()
    factories.contact(programme)
    fields = shown(publisher.get(address("programme", "change", programme.pk)))
    parts = [name for name in fields if name.startswith(("facts-0-", "contacts-0-"))]
    assert len(fields) + len(parts) * MAX_PARTS < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_a_programme_of_sixty_facts_is_saved(publisher):
    programme = factories.draft(facts=[{"position": n} for n in range(1, 61)])
    response = change(publisher, programme, title="Шестьдесят фактов")
    assert response.redirect_chain
    assert Programme.objects.get().title == "Шестьдесят фактов"
