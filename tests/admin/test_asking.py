"""What the address of a list asks, and what is said when the list does not understand it."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from programmes.models import Programme
from tests import factories
from tests.forms import address, form_of, said, signed_in

pytestmark = pytest.mark.django_db

NOT_UNDERSTOOD = [
    "foo=1",
    "operator__name=x",
    "e=1",
    "e=1&foo=1",
    "due=maybe",
    "side=left",
    "kind__exact=%00",
    "id__in=a",
    f"id__in={'9' * 40}",
    f"operator__id__exact={'9' * 40}",
    "audiences__id__exact=a",
    "checked_on__gte=yesterday",
]


@pytest.fixture
def chief(client):
    return signed_in(client, factories.chief())


@pytest.mark.parametrize("query", NOT_UNDERSTOOD)
def test_a_list_says_which_condition_it_does_not_understand(chief, query):
    factories.draft()
    page = chief.get(f"{address('programme')}?{query}", follow=True)
    assert page.status_code == 200
    (sentence,) = said(page)
    assert "которого список не понимает" in sentence
    assert query.partition("=")[0] in sentence
    assert len(page.context["cl"].result_list) == 1


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_list_says_so(chief, model):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert "«foo=1»" in said(chief.get(f"{url}?foo=1", follow=True))[0]


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_list_stands_under_its_own_name(chief, model):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert "Выберите" not in chief.get(url).context["title"]


def test_a_long_question_is_quoted_in_part(chief):
    (sentence,) = said(chief.get(f"{address('programme')}?foo={'x' * 5000}", follow=True))
    assert len(sentence) < 400


UNDERSTOOD = [
    "q=заём",
    f"q={'9' * 40}",
    "p=1",
    "o=1",
    "due=yes",
    "side=business",
    "_popup=1",
]


@pytest.mark.parametrize("query", UNDERSTOOD)
def test_what_a_list_understands_needs_no_words(chief, query):
    assert said(chief.get(f"{address('programme')}?{query}")) == []


@pytest.mark.parametrize("key", ["a", "9" * 40, "-1", "1,2", "\x00"])
def test_an_action_on_what_no_list_shows_changes_nothing_and_says_so(chief, key):
    factories.draft()
    rows = {"action": "submit", "_selected_action": [key]}
    page = chief.post(address("programme"), rows, follow=True)
    assert "Ничего не изменилось." in said(page)[0]
    assert Programme.objects.get().state == "draft"


# --- People ------------------------------------------------------------------------------------


def worked(user) -> None:
    """Let somebody leave a line in the history."""
    kind = ContentType.objects.get_for_model(Programme)
    LogEntry.objects.create(user=user, content_type=kind, object_id="1", action_flag=CHANGE)


def test_whoever_has_worked_here_is_closed_out_but_not_deleted(chief):
    anna = factories.editor()
    worked(anna)
    url = reverse("admin:auth_user_delete", args=[anna.pk])
    page = chief.get(url).content.decode()
    assert "«anna»: 1\N{NO-BREAK SPACE}строка в истории правок." in page
    assert "снимите в учётной записи отметку «Активный»" in page
    chief.post(url, {"post": "yes"})
    assert LogEntry.objects.filter(user=anna).exists()


def test_several_at_once_are_not_deleted_either(chief):
    anna, boris = factories.editor(), factories.publisher()
    worked(anna)
    url = reverse("admin:auth_user_changelist")
    sent = form_of(chief.get(url)).sent
    sent |= {"action": "delete_selected", "_selected_action": [anna.pk, boris.pk], "post": "yes"}
    chief.post(url, sent)
    assert User.objects.filter(pk__in=[anna.pk, boris.pk]).count() == 2


def test_an_account_that_nobody_has_used_can_be_deleted(chief):
    anna = factories.editor()
    url = reverse("admin:auth_user_delete", args=[anna.pk])
    chief.post(url, form_of(chief.get(url)).sent)
    assert not User.objects.filter(pk=anna.pk).exists()
