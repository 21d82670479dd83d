"""Letters that came back: counted by the number in their way back, and after three forgotten."""

import io
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal.mail import outbox
from programmes.alerts import letters
from programmes.alerts.models import Alert
from tests import smtp
from tests.alerts.subscribers import ANNA, ask, subscribed
from tests.factories import exhibitions

pytestmark = pytest.mark.django_db

REPORT = """\
From: MAILER-DAEMON@mail.example
To: bounces+{number}@portal.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver it.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; anna@example.org
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

Subject: hello
--b--
"""


@pytest.fixture
def come_back(monkeypatch):
    """Hand a letter that came back to the command, as a mail server does."""

    def handed(number: str, *, action="failed", status="5.1.1", letter=""):
        content = letter or REPORT.format(number=number, action=action, status=status)
        stdin = io.TextIOWrapper(io.BytesIO(content.encode()))
        monkeypatch.setattr("sys.stdin", stdin)
        call_command("count_bounce", number)

    return handed


@pytest.fixture(autouse=True)
def alert():
    exhibitions()
    return subscribed()


def test_the_third_letter_that_comes_back_forgets_the_address(alert, come_back):
    other = subscribed("kind=grant")
    come_back(alert.number)
    come_back(alert.number)
    assert Alert.objects.count() == 2
    come_back(alert.number)
    assert not Alert.objects.filter(pk__in=[alert.pk, other.pk]).exists()


def test_the_addresses_of_others_stay(alert, come_back):
    other = subscribed(email="boris@example.org")
    for _ in range(3):
        come_back(alert.number)
    assert Alert.objects.get() == other


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.7"), ("failed", "4.2.2"), ("delivered", "2.0.0")]
)
def test_what_may_still_arrive_is_not_counted(alert, come_back, action, status):
    for _ in range(5):
        come_back(alert.number, action=action, status=status)
    assert Alert.objects.get().bounces == 0


def test_an_answer_from_a_holiday_is_not_counted(alert, come_back):
    holiday = EmailMessage()
    holiday["Subject"] = "Я в отпуске"
    holiday.set_content("Вернусь 5.1.1. Action: failed")
    for _ in range(5):
        come_back(alert.number, letter=holiday.as_string())
    assert Alert.objects.get().bounces == 0


@pytest.mark.parametrize("letter", ["\0", "nonsense", "Content-Type: multipart/report\n\n"])
def test_what_cannot_be_read_is_passed_over(alert, come_back, letter):
    come_back(alert.number, letter=letter)
    assert Alert.objects.get().bounces == 0


def test_a_number_that_nobody_has_is_passed_over(come_back):
    come_back("0" * 16)
    assert Alert.objects.get().bounces == 0


def test_letters_that_came_back_long_ago_count_no_more(alert, come_back):
    come_back(alert.number)
    come_back(alert.number)
    Alert.objects.update(bounced_at=timezone.now() - timedelta(days=61))
    come_back(alert.number)
    assert Alert.objects.get().bounces == 1


def test_what_our_own_mail_server_refuses_counts_too(alert, settings):
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
        server.recipients[ANNA] = "550 no such mailbox"
        for day in range(3):
            outbox.post(f"{letters.key_beginning(alert.number)}{day}", ANNA, "Тема", "Текст")
        outbox.post("another", ANNA, "Тема", "Текст")
        outbox.send_waiting()
    assert not Alert.objects.exists()


def test_a_letter_to_confirm_that_comes_back_forgets_the_address_at_once(client, settings):
    ask(client, email="nobody@example.org")
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
        server.recipients["nobody@example.org"] = "550 no such mailbox"
        outbox.send_waiting()
    assert not Alert.objects.filter(email="nobody@example.org").exists()
