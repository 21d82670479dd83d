"""robots.txt (RFC 9309): what a site lets programs open, and how long they shall wait."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from protego import Protego

from .fetching import Response
from .outcomes import FetchError, Reason

MAX_RULES_BYTES = 500 * 1024  # as much as the standard wants to be read
MAX_CRAWL_DELAY_SECONDS = 10  # a site that wants more gets as much
PRODUCT = "portal-link-check"
"""By what name robots.txt speaks to us."""
_AGENT_LINE = re.compile(r"^[ \t]*user[- ]?agent[ \t]*:?[ \t]*([^#\r\n]*)", re.I | re.M)


@dataclass(frozen=True)
class Rules:
    """What one server lets us do; how long its text was, by which its size is reckoned."""

    parsed: Protego | None = None
    text_bytes: int = 0

    def allow(self, url: str) -> bool:
        """Tell whether a page may be opened."""
        return self.parsed is None or self.parsed.can_fetch(url, PRODUCT)

    @property
    def delay_seconds(self) -> float:
        """How long to wait between two pages."""
        wanted = self.parsed.crawl_delay(PRODUCT) if self.parsed else 0
        return min(wanted or 0, MAX_CRAWL_DELAY_SECONDS)


def rules_of(response: Response) -> Rules:
    """Return what the answer to a question for robots.txt allows.

    Raises:
        FetchError: the server has trouble with it, and until that is over nothing may be opened.
    """
    if response.status == HTTPStatus.OK:
        text = response.body[:MAX_RULES_BYTES].decode("utf-8-sig", "replace")
        return Rules(Protego.parse(_AGENT_LINE.sub(without_others, text)), len(text))
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise FetchError(Reason.NO_ROBOTS)
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise FetchError(Reason.BUSY, response.status)
    return Rules()


def without_others(line: re.Match) -> str:
    """Write the names of all other programs as one.

    Rules are kept for each name that a group has: thousands of names times thousands of rules
    would not fit into memory.
    """
    name = line[1].strip().lower()
    return f"User-agent: {name if name in ('*', PRODUCT) else 'others'}"
