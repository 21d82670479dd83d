"""Rendered answers, kept under what they were made from: a repeated question is only looked up."""

from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from redis.exceptions import RedisError

LARGEST = 300_000
"""Bytes of an answer worth keeping; what is longer is asked for seldom, and by machines."""


def answer(key: str, make: Callable[[], HttpResponse], *, with_body: bool) -> HttpResponse:
    """Return the kept answer to a request, or make it and keep it.

    An edit moves the key, so nothing kept is ever stale, on any process: there is nothing to
    clear. Only whole answers with status 200 are kept, and none while code is being written.

    Args:
        key: moves with all that the answer is made from, the address included.
        make: answers the request anew.
        with_body: whether the body is wanted. Of a file the headers alone are kept: enough to
            say that it has not changed, without making it.
    """
    found = None if settings.DEBUG else looked_up(key)
    if found:
        content, headers = found
        if content is not None or not with_body:
            return HttpResponse(content or b"", headers=headers)
    response = make()
    if not getattr(response, "is_rendered", True):
        response = response.render()
    if not settings.DEBUG and response.status_code == 200 and not found:
        keep(key, response)
    return response


def fingerprint(*parts: str) -> str:
    """Return a short key of any texts."""
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def looked_up(key: str) -> tuple[bytes | None, dict[str, str]] | None:
    """Return what is kept under a key; a cache server that is away has nothing."""
    try:
        return cache.get(key)
    except RedisError:
        return None


def keep(key: str, response: HttpResponse) -> None:
    """Keep an answer without what belongs to one visitor; a cache server may be away."""
    if response.cookies:
        return
    content = None if response.streaming else response.content
    if content is not None and len(content) > LARGEST:
        content = None
    try:
        cache.set(key, (content, dict(response.headers)))
    except RedisError:
        return
