"""Links of letters: signed, so that whoever has the letter needs no account, and nobody else."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .models import CONFIRM_SECONDS, Alert

_confirming = signing.TimestampSigner(salt="programmes.alerts.confirm")
_managing = signing.Signer(salt="programmes.alerts.manage")


def confirm_url(alert: Alert) -> str:
    """Return the address that confirms an alert, for two days."""
    return address("alert_confirm", _confirming.sign(alert.number))


def manage_url(alert: Alert) -> str:
    """Return the address at which all alerts of its mailbox are changed."""
    return address("alert_manage", _managing.sign(alert.number))


def unsubscribe_url(alert: Alert) -> str:
    """Return the address that ends an alert."""
    return address("alert_unsubscribe", _managing.sign(alert.number))


def address(name: str, key: str) -> str:
    """Return the whole address of a page for whoever has a key.

    The key stands in the query, which neither log writes down.
    """
    return f"{settings.PORTAL_URL}{reverse(name)}?key={key}"


def number_to_confirm(key: str) -> str:
    """Return the number of the alert that a key confirms; empty when it is too old or not ours."""
    return _opened(_confirming, key, max_age=CONFIRM_SECONDS)


def number_to_manage(key: str) -> str:
    """Return the number of the alert that a key opens; empty when it is not ours."""
    return _opened(_managing, key)


def _opened(signer: signing.Signer, key: str, **limits) -> str:
    try:
        return signer.unsign(key, **limits)
    except signing.BadSignature:
        return ""
