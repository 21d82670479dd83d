"""HTTP around every public answer: methods, validators, caching, the day."""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import condition, require_safe

from . import kept
from .facets import current_version

SHARED_SECONDS = 60  # how long a shared cache may answer without asking
LOW_VISION = "low-vision"
"""The only cookie of the public pages: its page is another one, so caches must tell them apart."""


def today() -> date:
    """Return the day in Moscow: the one place where the portal asks the clock for it."""
    return timezone.localdate()


def only_one(request: HttpRequest) -> str:
    """The variant of an answer that is the same for everyone."""
    return ""


def validated(
    view: Callable[..., HttpResponse],
    *,
    vary: tuple[str, ...] = (),
    variant: Callable[[HttpRequest], str] = only_one,
) -> Callable[..., HttpResponse]:
    """Give a view ETag, Last-Modified, 304 and caching by anyone; only reading is concerned.

    Args:
        view: takes the request first.
        vary: the request headers that select among variants of the answer.
        variant: names the variant, since each has an ETag of its own.
    """

    @wraps(view)
    def cached(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        version = current_version()
        # moves with content, day, release and variant
        etag = f'"{version.token}-{today():%y%m%d}-{settings.RELEASE}{variant(request)}"'

        @condition(lambda *_, **__: etag, lambda *_, **__: version.changed_at)
        def answered(request):
            return kept.answer(request, etag, lambda: view(request, *args, **kwargs))

        response = answered(request)
        if response.status_code in (200, 304):
            patch_cache_control(response, public=True, max_age=0, s_maxage=SHARED_SECONDS)
        else:
            # what is not there today may be there tomorrow: nobody keeps a refusal
            patch_cache_control(response, no_cache=True)
            del response["ETag"], response["Last-Modified"]
        if vary:
            patch_vary_headers(response, vary)
        return response

    return cached


def page_variant(request: HttpRequest) -> str:
    """Tell the usual page, the one for low vision and the parts for htmx from each other."""
    return ("v" if LOW_VISION in request.COOKIES else "") + ("x" if request.htmx else "")


def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a page for people: it has a version for low vision and a part that htmx asks for."""
    return require_safe(validated(view, vary=("Cookie", "HX-Request"), variant=page_variant))


def data(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a file or feed for machines: the same for everyone."""
    return require_safe(validated(view))
