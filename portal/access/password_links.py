"""Links of letters that set a password: whose they are, how long they hold, that they work once."""

import hashlib
import re
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.urls import reverse

INVITATION_SECONDS = 7 * 24 * 60 * 60
KEY = re.compile(r"(?P<number>[0-9]{1,18})\.(?P<token>\S{1,200})")
SIGNS = 32  # of a digest
_invitations = signing.TimestampSigner(salt="portal.access.invitation")


def forgotten_link(person) -> str:
    """Return the address at which a forgotten password is set anew (PASSWORD_RESET_TIMEOUT).

    It ends with the first use, with a login, and with a change of the address of mail.
    """
    return whole_address(person, default_token_generator.make_token(person))


def invitation_link(person) -> str:
    """Return the address at which somebody invited sets the first password, for seven days.

    It ends with the first use, with the next invitation and with its withdrawal.
    """
    return whole_address(person, _invitations.sign(state_of(person)))


def whole_address(person, token: str) -> str:
    """Return the address of the page; the key stands in the query, which neither log writes."""
    query = urlencode({"key": f"{person.pk}.{token}"})
    return f"{settings.PORTAL_URL}{reverse('admin:new_password')}?{query}"


def person_of(key: str, *, is_held: bool = False):
    """Return whose password a key may set; None when it is not ours, was used or has ended.

    Args:
        key: what the address of a letter brought.
        is_held: keep the person from everybody else until the transaction ends.
    """
    parts = KEY.fullmatch(key)
    if not parts:
        return None
    people = get_user_model()._base_manager
    people = people.select_for_update() if is_held else people
    person = people.filter(pk=parts["number"], is_active=True, is_staff=True).first()
    return person if person and is_good(person, parts["token"]) else None


def is_good(person, token: str) -> bool:
    """Tell whether a token of either kind is this person's, unused and young enough."""
    if person.has_usable_password():
        return default_token_generator.check_token(person, token)
    try:
        return _invitations.unsign(token, max_age=INVITATION_SECONDS) == state_of(person)
    except signing.BadSignature:
        return False


def state_of(person) -> str:
    """Name what an invitation holds for: every invitation brings another unusable password."""
    # no secret needs hiding: the password is random signs that open nothing
    shown = f"{person.pk} {person.password} {person.email}"
    return hashlib.sha256(shown.encode()).hexdigest()[:SIGNS]
