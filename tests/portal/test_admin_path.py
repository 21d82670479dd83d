"""Where the editors' desk stands: no public answer gives a changed path away."""

from itertools import product

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, path, reverse

from tests import addresses
from tests.factories import editor
from tests.signing_in import PASSWORD, code_of, connect_phone, sign_in

HIDDEN = "hidden-desk"
urlpatterns = [
    path(f"{HIDDEN}/", admin.site.urls),
    *(
        each
        for each in get_resolver("portal.urls").url_patterns
        if "admin" not in str(each.pattern)
    ),
]
handler400 = "portal.responses.problems.bad_request"
handler403 = "portal.responses.problems.forbidden"
handler404 = "programmes.web.pages.misspelt.not_found"
handler500 = "portal.responses.errors.answer_failure"

pytestmark = [pytest.mark.urls("tests.portal.test_admin_path"), pytest.mark.django_db]
ADDRESSES = [*addresses.public(), *addresses.missing(), *addresses.refused(), "/admin/"]


def told(response) -> str:
    """Return all that an answer says: its headers, its cookies, its body."""
    headers = [f"{name}: {value}" for name, value in response.items()]
    body = response.getvalue().decode(errors="replace")
    return "\n".join([*headers, response.cookies.output(), body])


@pytest.fixture
def visitors(client):
    """A stranger, and somebody who has given the password and not the code."""
    device = connect_phone(editor(password=PASSWORD))
    sign_in(client)
    return [Client(enforce_csrf_checks=True, raise_request_exception=False), client], device


def test_no_public_answer_gives_the_path_away(visitors):
    addresses.records()
    asked = product(ADDRESSES, ("stranger", "half open"), ("GET", "HEAD", "POST", "OPTIONS"))
    people = dict(zip(("stranger", "half open"), visitors[0], strict=True))
    found = [each for each in asked if HIDDEN in told(people[each[1]].generic(each[2], each[0]))]
    assert found == []


def test_the_law_sees_the_path_where_it_is_told(client):
    assert reverse("admin:index") == f"/{HIDDEN}/"
    assert HIDDEN in told(client.get(f"/{HIDDEN}/"))


def test_the_gallery_is_no_address_for_a_stranger(client):
    gallery, unknown = client.get("/gallery/"), client.get("/nowhere/")
    assert gallery.status_code == unknown.status_code == 404
    assert gallery.content.replace(b"gallery", b"nowhere") == unknown.content


def test_the_gallery_wants_the_code_as_well_as_the_password(visitors):
    (_, half_open), device = visitors
    assert half_open.get("/gallery/").status_code == 404
    half_open.post(reverse("admin:second_factor"), {"code": code_of(device)})
    assert half_open.get("/gallery/").status_code == 200
