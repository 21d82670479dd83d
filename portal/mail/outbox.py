"""Letters on their way: put into the ledger, sent once, tried again while the server is away.

A letter is posted in the transaction of what it tells, so that there is no letter without its
reason and no reason without its letter. Sending is a process of its own: it claims a few letters,
hands them to the server one by one, and writes down what became of each before it takes the next.

Whoever dies between the server's word and his own line in the ledger leaves a letter of which
nobody can tell whether it is out: SMTP has no way to ask. It is sent again after its claim has
run out, under the same Message-ID, by which mail systems know a second copy.
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from time import monotonic, sleep
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone

from .models import Letter

log = logging.getLogger(__name__)
refused = Signal()
"""A mail server has said that it will never take a letter. Arguments: ``key``, of the letter."""

MAX_CLAIMED = 20  # letters in hand at once
CLAIM_SECONDS = 15 * 60  # after which others may take what somebody has claimed
FIRST_PAUSE_SECONDS = 5 * 60  # before the second try; it doubles with each
MAX_PAUSE_SECONDS = 6 * 60 * 60
MAX_AGE_SECONDS = 5 * 24 * 60 * 60  # then a letter is given up (RFC 5321, 4.5.4.1)
KEPT_SECONDS = 90 * 24 * 60 * 60  # a line of the ledger, without anybody's data
LATE_SECONDS = 20 * 60  # a letter that waits longer has missed the timer four times
MAX_RECORD_SECONDS = 10 * 60  # for which a database that is away is waited for
SERVICE_CLOSING = 421
PERMANENT = 500


class MailServerError(Exception):
    """The mail server cannot be reached, or takes nothing from us at all."""


@dataclass
class Outcome:
    """What became of the letters of one run."""

    sent: int = 0
    later: int = 0
    failed: int = 0


def post(
    key: str,
    recipient: str,
    subject: str,
    text: str,
    *,
    html: str = "",
    headers: dict[str, str] | None = None,
    envelope: str = "",
) -> bool:
    """Put a letter into the ledger, in the caller's transaction.

    Args:
        key: what it tells whom; a second letter with the same key is none.
        recipient: one checked address.
        subject: one line.
        text: the letter in plain text.
        html: the same letter in HTML.
        headers: more headers, for instance ``List-Unsubscribe``.
        envelope: where mail servers return it when nobody is there; whoever it is from otherwise.

    Returns:
        Whether it is new.
    """
    now = timezone.now()
    host = urlsplit(settings.PORTAL_URL).hostname
    _, is_new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "recipient": recipient,
            "subject": subject,
            "text": text,
            "html": html,
            "headers": headers or {},
            "envelope": envelope,
            "message_id": f"<{token_hex(16)}@{host}>",
            "posted_at": now,
            "due_at": now,
        },
    )
    return is_new


def withdraw(beginning: str) -> None:
    """Drop the letters that nobody has sent yet, of which the keys begin so.

    Args:
        beginning: of what they tell whom.
    """
    Letter.objects.waiting().filter(key__startswith=beginning).delete()


def is_held_up() -> bool:
    """Tell whether letters wait longer than they should: the mail server takes none."""
    late = timezone.now() - timedelta(seconds=LATE_SECONDS)
    return Letter.objects.waiting().filter(Q(tries__gt=0) | Q(posted_at__lt=late)).exists()


def send_waiting(is_stopped: Callable[[], bool] = lambda: False) -> Outcome:
    """Send what is due, until nothing is.

    Args:
        is_stopped: asked before each letter whether to end.

    Raises:
        MailServerError: nothing more can be sent now; what waits goes on waiting.
    """
    forget_old()
    outcome, server = Outcome(), get_connection()
    try:
        while not is_stopped() and (claimed := claim_some()):
            send_claimed(claimed, server, outcome, is_stopped)
    finally:
        server.close()
    return outcome


def claim_some() -> list[Letter]:
    """Claim the letters that have been due longest; nobody else sends them meanwhile."""
    now, token = timezone.now(), token_hex(16)
    due = Letter.objects.waiting().filter(due_at__lte=now)
    pks = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:MAX_CLAIMED])
    # of two who have read the same keys, the second finds their time moved
    due.filter(pk__in=pks).update(claim=token, due_at=now + timedelta(seconds=CLAIM_SECONDS))
    return list(Letter.objects.filter(claim=token).order_by("pk")) if pks else []


def send_claimed(letters: list[Letter], server, outcome: Outcome, is_stopped: Callable) -> None:
    """Send claimed letters one after the other; what is left goes back.

    Raises:
        MailServerError: as for ``send_waiting``.
    """
    began, left = monotonic(), list(letters)
    try:
        while left and not is_stopped() and monotonic() - began < CLAIM_SECONDS / 2:
            connect(server)
            send_one(left.pop(0), server, outcome)
    finally:
        if left:
            record([letter.pk for letter in left], claim="", due_at=timezone.now())


def connect(server) -> None:
    """Open the connection to the mail server, unless it is open.

    Raises:
        MailServerError: there is none.
    """
    try:
        server.open()
    except (smtplib.SMTPException, OSError) as error:
        server.close()
        raise MailServerError(type(error).__name__) from error


def send_one(letter: Letter, server, outcome: Outcome) -> None:
    """Hand one letter to the server and write down what became of it.

    Raises:
        MailServerError: the connection broke, or the server takes nothing from us.
    """
    now = timezone.now()
    try:
        server.send_messages([message_of(letter, server)])
    except (smtplib.SMTPException, OSError) as error:
        server.close()
        code = reply_of(error)
        if code >= PERMANENT and is_about_letter(error):
            give_up(letter, now, code)
            outcome.failed += 1
            return
        postpone(letter, now, code)
        outcome.later += 1
        if code in (0, SERVICE_CLOSING) or not is_about_letter(error):
            raise MailServerError(type(error).__name__) from error
    except ValueError:
        # an address or a header that no letter can have: it would fail each time
        give_up(letter, now, 0)
        outcome.failed += 1
    else:
        record([letter.pk], sent_at=now, tries=letter.tries + 1, **EMPTY)
        outcome.sent += 1


EMPTY = {
    **dict.fromkeys(("claim", "recipient", "envelope", "subject", "text", "html"), ""),
    "headers": {},
}
"""What a letter becomes that nobody sends any more."""


def message_of(letter: Letter, server) -> EmailMultiAlternatives:
    """Return a letter as it goes over the wire; each try of it has the same Message-ID."""
    headers = {
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "From": settings.DEFAULT_FROM_EMAIL,
    }
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        letter.envelope or None,
        to=[letter.recipient],
        headers=headers | letter.headers,
        connection=server,
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def reply_of(error: Exception) -> int:
    """Return the server's reply code; 0 where it said nothing."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _ in error.recipients.values()), 0)
    return getattr(error, "smtp_code", 0)


def is_about_letter(error: Exception) -> bool:
    """Tell whether an error speaks of one letter or its recipient, not of us or of the server."""
    return isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)


def postpone(letter: Letter, now: datetime, code: int) -> None:
    """Try a letter again after a pause, or give it up when it has waited too long."""
    pause = min(MAX_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(letter.tries, 10))
    due_at = now + timedelta(seconds=pause)
    record([letter.pk], claim="", due_at=due_at, tries=letter.tries + 1, reply=code or None)


def give_up(letter: Letter, now: datetime, code: int) -> None:
    """Note that a letter will never arrive, and forget whom it was for."""
    record([letter.pk], failed_at=now, tries=letter.tries + 1, reply=code or None, **EMPTY)
    if code:
        refused.send(sender=Letter, key=letter.key)
    log.warning("A letter was given up", extra={"fields": {"letter": letter.pk, "reply": code}})


def record(pks: list[int], **fields) -> None:
    """Write down what became of letters; a database that is away is waited for.

    What the server has taken is out: whoever cannot write that down would send it twice.
    """
    began, pause = monotonic(), 0.1
    while True:
        try:
            Letter.objects.filter(pk__in=pks).update(**fields)
        except (OperationalError, InterfaceError):
            if monotonic() - began > MAX_RECORD_SECONDS:
                raise
            connection.close()
            sleep(pause)
            pause = min(10.0, pause * 2)
        else:
            return


def forget_old() -> None:
    """Give up what has waited too long, and drop lines of the ledger that nobody asks for."""
    now = timezone.now()
    given_up = Letter.objects.waiting().filter(
        posted_at__lt=now - timedelta(seconds=MAX_AGE_SECONDS), due_at__lte=now
    )
    if count := given_up.update(failed_at=now, **EMPTY):
        log.warning("Letters were given up after days", extra={"fields": {"letters": count}})
    settled = Letter.objects.exclude(pk__in=Letter.objects.waiting().values("pk"))
    settled.filter(posted_at__lt=now - timedelta(seconds=KEPT_SECONDS)).delete()
