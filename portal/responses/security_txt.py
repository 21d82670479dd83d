"""security.txt: whom to tell about a hole in the portal (RFC 9116)."""

from http import HTTPStatus
from time import gmtime, strftime, time
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from ..hosts import ascii_host
from ..methods import read_only
from .problems import problem
from .queries import NO_PARAMETERS

VALID_SECONDS = 180 * 24 * 60 * 60  # the file asks to be read again within a year
DAY_SECONDS = 24 * 60 * 60


@read_only
def security(request: HttpRequest) -> HttpResponse:
    """The address for reports, good for half a year from the day of asking."""
    if refusals := NO_PARAMETERS.refusals(dict(request.GET.lists())):
        return problem(HTTPStatus.BAD_REQUEST, refusals)
    expires = strftime("%Y-%m-%dT00:00:00Z", gmtime(time() + VALID_SECONDS))
    name, _, domain = settings.EDITORS_EMAIL.rpartition("@")
    lines = [
        f"Contact: mailto:{quote(name)}@{ascii_host(domain)}",
        f"Expires: {expires}",
        "Preferred-Languages: ru, en",
        f"Canonical: {settings.PORTAL_URL}{request.path}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=DAY_SECONDS)
    return response
