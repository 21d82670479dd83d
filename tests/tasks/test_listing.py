"""What waits at the desk: figures older than the interval of their entry's checks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from programmes.catalogue import today
from programmes.models import Fact, Programme
from programmes.words import Bound, State
from tests import factories
from tests.forms import address, signed_in
from tests.reading import text

pytestmark = pytest.mark.django_db
TASK = "Числа старше срока проверки"


def figure(days_ago: int | None, *, slug="loan", check_every=90, **fields) -> Fact:
    """Make a figure of so many days ago, of an entry that was checked today."""
    programme = factories.programme(slug, checked_on=today(), check_every=check_every)
    as_of = None if days_ago is None else today() - timedelta(days=days_ago)
    figures = {"value": 5, "bound": Bound.EXACTLY, "unit": "%", "label": "ставка"}
    return factories.fact(programme, "rate", as_of=as_of, **figures | fields)


@pytest.mark.parametrize(
    ("days", "check_every", "is_old"),
    [(89, 90, False), (90, 90, True), (29, 30, False), (30, 30, True), (364, 365, False)],
)
def test_a_figure_is_old_once_its_entry_would_be(days, check_every, is_old):
    figure(days, check_every=check_every)
    assert Programme.objects.with_old_figures_on(today()).exists() is is_old


def test_a_figure_without_a_day_is_as_old_as_its_publication(db):
    fact = figure(None)
    assert Fact.objects.old_on(today()).exists() is bool(fact.source.published_on)
    fact.source.published_on = today()
    fact.source.save()
    assert not Fact.objects.old_on(today()).exists()
    fact.source.published_on = today() - timedelta(days=90)
    fact.source.save()
    assert list(Fact.objects.old_on(today())) == [fact]


def test_words_and_drafts_are_never_old(db):
    figure(100, value=None, bound="", unit="", label="")
    draft = figure(100, slug="other").programme
    Programme.objects.filter(pk=draft.pk).update(state=State.DRAFT)
    assert not Fact.objects.old_on(today()).exists()


def test_the_number_leads_to_the_entries_and_the_form_names_the_figures(client):
    programme = figure(100).programme
    figure(0, slug="other")
    signed_in(client, factories.editor())
    url = f"{address('programme')}?figures=old"
    index = client.get(reverse("admin:index"))
    assert f'href="{url}"' in index.content.decode()
    assert f"{TASK} 1 программа" in text(index)
    listed = client.get(url).context["cl"].queryset
    assert list(listed) == [programme]
    form = text(client.get(address("programme", "change", programme.pk)))
    assert f"{TASK}: 1" in form
    assert "ставка: 5" in form
