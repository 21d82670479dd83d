"""A visit to an address: politely, along its redirects, to what it finds in the end."""

import ssl
from collections.abc import Callable
from http import HTTPStatus
from time import monotonic, sleep
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from portal.memory import BoundedCache

from .destinations import Destinations, Target, target_of
from .fetching import Fetcher, Response
from .models import MAX_ADDRESS_CHARACTERS
from .outcomes import FetchError, Finding, Reason
from .robots import PRODUCT, Rules, rules_of
from .titles import says_gone, title_of

VISIT_SECONDS = 45  # with all redirects, pauses and robots.txt
PAUSE_SECONDS = 1  # between two questions to one host
MAX_REDIRECTS = 5
MAX_RULES_KEPT_BYTES = 64 * 2**20
RULES_BYTES, RULES_GROWTH = 2000, 30  # of a server; times the text, once it is parsed
ASTRAY = {Reason.REDIRECTS, Reason.NOT_WEB, Reason.INSIDE}
REDIRECTS = {301, 302, 303, 307, 308}
FRONT_PAGES = {"", "index.html", "index.htm", "index.php", "ru", "main"}
REASON_OF_STATUS = {
    HTTPStatus.UNAUTHORIZED: Reason.CLOSED,
    HTTPStatus.FORBIDDEN: Reason.CLOSED,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: Reason.CLOSED,
    HTTPStatus.NOT_FOUND: Reason.NOT_FOUND,
    HTTPStatus.GONE: Reason.NOT_FOUND,
    HTTPStatus.TOO_MANY_REQUESTS: Reason.BUSY,
    HTTPStatus.SERVICE_UNAVAILABLE: Reason.BUSY,
}


def agent() -> str:
    """Return who we say we are: a name for robots.txt, and where to ask about us."""
    return f"{PRODUCT}/1.0 (+{settings.PORTAL_URL})"


class Visitor:
    """Visits addresses one after the other, and remembers the servers it has met.

    Args:
        destinations: where a visit may lead.
        pause: waits for so many seconds.
        tls: which certificates are believed; those of this machine when left out.
    """

    def __init__(
        self,
        destinations: Destinations,
        pause: Callable[[float], object] = sleep,
        tls: ssl.SSLContext | None = None,
    ):
        self.destinations, self.pause = destinations, pause
        self.fetcher = Fetcher(agent(), destinations, tls or ssl.create_default_context())
        self.rules: BoundedCache[Rules | FetchError] = BoundedCache(MAX_RULES_KEPT_BYTES, size_of)
        self.free_at: dict[str, float] = {}

    def visit(self, address: str) -> Finding:
        """Return what an address leads to."""
        until = monotonic() + VISIT_SECONDS
        try:
            target, response = self.follow(address, until, self.ask_politely)
        except FetchError as error:
            return Finding(error.reason, error.status)
        title = title_of(response)
        reason = reason_of_status(response.status)
        if not reason and says_gone(title):
            reason = Reason.SAYS_GONE
        elif not reason and is_front_page(target.url) and not is_front_page(address):
            reason = Reason.FRONT_PAGE
        return Finding(reason, response.status, title, target.url[:MAX_ADDRESS_CHARACTERS])

    def follow(
        self, url: str, until: float, ask: Callable[[Target, float], Response]
    ) -> tuple[Target, Response]:
        """Ask for a page, and for what it is redirected to, until there is one.

        Each step is judged as the first one was: a redirect is written by strangers.

        Raises:
            FetchError: there is none.
        """
        met = set()
        while len(met) <= MAX_REDIRECTS:
            target = target_of(url, self.destinations.is_web_port)
            if target in met:
                break
            met.add(target)
            response = ask(target, until)
            if response.status not in REDIRECTS or not response.location:
                return target, response
            try:
                url = urljoin(target.url, response.location)
            except ValueError:
                raise FetchError(Reason.NOT_WEB, response.status) from None
        raise FetchError(Reason.REDIRECTS)

    def ask_politely(self, target: Target, until: float) -> Response:
        """Ask for a page that the site lets programs open, no sooner than it wants.

        Raises:
            FetchError: there is no answer, or none may be asked for.
        """
        rules = self.rules_for(target, until)
        if not rules.allow(target.url):
            raise FetchError(Reason.ROBOTS)
        return self.ask(target, until, rules.delay_seconds)

    def ask(self, target: Target, until: float, delay: float = 0) -> Response:
        """Ask for a page after a pause since the last question to its host.

        Raises:
            FetchError: there is no answer.
        """
        wait = min(self.free_at.get(target.host, 0), until) - monotonic()
        if wait > 0:
            self.pause(wait)
        try:
            return self.fetcher.fetch(target, until)
        finally:
            self.free_at[target.host] = monotonic() + max(PAUSE_SECONDS, delay)

    def rules_for(self, target: Target, until: float) -> Rules:
        """Return what robots.txt of a server says, asked for once.

        Raises:
            FetchError: the server cannot be reached at all, or has trouble with that file.
        """
        known = self.rules.get(target.origin)
        if known is None:
            try:
                _, response = self.follow(f"{target.origin}/robots.txt", until, self.ask)
                known = rules_of(response)
            except FetchError as error:
                known = rules_after(error)
            self.rules.set(target.origin, known)
        if isinstance(known, FetchError):
            raise known
        return known


def rules_after(error: FetchError) -> Rules | FetchError:
    """Return what to do where robots.txt could not be had.

    One that is led astray forbids nothing; of a server that cannot be reached there is no more to
    ask.
    """
    return Rules() if error.reason in ASTRAY else error


def size_of(rules: Rules | FetchError) -> int:
    """Return about how much memory the rules of a server take."""
    return RULES_BYTES + (rules.text_bytes * RULES_GROWTH if isinstance(rules, Rules) else 0)


def reason_of_status(status: int) -> str:
    """Return what a status says against a page; empty where it opened."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return ""
    if status in REASON_OF_STATUS:
        return REASON_OF_STATUS[HTTPStatus(status)]
    is_servers = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Reason.SERVER_ERROR if is_servers else Reason.ODD_STATUS


def is_front_page(url: str) -> bool:
    """Tell whether an address is that of a whole site."""
    parts = urlsplit(url)
    return not parts.query and parts.path.strip("/").lower() in FRONT_PAGES
