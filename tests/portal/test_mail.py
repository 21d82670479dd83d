"""Letters: posted with their reason, sent once, tried again, forgotten; by a real SMTP server."""

import logging
import os
import signal
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from portal.mail import outbox
from portal.mail.models import Letter
from tests import smtp

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
        yield server


def posted(number=1, **more) -> Letter:
    outbox.post(f"k{number}", f"v{number}@example.org", f"Тема {number}", "Текст.", **more)
    return Letter.objects.get(key=f"k{number}")


def be_due() -> None:
    """Let the pauses be over."""
    Letter.objects.waiting().update(due_at=timezone.now())


def send() -> str:
    said = StringIO()
    call_command("send_mail", stdout=said)
    return said.getvalue()


def test_a_letter_arrives_as_it_was_written(server):
    html = "<p>Ответ: «да».</p>"
    letter = posted(html=html, headers={"List-Unsubscribe": "<https://x.example/u>"})
    send()
    [taken] = server.letters
    assert (taken["To"], taken["Subject"]) == ("v1@example.org", "Тема 1")
    assert taken["Message-ID"] == letter.message_id
    assert taken["From"].addresses[0].display_name == "Каталог программ"
    assert (taken["Auto-Submitted"], taken["List-Unsubscribe"]) == (
        "auto-generated",
        "<https://x.example/u>",
    )
    assert taken.get_body(["plain"]).get_content().strip() == "Текст."
    assert taken.get_body(["html"]).get_content().strip() == html


def test_a_letter_that_was_sent_keeps_nothing_of_its_reader(server):
    posted(html="<p>Текст.</p>", headers={"List-Unsubscribe": "<https://x.example/u>"})
    send()
    letter = Letter.objects.get()
    assert letter.sent_at
    assert [letter.recipient, letter.subject, letter.text, letter.html, letter.headers] == [
        *[""] * 4,
        {},
    ]


def test_the_database_keeps_no_address_of_a_letter_that_was_sent():
    letter = posted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now())


def test_the_same_letter_is_posted_once(server):
    posted()
    assert not outbox.post("k1", "v1@example.org", "Тема 1", "Ещё раз.")
    send()
    send()
    assert server.told == ["v1@example.org"]


def test_a_letter_whose_reason_is_undone_is_never_sent(server):
    with pytest.raises(RuntimeError), transaction.atomic():
        posted()
        raise RuntimeError
    send()
    assert server.letters == []


def test_a_server_that_is_away_loses_nothing(settings):
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
    posted(1)
    posted(2)
    with pytest.raises(CommandError, match=r"недоступен.*ждёт: 2"):
        send()
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
        assert send() == "Отправлено: 2, отложено: 0, не доставить: 0.\n"
    assert server.told == ["v1@example.org", "v2@example.org"]
    assert set(Letter.objects.values_list("tries", flat=True)) == {1}


def test_a_letter_that_is_put_off_comes_later_and_keeps_nobody_waiting(server):
    server.recipients["v1@example.org"] = "451 come back"
    posted(1)
    posted(2)
    assert send().startswith("Отправлено: 1, отложено: 1")
    assert send().startswith("Отправлено: 0, отложено: 0")
    server.recipients.clear()
    be_due()
    send()
    assert server.told == ["v2@example.org", "v1@example.org"]


def test_the_pause_grows_with_each_try(server):
    server.recipients["v1@example.org"] = "451 come back"
    posted()
    pauses = []
    for _ in range(9):
        be_due()
        before = timezone.now()
        send()
        pauses.append((Letter.objects.get().due_at - before).total_seconds() // 60)
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 360, 360]


def test_an_address_that_nobody_has_is_given_up_and_forgotten(server, caplog):
    server.recipients["v1@example.org"] = "550 v1@example.org is nobody"
    posted(1)
    posted(2)
    with caplog.at_level(logging.INFO):
        assert send() == "Отправлено: 1, отложено: 0, не доставить: 1.\n"
    letter = Letter.objects.get(key="k1")
    assert (letter.recipient, letter.reply) == ("", 550)
    ours = [record.__dict__ for record in caplog.records if record.name.startswith("portal")]
    assert ours
    assert "v1@" not in str(ours)


def test_a_server_that_refuses_us_keeps_the_letters(server):
    server.reply = lambda letter: "421 closing"
    posted(1)
    posted(2)
    with pytest.raises(CommandError, match="ждёт: 2"):
        send()
    server.reply = lambda letter: smtp.TAKEN
    be_due()
    send()
    assert sorted(server.told) == ["v1@example.org", "v2@example.org"]


def test_a_letter_that_waited_for_days_is_given_up(settings):
    smtp.use(settings, 1)
    posted()
    Letter.objects.update(posted_at=timezone.now() - timedelta(days=5, minutes=1))
    send()
    letter = Letter.objects.get()
    assert letter.failed_at
    assert letter.recipient == ""


def test_old_lines_of_the_ledger_go_and_waiting_ones_stay(settings, server):
    posted(1)
    send()
    posted(2)
    Letter.objects.update(
        posted_at=timezone.now() - timedelta(days=91), due_at=timezone.now() + timedelta(hours=1)
    )
    send()
    assert list(Letter.objects.values_list("key", flat=True)) == ["k2"]


def test_nothing_is_claimed_twice(server):
    for number in range(3):
        posted(number)
    assert len(outbox.claim_some()) == 3
    assert outbox.claim_some() == []
    assert send().startswith("Отправлено: 0")
    # whoever claimed them has died: when the claim has run out they are sent by another
    be_due()
    assert send().startswith("Отправлено: 3")


def test_of_two_who_have_read_the_same_letters_one_claims_them(server, monkeypatch):
    posted(1)
    posted(2)
    first = []

    def other_comes_between(**duration):
        if not first:
            first.append([])  # it comes once
            first[0] = outbox.claim_some()
        return timedelta(**duration)

    monkeypatch.setattr(outbox, "timedelta", other_comes_between)
    assert outbox.claim_some() == []
    assert len(first[0]) == 2


def test_a_second_copy_has_the_number_of_the_first(server, monkeypatch):
    """Killed between the server's word and the ledger's line: no letter is missing."""
    letter = posted()
    with monkeypatch.context() as killed:

        def die(*args, **fields):
            raise KeyboardInterrupt

        killed.setattr(outbox, "record", die)
        with pytest.raises(KeyboardInterrupt):
            send()
    be_due()
    send()
    assert {each["Message-ID"] for each in server.letters} == {letter.message_id}


def test_a_database_that_restarts_meanwhile_makes_no_second_copy(server, monkeypatch):
    for number in range(3):
        posted(number)
    real, failures = Letter.objects.filter(pk=0).__class__.update, []

    def update(query, **fields):
        if "sent_at" in fields and len(failures) < 4:
            failures.append(fields)
            raise OperationalError("server closed the connection unexpectedly")
        return real(query, **fields)

    monkeypatch.setattr(outbox, "sleep", lambda seconds: None)
    monkeypatch.setattr(outbox.connection, "close", lambda: None)
    monkeypatch.setattr(Letter.objects.filter(pk=0).__class__, "update", update)
    assert send().startswith("Отправлено: 3")
    assert len(failures) == 4
    assert len(server.letters) == 3
    assert send().startswith("Отправлено: 0")


def test_whoever_is_asked_to_stop_finishes_the_letter_in_hand(server):
    for number in range(5):
        posted(number)

    def stop(letter):
        os.kill(os.getpid(), signal.SIGTERM)
        return smtp.TAKEN

    server.reply = stop
    before = signal.getsignal(signal.SIGTERM)
    assert send().startswith("Отправлено: 1,")
    assert signal.getsignal(signal.SIGTERM) is before
    server.reply = lambda letter: smtp.TAKEN
    assert send().startswith("Отправлено: 4,")
    assert len(set(server.told)) == len(server.told) == 5


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_each_letter_once(server):
    for number in range(45):
        posted(number)
    sent = []

    def run():
        try:
            sent.append(outbox.send_waiting().sent)
        finally:
            outbox.connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sum(sent) == 45
    assert len(set(server.told)) == len(server.told) == 45


def test_without_a_mail_server_the_timer_is_silent_until_a_letter_waits(settings):
    settings.MAIL_IS_SET_UP = False
    assert send() == ""
    posted()
    with pytest.raises(CommandError, match="EMAIL_URL"):
        send()
    Letter.objects.update(posted_at=timezone.now() - timedelta(days=6))
    assert send() == ""
    assert Letter.objects.get().recipient == ""
