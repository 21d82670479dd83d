"""The page where editors sign in: the portal's frame and its own words."""

import pytest
from django.urls import reverse

from tests.factories import editor, stranger
from tests.reading import text
from tests.signing_in import PASSWORD, WRONG, sign_in

pytestmark = pytest.mark.django_db


def test_the_page_stands_in_the_frame_of_the_portal(client):
    page = client.get(reverse("admin:login")).content.decode()
    assert 'class="site-header"' in page
    assert 'name="robots" content="noindex"' in page
    assert "admin/css" not in page


def test_a_wrong_password_is_told_with_what_to_look_at_and_keeps_the_name(client):
    editor(password=PASSWORD)
    answer = sign_in(client, WRONG)
    assert "Имя или пароль не подходят. Проверьте раскладку и Caps Lock." in text(answer)
    assert 'value="anna"' in answer.content.decode()


def test_the_right_password_of_somebody_without_rights_reads_the_same(client):
    stranger(password=PASSWORD)
    assert "Имя или пароль не подходят." in text(sign_in(client, username="vera"))


def test_an_empty_field_says_so_beside_itself(client):
    page = sign_in(client, "").content.decode()
    assert page.index('name="password"') < page.index('class="field-error" id="id_password_error"')


def test_signing_in_leads_to_where_one_was_going(client):
    editor(password=PASSWORD)
    there = reverse("admin:programmes_programme_changelist")
    page = client.get(there, follow=True).content.decode()
    assert f'name="next" value="{there}"' in page


def test_who_has_signed_in_without_rights_is_told_so(client):
    client.force_login(stranger())
    assert "Вы вошли как vera" in text(client.get(reverse("admin:login")))


def test_whoever_signs_out_reads_that_he_has(client):
    client.force_login(editor())
    page = client.post(reverse("admin:logout")).content.decode()
    assert "<h1>Вы вышли</h1>" in page
    assert "Не авторизован" not in page
