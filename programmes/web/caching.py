"""HTTP around every public answer: methods, parameters, validators, caching."""

from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import http_date, parse_etags

from portal.database import MovedOnError, consistent_reading
from portal.methods import read_only
from portal.responses import NO_PARAMETERS, Parameters, for_programs, refusal, without_blanks

from ..catalogue import Version, current_version, today, wait_for_builder
from . import cache

SHARED_SECONDS = 60  # how long a shared cache may answer without asking
OUTAGE_SECONDS = 24 * 60 * 60  # how old a copy caches are told to give when the portal fails
LOW_VISION = "low-vision"
"""The only cookie of the public pages: its page is another one, so caches must tell them apart."""
OF_A_BODY = ("Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition")
NOT_MODIFIED = HttpResponseNotModified()
View = Callable[..., HttpResponse]


def only_one(request: HttpRequest) -> str:
    """The variant of an answer that is the same for everyone."""
    return ""


# --- Validators -----------------------------------------------------------------------------


def cacheable(
    view: View,
    *,
    parameters: Parameters = NO_PARAMETERS,
    vary: tuple[str, ...] = (),
    variant: Callable[[HttpRequest], str] = only_one,
    in_one_reading: bool = True,
) -> View:
    """Give a view one spelling a question, ETag, 304 and caching by anyone.

    The view sees the question in its canonical spelling only, so equal questions have one answer,
    one kept copy and one ETag. Only reading is concerned.

    Args:
        view: takes the request first.
        parameters: what the address may be asked; anything else is refused.
        vary: the request headers that select among variants of the answer.
        variant: names the variant, since each has an ETag of its own.
        in_one_reading: whether all that the view reads is of the state of the database that has
            the version of the ETag. A view that has to wait for something reads by itself, and
            says of a response in ``made_from`` which version it read.
    """

    @wraps(view)
    def answered(request, *args, **kwargs):
        make = partial(view, request, *args, **kwargs)
        if request.method not in ("GET", "HEAD"):
            return make()
        refusals = parameters.refusals(without_blanks(request.GET))
        if refusals:
            return refusal(request, HTTPStatus.BAD_REQUEST, refusals)
        query = parameters.query(request.GET)
        request.GET = QueryDict(query)
        name = (variant(request), request.path, query)
        response, version, etag = kept_or_made(request, name, make, in_one_reading=in_one_reading)
        if vary:
            patch_vary_headers(response, vary)
        if response.status_code != HTTPStatus.OK:
            return response
        describe(response, version, etag, shared=request.query_as_sent == query)
        return conditional(request, response, conditional_status(request, etag))

    return answered


def kept_or_made(
    request: HttpRequest,
    name: tuple[str, ...],
    make: Callable[[], HttpResponse],
    *,
    in_one_reading: bool,
) -> tuple[HttpResponse, Version, str]:
    """Return the answer to a request, with the version that it was made from and its ETag.

    Args:
        name: tells the answer from all others of the same version.
        make: calls the view.
        in_one_reading: as for ``cacheable``.
    """
    version = current_version()
    etag = tag(version, *name)
    wanted = conditional_status(request, etag) == HTTPStatus.OK
    response = cache.looked_up(etag, with_body=wanted)
    if response is None:
        wait_for_builder()
        if in_one_reading:
            response, version = made_of_one_state(make, version)
        else:
            response = render_now(make())
        # whoever reads by itself may have read from another replica, a later state or an earlier
        version = getattr(response, "made_from", version)
        etag = tag(version, *name)
        cache.keep(etag, response)
    return response, version, etag


def made_of_one_state(
    make: Callable[[], HttpResponse], version: Version
) -> tuple[HttpResponse, Version]:
    """Return a rendered answer, and the version of the one state that all of it was read in.

    Args:
        make: calls the view.
        version: what was found a moment ago: it may have moved on since.
    """
    try:
        with consistent_reading({current_version: version}):
            return render_now(make()), current_version()
    except MovedOnError:
        with consistent_reading():
            return render_now(make()), current_version()


def render_now(response: HttpResponse) -> HttpResponse:
    """Return an answer that needs nothing any more to be sent."""
    return response if getattr(response, "is_rendered", True) else response.render()


def tag(version: Version, *parts: str) -> str:
    """Return the ETag of an answer: it moves with all that the answer is made from."""
    deployment = (settings.RELEASE, settings.PORTAL_URL, settings.EDITORS_EMAIL)
    return f'"{cache.fingerprint(version.token, f"{today():%y%m%d}", *deployment, *parts)}"'


def describe(response: HttpResponse, version: Version, etag: str, *, shared: bool) -> None:
    """Write validators into an answer, and who may keep it.

    Args:
        shared: whether shared caches may answer for a while without asking. Only the canonical
            spelling: the others have no end, and each would be another copy.
    """
    response["ETag"] = etag
    if version.changed_at:
        response["Last-Modified"] = http_date(version.changed_at.timestamp())
    if shared:
        ages = {"max_age": 0, "s_maxage": SHARED_SECONDS, "stale_if_error": OUTAGE_SECONDS}
        patch_cache_control(response, public=True, **ages)
    else:
        patch_cache_control(response, public=True, no_cache=True)


def conditional_status(request: HttpRequest, etag: str) -> HTTPStatus:
    """Return what a 200 becomes under the preconditions of a request (RFC 9110 13.2).

    Dates are not compared: an answer also moves with the day, the release and the variant, and
    Last-Modified knows nothing of these.
    """
    wanted = parse_etags(request.headers.get("If-Match", ""))
    if wanted and "*" not in wanted:
        return HTTPStatus.PRECONDITION_FAILED  # that comparison is strong, our tags are weak
    known = parse_etags(request.headers.get("If-None-Match", ""))
    unchanged = "*" in known or etag in {each.removeprefix("W/") for each in known}
    return HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus.OK


def conditional(request: HttpRequest, response: HttpResponse, status: HTTPStatus) -> HttpResponse:
    """Return a 200 as the preconditions of its request want it."""
    if status == HTTPStatus.PRECONDITION_FAILED:
        other = refusal(request, status)
        other["Cache-Control"] = "no-cache"
        return replace_answer(response, other)
    return replace_answer(response, NOT_MODIFIED) if status == HTTPStatus.NOT_MODIFIED else response


def replace_answer(response: HttpResponse, other: HttpResponse) -> HttpResponse:
    """Return another answer in place of one that was made: its file is closed with it.

    Args:
        response: loses its body and what describes that.
        other: gives its status, its body and its headers.
    """
    response.status_code = other.status_code
    for name in OF_A_BODY:
        del response[name]
    for name, value in other.headers.items():
        response[name] = value
    if response.streaming:
        response.streaming_content = [other.content]
    else:
        response.content = other.content
    return response


# --- Kinds of addresses ---------------------------------------------------------------------


def page_variant(request: HttpRequest) -> str:
    """Tell the usual page, the one for low vision and the parts for htmx from each other."""
    return ("v" if LOW_VISION in request.COOKIES else "") + ("x" if request.htmx else "")


def page_of(parameters: Parameters) -> Callable[[View], View]:
    """Make a page for people: it has a version for low vision and a part that htmx asks for.

    A person is led to the clean address: without blank values, and where the page selects nothing
    also without what it does not know.

    Args:
        parameters: what the page may be asked.
    """

    def decorate(view: View) -> View:
        answered = cacheable(
            view, parameters=parameters, vary=("Cookie", "HX-Request"), variant=page_variant
        )

        @wraps(view)
        def led(request, *args, **kwargs):
            clean = without_blanks(request.GET)
            if parameters.drops_others:
                clean = {name: clean[name] for name in clean if name in parameters.names}
            if clean != dict(request.GET.lists()) and not request.htmx:
                query = parameters.query(request.GET)
                return redirect(f"{request.path}?{query}".rstrip("?"))
            return answered(request, *args, **kwargs)

        return read_only(led)

    return decorate


def data_of(parameters: Parameters, *, in_one_reading: bool = True) -> Callable[[View], View]:
    """Make a file or feed for machines: the same for everyone.

    Args:
        parameters: what it may be asked; a program that asks anything else is told.
        in_one_reading: as for ``cacheable``.
    """

    def decorate(view: View) -> View:
        answered = cacheable(view, parameters=parameters, in_one_reading=in_one_reading)
        return for_programs(read_only(answered))

    return decorate


page, data = page_of(NO_PARAMETERS), data_of(NO_PARAMETERS)
