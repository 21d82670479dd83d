"""The letter once a week: what waits, for whom, never twice, and how it is switched off."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from portal.mail.models import Letter
from programmes.catalogue import today
from programmes.tasks import weekly
from programmes.tasks.models import Week
from programmes.watch.models import Link
from programmes.watch.outcomes import Outcome
from tests import factories, smtp
from tests.forms import address, change, said, shown, signed_in

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_IS_SET_UP = True


@pytest.fixture
def anna():
    return factories.editor(email="anna@example.org")


@pytest.fixture
def boris():
    return factories.publisher(email="boris@example.org")


@pytest.fixture
def on(monkeypatch):
    """Set the clock of the letters."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def overdue(**fields):
    """Make an entry that has to be checked."""
    return factories.programme(checked_on=today() - timedelta(days=400), **fields)


def posted() -> list[str]:
    """Run the command; return to whom letters wait, in their order."""
    call_command("remind_editors")
    return list(Letter.objects.order_by("pk").values_list("recipient", flat=True))


def letter(recipient: str) -> str:
    return Letter.objects.get(recipient=recipient).text


def test_a_letter_as_it_arrives_names_what_waits_and_where(anna, settings):
    programme = overdue(title="Заём на станки")
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
        posted()
        call_command("send_mail")
    (arrived,) = server.letters
    assert (arrived["To"], arrived.get_content_type()) == (anna.email, "text/plain")
    text = arrived.get_content()
    assert "Пора проверить опубликованное: 1\N{NO-BREAK SPACE}программа" in text
    assert f"— {programme.title}" in text
    assert f"{settings.PORTAL_URL}{address('programme')}?due=yes" in text
    assert f"{settings.PORTAL_URL}{reverse('admin:auth_user_letters')}" in text


def test_nobody_gets_a_letter_of_nothing(anna, boris):
    factories.programme(checked_on=today())
    assert posted() == []


def test_what_waits_is_told_whatever_it_is(client, anna, boris):
    programme = overdue(intake="dated", intake_opens=today(), intake_closes=today())
    now = timezone.now()
    Link.objects.create(
        address="https://example.org/away", outcome=Outcome.FAILS, due_at=now, failing_since=now
    )
    change(signed_in(client, anna), programme, title="Иначе", _step="submit")
    draft = factories.draft(title="Ждёт")
    change(client, draft, _step="submit")
    Letter.objects.all().delete()
    posted()
    own, publishers = letter(anna.email), letter(boris.email)
    for words in ("Приём закрылся", "Ссылки не открываются", "— https://example.org/away"):
        assert words in own and words in publishers
    for words in ("Правки: ждут издателя", "Ждут издателя: 1", "— Ждёт"):
        assert words in publishers and words not in own


def test_only_the_author_hears_of_what_was_returned(client, anna, boris):
    factories.person("vera", "Редакторы", email="vera@example.org")
    programme = factories.programme(checked_on=today())
    change(signed_in(client, anna), programme, title="Иначе", _step="submit")
    url = address("programme", "revision", programme.pk, 1)
    signed_in(client, boris)
    sent = shown(client.get(url)) | {"decision": "return", "remark": "Добавьте срок."}
    client.post(url, sent)
    Letter.objects.all().delete()
    assert posted() == [anna.email]
    assert "Правки: возвращены мне: 1" in letter(anna.email)


def test_a_letter_comes_once_a_week_on_whichever_day_the_first_run_is(anna, on):
    overdue()
    for hours, letters in ((0, 1), (1, 1), (24 * 6, 1), (24 * 7 - 6, 1), (24 * 7, 2), (24 * 17, 3)):
        on(MONDAY + timedelta(hours=hours))
        posted()
        assert Letter.objects.count() == letters, hours
    assert Week.objects.count() == 1


def test_what_arises_in_a_week_that_had_nothing_waits_for_the_next(anna, on):
    for days, letters in ((0, []), (1, []), (7, [anna.email])):
        on(MONDAY + timedelta(days=days))
        assert posted() == letters
        if not days:
            overdue()


def test_a_run_that_fails_has_posted_nothing_and_the_next_one_posts_all(anna, boris, monkeypatch):
    overdue()
    tell = weekly.post_to

    def fail_at_the_second(person, *args):
        return tell(person, *args) if person == anna else 1 / 0

    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(weekly, "post_to", fail_at_the_second)
        weekly.post_weekly()
    assert not Letter.objects.exists()
    assert posted() == [anna.email, boris.email]


def test_without_a_mail_server_the_week_waits(anna, settings):
    overdue()
    settings.MAIL_IS_SET_UP = False
    assert posted() == []
    settings.MAIL_IS_SET_UP = True
    assert posted() == [anna.email]


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_staff": False}, {"email": ""}])
def test_whoever_may_not_come_in_or_has_no_address_gets_none(anna, fields):
    overdue()
    for name, value in fields.items():
        setattr(anna, name, value)
    anna.save()
    assert posted() == []


# --- «Письма» ---------------------------------------------------------------------------------

PAGE = "admin:auth_user_letters"


def want(client, *kinds):
    return client.post(reverse(PAGE), {"wanted": kinds}, follow=True)


def test_each_switches_off_the_weekly_letter_for_himself_alone(client, anna, boris):
    overdue()
    signed_in(client, anna)
    assert said(want(client, "decided")) == ["Сохранено: такие письма и будут."]
    assert shown(client.get(reverse(PAGE)))["wanted"] == "decided"
    assert posted() == [boris.email]


def test_letters_switched_off_and_on_again_come_again(client, anna):
    overdue()
    signed_in(client, anna)
    want(client)
    want(client, "weekly")
    assert posted() == [anna.email]


def test_publishers_and_authors_switch_off_what_tells_of_corrections(client, anna, boris):
    programme = factories.programme(checked_on=today())
    want(signed_in(client, boris), "weekly")
    want(signed_in(client, anna), "weekly")
    change(client, programme, title="Иначе", _step="submit")
    change(signed_in(client, boris), programme, _step="publish")
    assert not Letter.objects.exists()


def test_an_editor_is_not_offered_letters_of_publishers_and_cannot_send_them(client, anna):
    signed_in(client, anna)
    assert "submitted" not in client.get(reverse(PAGE)).content.decode()
    assert want(client, "submitted").context["form"].errors
