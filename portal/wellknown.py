"""security.txt: whom to tell about a hole in the portal (RFC 9116)."""

from time import gmtime, strftime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

VALID = 180 * 24 * 60 * 60  # seconds; the file asks to be read again within a year
DAY = 24 * 60 * 60


@cache_control(public=True, max_age=DAY)
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """The address for reports, good for half a year from the day of asking."""
    expires = strftime("%Y-%m-%dT00:00:00Z", gmtime(time() + VALID))
    lines = [
        f"Contact: mailto:{settings.EDITORS_EMAIL}",
        f"Expires: {expires}",
        "Preferred-Languages: ru, en",
        f"Canonical: {settings.PORTAL_URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
