"""HTTP around every public answer: methods, validators, caching, the day."""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import condition, require_safe

from .facets import current_version

SHARED_SECONDS = 60  # how long a shared cache may answer without asking
LOW_VISION = "low-vision"
"""The only cookie of the public pages: its page is another one, so caches must tell them apart."""


def today() -> date:
    """Return the day in Moscow: the one place where the portal asks the clock for it."""
    return timezone.localdate()


def etag(request: HttpRequest, *args, **kwargs) -> str:
    """Return the validator of a public answer: it moves with content, day, release, variant."""
    variant = ("v" if LOW_VISION in request.COOKIES else "") + ("x" if request.htmx else "")
    return f'"{current_version().token}-{today():%y%m%d}-{settings.RELEASE}{variant}"'


def last_modified(request: HttpRequest, *args, **kwargs):
    """Return when the catalogue changed last."""
    return current_version().changed_at


def public(*, vary: tuple[str, ...] = ()) -> Callable:
    """Make a view public: read-only methods, ETag, Last-Modified, 304, caching by anyone.

    Args:
        vary: the request headers that select among variants of the answer.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        answered = condition(etag, last_modified)(view)

        @wraps(view)
        def cached(request, *args, **kwargs):
            response = answered(request, *args, **kwargs)
            if response.status_code in (200, 304):
                patch_cache_control(response, public=True, max_age=0, s_maxage=SHARED_SECONDS)
            if vary:
                patch_vary_headers(response, vary)
            return response

        return require_safe(cached)

    return decorate


page = public(vary=("Cookie", "HX-Request"))
"""A page for people: it has a version for low vision and a part that htmx asks for."""
data = public()
"""A file or feed for machines: the same for everyone."""
