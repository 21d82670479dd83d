"""The preview of an entry: as the public will see it, for staff only, kept by nobody."""

import pytest

from programmes.choices import State
from tests import factories
from tests.forms import address, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("person", [factories.editor, factories.publisher])
def test_staff_see_an_entry_of_any_state_as_a_page_of_the_site(client, person, state):
    programme = factories.programme(title="Станки в рассрочку", state=state)
    response = signed_in(client, person()).get(address("programme", "preview", programme.pk))
    assert response.status_code == 200
    assert "Станки в рассрочку" in response.content.decode()
    assert "programmes/programme.html" in [template.name for template in response.templates]


def test_a_preview_is_kept_by_no_cache_and_no_search_engine(client):
    url = address("programme", "preview", factories.draft().pk)
    response = signed_in(client, factories.editor()).get(url)
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_a_visitor_is_asked_to_sign_in_instead(client):
    response = client.get(address("programme", "preview", factories.draft().pk))
    assert response.status_code == 302
    assert "/login/" in response["Location"]


def test_a_stranger_sees_no_preview(client):
    url = address("programme", "preview", factories.draft().pk)
    assert signed_in(client, factories.stranger()).get(url).status_code == 302


def test_staff_who_may_not_view_programmes_see_no_preview(client):
    person = factories.stranger()
    person.is_staff = True
    person.save()
    url = address("programme", "preview", factories.draft().pk)
    assert signed_in(client, person).get(url).status_code == 404


def test_a_preview_can_only_be_read(client):
    url = address("programme", "preview", factories.draft().pk)
    assert signed_in(client, factories.editor()).post(url).status_code == 405


def test_the_form_links_to_the_preview(client):
    programme = factories.draft()
    url = address("programme", "change", programme.pk)
    page = signed_in(client, factories.editor()).get(url).content.decode()
    assert address("programme", "preview", programme.pk) in page


@pytest.mark.parametrize("state", State)
def test_only_a_published_entry_has_a_link_to_the_site(client, state):
    programme = factories.programme("shown", state=state)
    url = address("programme", "change", programme.pk)
    page = signed_in(client, factories.editor()).get(url).content.decode()
    assert ('href="/programmes/shown/"' in page) == (state == State.PUBLISHED)
