"""People who follow something by mail, and the letters that wait for them."""

import re

from django.core import signing
from django.utils import timezone

from portal.mail.models import Letter
from programmes.alerts import links, sending, subscribing
from programmes.alerts.models import Alert
from programmes.models import Programme
from programmes.words import Follows, Rhythm
from tests import html_forms

ANNA = "anna@example.org"


def subscribed(
    query: str = "", email: str = ANNA, *, follows=Follows.PROGRAMMES, rhythm=Rhythm.DAILY, **fields
) -> Alert:
    """Return an alert that its mailbox has confirmed."""
    alert = Alert.objects.create(
        email=email,
        follows=follows,
        query=query,
        rhythm=rhythm,
        asked_at=timezone.now(),
        known=b"",
        **fields,
    )
    return subscribing.accept(alert.number)


def digests() -> list[Letter]:
    """Return the letters that tell what happened, the first one first."""
    return list(Letter.objects.exclude(key__endswith="-confirm").order_by("pk"))


def told() -> list[str]:
    """Post what is due; return the texts of the new letters."""
    before = {each.pk for each in digests()}
    sending.post_due()
    return [each.text for each in digests() if each.pk not in before]


def opened(client, address="/alerts/", *, seconds_ago: int = 60) -> dict[str, str]:
    """Return the fields of the form as a browser would send them, opened so long ago."""
    page = client.get(address).content.decode()
    [form] = [each for each in html_forms.read(page) if "began" in each.fields]
    nonce = form.sent["began"].partition(":")[0]
    signer = signing.TimestampSigner(salt="programmes.alerts.form")
    back = signing.b62_encode(signing.b62_decode(signer.timestamp()) - seconds_ago)
    signer.timestamp = lambda: back
    return form.sent | {"began": signer.sign(nonce)}


def ask(client, address="/alerts/", *, seconds_ago: int = 60, **typed: str):
    """Open the form, type something, send it; return the answer."""
    fields = opened(client, address, seconds_ago=seconds_ago)
    return client.post(address, fields | {"email": ANNA, "rhythm": "daily"} | typed)


def link(letter: Letter, page: str) -> str:
    """Return the path of the link in a letter that leads to a page of alerts."""
    [found] = {*re.findall(rf"https?://[^/\s]+(/alerts/{page}/\S+)", letter.text)}
    return found


def confirmed(client) -> Alert:
    """Press the button behind the link of the newest letter; return the alert."""
    path = link(Letter.objects.latest("pk"), "confirm")
    assert client.post(path).status_code == 302
    return Alert.objects.confirmed().latest("confirmed_at")


def managed_at(alert: Alert) -> str:
    """Return the path of the page of all alerts of a mailbox."""
    return "/alerts/manage/" + links.manage_url(alert).partition("/alerts/manage/")[2]


def cost_more() -> None:
    """Let «Участие в международных выставках» change in its terms."""
    programme = Programme.objects.get(slug="international-exhibitions")
    programme.cost_note = "Половина расходов"
    programme.save()
