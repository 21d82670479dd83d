"""Letters about corrections: who gets one, of what, and that nobody gets two."""

import pytest
from django.contrib.auth.models import User

from portal.mail.models import Letter
from programmes.revisions import review
from tests import factories
from tests.forms import address, change, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _people(settings):
    settings.MAIL_IS_SET_UP = True
    factories.editor(email="anna@example.org")
    factories.publisher(email="boris@example.org")
    factories.person("gennady", "Издатели")  # without an address


def sign_in(client, name: str):
    return signed_in(client, User.objects.get(username=name))


def letters() -> list[tuple[str, str]]:
    """Return to whom what was posted, the last first."""
    return list(Letter.objects.order_by("-pk").values_list("recipient", "subject"))


def test_publishers_hear_of_what_is_submitted_and_the_author_of_what_is_published(client):
    programme = factories.programme(title="Как было")
    change(sign_in(client, "anna"), programme, title="Как станет", _step="submit")
    assert letters() == [("boris@example.org", "На проверке: Как было")]
    text = Letter.objects.get().text
    assert "Анна Орлова просит прочесть" in text
    assert "Изменено: «название»" in text
    assert address("programme", "revision", programme.pk, 1) in text
    change(sign_in(client, "boris"), programme, _step="publish")
    assert letters()[0] == ("anna@example.org", "Опубликовано: Как было")


def test_the_author_reads_in_a_letter_what_is_to_be_done(client):
    draft = factories.draft(title="Черновик")
    change(sign_in(client, "anna"), draft, _step="submit")
    change(sign_in(client, "boris"), draft, _step="return", _remark="Добавьте срок.")
    assert letters()[0] == ("anna@example.org", "Возвращено: Черновик")
    assert "Добавьте срок." in Letter.objects.latest("pk").text


def test_nobody_hears_of_what_he_has_done_himself(client):
    programme = factories.programme(title="Как было")
    change(sign_in(client, "boris"), programme, title="Сам")
    assert letters() == []


def test_a_publisher_who_submits_and_publishes_alone_gets_no_letter(client):
    draft = factories.draft(title="Черновик")
    change(sign_in(client, "boris"), draft, _step="submit")
    change(client, draft, _step="publish")
    assert letters() == []


def test_without_a_mail_server_nothing_is_posted(client, settings):
    settings.MAIL_IS_SET_UP = False
    programme = factories.programme()
    change(sign_in(client, "anna"), programme, title="Как станет", _step="submit")
    assert letters() == []
    assert review.opened(programme)
