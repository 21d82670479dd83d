"""Rendered answers, kept under what they were made from: a repeated question is only looked up."""

from hashlib import blake2b
from http import HTTPStatus

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from redis.exceptions import RedisError

from portal.responses import pack

MAX_ANSWER_BYTES = 300_000
"""Of a body worth keeping; what is longer is asked for seldom, and by machines."""


def fingerprint(*parts: str) -> str:
    """Return a short key of any texts."""
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def looked_up(key: str, *, with_body: bool) -> HttpResponse | None:
    """Return the answer that is kept under a key, None where it has to be made.

    An edit moves the key, so nothing kept is ever stale, on any process: there is nothing to
    clear. Nothing is found while code is being written; a cache server that is away has nothing.

    Args:
        key: moves with all that the answer is made from, the address included.
        with_body: whether the body is wanted. Of what is long the headers alone are kept: enough
            to say that it has not changed, without making it.
    """
    try:
        found = None if settings.DEBUG else cache.get(key)
    except RedisError:
        return None
    if found is None:
        return None
    content, headers, unanswered = found
    if content is None and with_body:
        return None
    response = HttpResponse(content or b"", headers=headers)
    response.unanswered = unanswered
    return response


def keep(key: str, response: HttpResponse) -> None:
    """Keep a rendered answer with status 200, packed; a cache server may be away.

    The answer itself is packed, too: ``compress_public`` sends it as its reader wants it. With an
    answer goes what it could not answer (``unanswered``), for whoever counts that. What belongs
    to one visitor is not kept, nor anything while code is being written.
    """
    if settings.DEBUG or response.status_code != HTTPStatus.OK or response.cookies:
        return
    content = None
    if not response.streaming and len(response.content) <= MAX_ANSWER_BYTES:
        pack(response)
        content = response.content
    try:
        cache.set(key, (content, dict(response.headers), getattr(response, "unanswered", "")))
    except RedisError:
        return
