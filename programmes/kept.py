"""Rendered answers, kept under what they were made from: a repeated question is only looked up."""

from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

LARGEST = 300_000
"""Bytes of an answer worth keeping; what is longer is asked for seldom, and by machines."""


def answer(request: HttpRequest, validator: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the kept answer to a request, or make it and keep it.

    An edit moves the validator, so nothing kept is ever stale, on any process: there is nothing
    to clear. Only whole answers with status 200 are kept, and none while code is being written.

    Args:
        request: a GET or HEAD of a public address.
        validator: moves with all that the answer is made from, the address excepted.
        make: answers the request anew.
    """
    key = fingerprint(validator, request.get_full_path())
    found = None if settings.DEBUG else looked_up(key)
    if found:
        content, headers = found
        return HttpResponse(content, headers=headers)
    response = make()
    if not settings.DEBUG and response.status_code == 200 and not response.streaming:
        if getattr(response, "is_rendered", True):
            keep(key, response)
        else:
            response.add_post_render_callback(lambda rendered: keep(key, rendered))
    return response


def fingerprint(*parts: str) -> str:
    """Return a short key of any texts."""
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def looked_up(key: str) -> tuple[bytes, dict[str, str]] | None:
    """Return what is kept under a key; a cache server that is away has nothing."""
    try:
        return cache.get(key)
    except RedisError:
        return None


def keep(key: str, response: HttpResponse) -> None:
    """Keep an answer without what belongs to one visitor; a cache server may be away."""
    if response.cookies or len(response.content) > LARGEST:
        return
    try:
        cache.set(key, (response.content, dict(response.headers)))
    except RedisError:
        return
