"""A real SMTP server on loopback, which keeps what it took and refuses what it is told to."""

import email.policy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from tests.faults.servers import free_port

TAKEN = "250 OK"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class MailServer:
    """What arrived, and what the server says to each letter.

    Attributes:
        letters: what it took, in its order.
        reply: asked for each letter what to say; whatever is not 250 refuses it.
        recipients: what it says to recipients, by their address.
        senders: to whom it would give back each letter that it took, in their order.
    """

    def __init__(self):
        self.letters: list[EmailMessage] = []
        self.senders: list[str] = []
        self.recipients: dict[str, str] = {}
        self.reply: Callable[[EmailMessage], str] = lambda letter: TAKEN
        self.port = 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's own name
        said = self.recipients.get(address, TAKEN)
        if said == TAKEN:
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's own name
        letter = message_from_bytes(envelope.content, policy=email.policy.default)
        said = self.reply(letter)
        if said == TAKEN:
            self.letters.append(letter)
            self.senders.append(envelope.mail_from)
        return said

    @property
    def told(self) -> list[str]:
        """To whom letters came, in their order."""
        return [letter["To"] for letter in self.letters]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a server for a while, on a port of its own."""
    handler = MailServer()
    handler.port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


def use(settings, port: int) -> None:
    """Let Django's mail go to a server of this machine."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
    settings.EMAIL_TIMEOUT = 5
