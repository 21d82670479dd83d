"""A visitor who opens the form, types, waits as long as people do, and sends it."""

from django.core import signing

from programmes.corrections.models import Correction
from tests import html_forms

ADDRESS = "/corrections/?programme=international-exhibitions"


def opened(client, address=ADDRESS, *, seconds_ago: int = 60) -> dict[str, str]:
    """Return the fields of the form as a browser would send them, opened so long ago."""
    page = client.get(address).content.decode()
    [form] = [each for each in html_forms.read(page) if "began" in each.fields]
    nonce = form.sent["began"].partition(":")[0]
    signer = signing.TimestampSigner(salt="programmes.corrections.form")
    back = signing.b62_encode(signing.b62_decode(signer.timestamp()) - seconds_ago)
    signer.timestamp = lambda: back
    return form.sent | {"began": signer.sign(nonce)}


def send(client, address=ADDRESS, *, seconds_ago: int = 60, **typed: str):
    """Open the form, type something, send it; return the answer."""
    return client.post(address, opened(client, address, seconds_ago=seconds_ago) | typed)


def written(client, address=ADDRESS, **typed: str) -> Correction:
    """Send a message that is taken; return it."""
    answer = send(client, address, **({"wrong": "Телефон не отвечает."} | typed))
    assert answer.status_code == 302, answer.content.decode()
    return Correction.objects.order_by("pk").last()
