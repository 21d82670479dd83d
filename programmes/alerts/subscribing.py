"""The way of an alert: asked for, confirmed, changed, ended; its address goes with the last one."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from portal.access.allowance import DAY_SECONDS, count_use, use_allowance
from portal.access.guarded_form import RefusedError
from portal.mail import outbox

from ..catalogue import today
from ..words import NBSP, Follows, Rhythm
from . import letters
from .following import Following
from .happenings import Happenings
from .models import Alert, pack

MAX_AN_HOUR = 10  # asked for from one network address
MAX_LETTERS_A_DAY = 3  # to one mailbox that asks it to confirm
MAX_UNCONFIRMED = 20_000
MAX_OF_ADDRESS = 30
MAX_BOUNCES = 3
BOUNCES_KEPT = timedelta(days=60)  # after which letters that came back do not count any more


def subscribe(
    request: HttpRequest, following: Following, email: str, rhythm: Rhythm, *, is_terms_only: bool
) -> None:
    """Ask a mailbox whether it wants to follow a question.

    Whoever asks learns nothing of the mailbox: not whether it follows anything, nor whether it was
    asked too often today and gets no letter.

    Raises:
        RefusedError: too much was asked for from there, or is waiting to be confirmed.
    """
    with transaction.atomic():
        if Alert.objects.filter(confirmed_at=None).count() >= MAX_UNCONFIRMED:
            raise RefusedError(
                "Слишком много подписок ждёт подтверждения, новые пока не принимаем. Введённое "
                "осталось в форме: попробуйте через час.",
                60 * 60,
            )
        if seconds := use_allowance(request, "alerts", MAX_AN_HOUR):
            raise RefusedError(too_often(seconds), seconds)
        if count_use("alert letters", email, MAX_LETTERS_A_DAY, DAY_SECONDS):
            return
        alert = Alert.objects.create(
            email=email,
            follows=following.follows,
            query=following.query,
            rhythm=rhythm,
            is_terms_only=is_terms_only,
            asked_at=timezone.now(),
            known=b"",
        )
        letters.post_confirmation(alert, following)


def too_often(seconds: int) -> str:
    """Return the sentence for whoever has asked for all that may be asked for in an hour."""
    minutes = -(-seconds // 60)
    return (
        f"Из вашей сети за час заказали {MAX_AN_HOUR} подписок, больше не принимаем. Введённое "
        f"осталось в форме: отправьте его через {minutes}{NBSP}мин."
    )


def accept(number: str) -> Alert | None:
    """Begin an alert; one of the same question takes over what was told before.

    Returns:
        The alert; None where there is none any more, or the mailbox follows too much.
    """
    with transaction.atomic():
        alert = Alert.objects.select_for_update().filter(number=number).first()
        if alert is None or alert.confirmed_at:
            return alert
        others = Alert.objects.select_for_update().confirmed().filter(email=alert.email)
        before = others.filter(follows=alert.follows, sign=alert.sign).first()
        if before:
            alert.known, alert.told_until, alert.told_on = (
                before.known,
                before.told_until,
                before.told_on,
            )
            end(before)
        elif others.count() >= MAX_OF_ADDRESS:
            return None
        else:
            begin(alert)
        alert.confirmed_at = timezone.now()
        alert.save()
    return alert


def begin(alert: Alert) -> None:
    """Let what answers now be known, so that the first letter tells what happens from now on."""
    day = today()
    following = Following.renewed(Follows(alert.follows), alert.query, day)
    alert.known = pack(following.known())
    alert.told_until, alert.told_on = Happenings(timezone.now(), day).told_until, day


def change(alert: Alert, rhythm: Rhythm, *, is_terms_only: bool) -> None:
    """Let letters come more or less often, and tell more or less."""
    Alert.objects.filter(pk=alert.pk).update(rhythm=rhythm, is_terms_only=is_terms_only)


def end(alert: Alert) -> None:
    """Forget an alert, its address, and the letters of it that nobody has sent yet."""
    with transaction.atomic():
        outbox.withdraw(letters.key_beginning(alert.number))
        Alert.objects.filter(pk=alert.pk).delete()


def of_same_mailbox(number: str) -> list[Alert]:
    """Return all confirmed alerts of the mailbox that one of them belongs to."""
    confirmed = Alert.objects.confirmed()
    return list(confirmed.filter(email__in=confirmed.filter(number=number).values("email")))


def following_of(alert: Alert) -> Following:
    """Return what an alert follows, as it is answered today."""
    return Following.renewed(Follows(alert.follows), alert.query, today())


def forget_unconfirmed() -> int:
    """Forget the addresses that nobody has confirmed in time; return how many."""
    expired = list(Alert.objects.expired(timezone.now())[:1000])
    for alert in expired:
        end(alert)
    return len(expired)


def count_bounce(number: str) -> None:
    """Count a letter of an alert that nobody took; after a few the mailbox is forgotten."""
    now = timezone.now()
    with transaction.atomic():
        alert = Alert.objects.select_for_update().filter(number=number).first()
        if alert is None:
            return
        is_old = alert.bounced_at is None or alert.bounced_at < now - BOUNCES_KEPT
        bounces = 1 if is_old else alert.bounces + 1
        if bounces < MAX_BOUNCES and alert.confirmed_at:
            Alert.objects.filter(pk=alert.pk).update(bounces=bounces, bounced_at=now)
            return
        for each in Alert.objects.filter(email=alert.email):
            end(each)


def return_path(alert: Alert) -> str:
    """Return where mail servers send back a letter of an alert; empty where nobody counts."""
    name, _, host = settings.BOUNCES_EMAIL.partition("@")
    return f"{name}+{alert.number}@{host}" if host else ""
