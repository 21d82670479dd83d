"""The way of a message: taken once, answered once, forgotten in time."""

from datetime import timedelta
from secrets import token_hex

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from portal.access.allowance import forget_used, use_allowance
from portal.access.guarded_form import RefusedError

from ..words import NBSP
from . import letters
from .forms import MessageForm
from .models import Correction

_opener = signing.Signer(salt="programmes.corrections.state")
MAX_AN_HOUR = 10  # from one network address
MAX_OPEN = 3000
MAX_OPEN_OF_PROGRAMME = 100
KEPT_DAYS = 180  # of a closed message; and of the address in one that nobody has answered


def take(request: HttpRequest, form: MessageForm) -> Correction:
    """Keep a message that was found right; the same one sent twice is kept once.

    Raises:
        RefusedError: too many came from there, or wait at the editors'.
    """
    if found := Correction.objects.filter(sent_key=form.sent_key).first():
        return found
    try:
        with transaction.atomic():
            refuse_too_many(form)
            if seconds := use_allowance(request, "corrections", MAX_AN_HOUR):
                raise RefusedError(too_often(seconds), seconds)
            return keep(form)
    except IntegrityError:
        # the second of two clicks came at the same moment
        return Correction.objects.get(sent_key=form.sent_key)


def too_often(seconds: int) -> str:
    """Return the sentence for whoever has sent all that may be sent in an hour."""
    minutes = -(-seconds // 60)
    return (
        f"Из вашей сети за час пришло {MAX_AN_HOUR} сообщений, больше не принимаем. Введённое "
        f"осталось в форме: отправьте его через {minutes}{NBSP}мин или напишите на "
        f"{settings.EDITORS_EMAIL}."
    )


def refuse_too_many(form: MessageForm) -> None:
    """Refuse when more wait than the editors can read.

    Raises:
        RefusedError: they do.
    """
    waiting = Correction.objects.waiting()
    is_full = waiting.count() >= MAX_OPEN
    programme = form.subject.programme
    if programme:
        is_full |= waiting.filter(programme=programme).count() >= MAX_OPEN_OF_PROGRAMME
    if is_full:
        sentence = (
            "У редакции накопилось слишком много сообщений, новые пока не принимаем. Введённое "
            f"осталось в форме: напишите на {settings.EDITORS_EMAIL}."
        )
        raise RefusedError(sentence, 60 * 60)


def keep(form: MessageForm) -> Correction:
    """Write a message down, with what its sender was reading."""
    subject = form.subject
    return Correction.objects.create(
        kind=subject.kind,
        programme=subject.programme,
        fact=subject.fact,
        page=subject.page,
        subject=subject.title,
        statement=subject.statement,
        page_changed_at=subject.page_changed_at,
        email=form.cleaned_data.get("email", ""),
        written_at=timezone.now(),
        sent_key=form.sent_key,
        **form.texts,
    )


def note_by_hand(correction: Correction) -> None:
    """Complete a message that an editor writes down for somebody, before it is saved."""
    programme = correction.programme
    if programme:
        correction.page, correction.subject = programme.get_absolute_url(), programme.title
        correction.page_changed_at = programme.updated_at
    correction.written_at, correction.sent_key = timezone.now(), token_hex(32)


def settle(correction: Correction) -> bool:
    """Bring a message that an editor is about to save in order: its end, its letter.

    The letter is posted in the transaction of the save, and takes the address with it.

    Returns:
        Whether a letter goes out.
    """
    if correction.is_open:
        correction.closed_at = None
        return False
    correction.closed_at = correction.closed_at or timezone.now()
    address, correction.email = correction.email, ""
    return bool(address) and letters.post_answer(correction, address, state_address(correction))


def tidy() -> tuple[int, int]:
    """Delete messages that were closed long ago, and addresses that nobody has answered.

    Returns:
        How many of each.
    """
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    gone, _ = Correction.objects.filter(closed_at__lt=before).delete()
    old = Correction.objects.filter(written_at__lt=before).exclude(email="")
    forget_used()
    return gone, old.update(email="")


# --- The page that only the sender can open ---------------------------------------------------


def key_of(correction: Correction) -> str:
    """Return what opens the page of a message: its number, signed."""
    return _opener.sign(correction.number)


def state_address(correction: Correction) -> str:
    """Return the path of that page.

    The key stands in the query, which neither log writes down.
    """
    return f"{reverse('correction_state')}?key={key_of(correction)}"


def of_key(key: str) -> Correction | None:
    """Return the message that a key opens."""
    try:
        number = _opener.unsign(key)
    except signing.BadSignature:
        return None
    return Correction.objects.select_related("programme", "source").filter(number=number).first()
