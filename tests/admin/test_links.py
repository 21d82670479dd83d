"""Addresses at the desk: what became of them, where they stand; checked again by who may."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from programmes.watch.ledger import follow_catalogue
from programmes.watch.models import Link
from programmes.watch.outcomes import Outcome, Reason
from tests import factories
from tests.forms import form_of, said, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/mayor-blog"
ALL = [factories.chief, factories.publisher, factories.editor]


def url(page, *args):
    return reverse(f"admin:watch_link_{page}", args=args)


@pytest.fixture
def link():
    record = factories.programme("p", title="Заём")
    factories.contact(record)
    follow_catalogue()
    now = timezone.now()
    Link.objects.filter(address=ADDRESS).update(
        outcome=Outcome.FAILS,
        reason=Reason.NOT_FOUND,
        status=404,
        tries=3,
        failing_since=datetime(2026, 11, 3, 9, tzinfo=UTC),
        checked_at=now,
        due_at=now + timedelta(hours=6),
        last_title="Новости",
        final_address="https://example.org/",
    )
    return Link.objects.get(address=ADDRESS)


def choose(client, action, *links):
    page = client.get(url("changelist"))
    chosen = {"action": action, "_selected_action": [link.pk for link in links], "index": "0"}
    return client.post(url("changelist"), form_of(page).sent | chosen, follow=True)


@pytest.mark.parametrize("person", ALL, ids=lambda make: make.__name__)
def test_the_list_says_what_became_of_each_and_leads_to_the_forms(client, link, person):
    signed_in(client, person())
    page = client.get(url("changelist")).content.decode()
    assert "Страницы нет (404)" in page
    assert "3\N{NO-BREAK SPACE}ноября 2026\N{NO-BREAK SPACE}года" in page
    source = factories.source()
    assert reverse("admin:programmes_source_change", args=[source.pk]) in page
    record = source.facts.get().programme
    assert reverse("admin:programmes_programme_change", args=[record.pk]) in page


def test_the_list_is_filtered_by_outcome(client, link):
    signed_in(client, factories.editor())
    page = client.get(f"{url('changelist')}?outcome__exact=fails").content.decode()
    assert ADDRESS in page
    assert "https://example.org/apply" not in page


def test_the_page_of_an_address_tells_all_that_is_known(client, link):
    signed_in(client, factories.editor())
    page = client.get(url("change", link.pk)).content.decode()
    for text in ("Не открывается", "Страницы нет (404)", "Новости", f'href="{ADDRESS}"'):
        assert text in page
    assert 'name="_save"' not in page
    assert "None" not in page


@pytest.mark.parametrize("person", ALL, ids=lambda make: make.__name__)
def test_nobody_writes_what_was_found(client, link, person):
    signed_in(client, person())
    for address in (url("add"), url("delete", link.pk), url("change", link.pk)):
        assert client.post(address, {"post": "yes", "outcome": "works"}).status_code == 403
    choose(client, "delete_selected", link)
    assert Link.objects.get(pk=link.pk).outcome == Outcome.FAILS


@pytest.mark.parametrize("person", ALL, ids=lambda make: make.__name__)
def test_an_address_is_checked_again_with_the_next_run(client, link, person):
    signed_in(client, person())
    answer = choose(client, "check_again", link)
    assert said(answer) == ["Будут проверены в течение часа: 1\N{NO-BREAK SPACE}ссылка."]
    assert Link.objects.get(pk=link.pk).due_at <= timezone.now()
    assert Link.objects.get(pk=link.pk).outcome == Outcome.FAILS


def test_a_page_is_taken_as_it_is(client, link):
    unseen = Link.objects.exclude(pk=link.pk).get()
    signed_in(client, factories.editor())
    answer = choose(client, "take_as_it_is", link, unseen)
    assert len(said(answer)) == 2
    taken = Link.objects.get(pk=link.pk)
    assert (taken.first_title, taken.accepted_address) == ("Новости", "https://example.org/")
    assert taken.due_at <= timezone.now()
    assert Link.objects.get(pk=unseen.pk).accepted_address == ""
    history = client.get(url("history", link.pk)).content.decode()
    assert "Страница принята как есть: «Новости»." in history


def test_whoever_may_only_read_has_nothing_checked(client, link):
    reader = factories.person("nina", None)
    reader.is_staff = True
    reader.save()
    reader.user_permissions.add(Permission.objects.get(codename="view_link"))
    signed_in(client, reader)
    assert ADDRESS in client.get(url("changelist")).content.decode()
    choose_blindly = {"action": "check_again", "_selected_action": [link.pk], "index": "0"}
    client.post(url("changelist"), choose_blindly)
    assert Link.objects.get(pk=link.pk).due_at == link.due_at


def test_whoever_has_no_right_sees_no_list_and_no_number(client, link):
    reader = factories.person("nina", None)
    reader.is_staff = True
    reader.save()
    signed_in(client, reader)
    assert client.get(url("changelist")).status_code == 403
    assert "не открываются" not in client.get(reverse("admin:index")).content.decode()


def test_the_first_page_says_how_many_do_not_open(client, link):
    signed_in(client, factories.editor())
    page = client.get(reverse("admin:index")).content.decode()
    assert "<strong>Ссылки не открываются</strong> <span>1\N{NO-BREAK SPACE}ссылка" in page
    assert f'href="{url("changelist")}?outcome__exact=fails"' in page


def test_a_hundred_addresses_cost_no_more_questions_than_two(
    client, link, django_assert_max_num_queries
):
    signed_in(client, factories.editor())
    record = factories.source().facts.get().programme
    for number in range(40):
        factories.contact(record, f"https://example.org/{number}")
    follow_catalogue()
    with django_assert_max_num_queries(20):
        assert "https://example.org/39" in client.get(url("changelist")).content.decode()
