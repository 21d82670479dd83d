"""What every answer owes its client: headers that nobody else sets, no body where none belongs."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from .problems import is_open_data

NEVER_UNSAID = "no-cache"
"""Who may keep an answer is always said: else a cache reckons for itself how long a 404 holds."""
TO_NGINX = "X-Accel-Expires"
"""How long the proxy in front answers without asking: it sends this header to nobody."""
PROXY_SECONDS = "1"
WITHDRAWN = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
"""They take the place of a copy, or an outage would bring a withdrawn record back."""
OF_DOCUMENTS = {"Reporting-Endpoints": 'csp="/csp-reports"'}
OF_OPEN_DATA = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
OF_OTHERS = {"Cross-Origin-Resource-Policy": "same-origin"}
PARTS = ("text/css", "text/javascript", "font/woff2")
"""What only a page loads: browsers read no policy there, and it would outweigh small files."""
WITHOUT_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


def headers(get_response: Callable) -> Callable:
    """Middleware: adds the headers unless the view has set its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_part = response.get("Content-Type", "").startswith(PARTS)
        if is_part:
            # what the decorators of django-csp and django-permissions-policy set
            response._csp_exempt = True
            response._permissions_policy_override = ""
        added = OF_OPEN_DATA if is_open_data(request) else OF_OTHERS
        for name, value in (added | ({} if is_part else OF_DOCUMENTS)).items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", NEVER_UNSAID)
        if "s-maxage" in response["Cache-Control"]:
            response[TO_NGINX] = PROXY_SECONDS
        elif response.status_code in WITHDRAWN:
            # before Cache-Control: until 1.23 nginx took the first of the two at its word
            said = response["Cache-Control"]
            del response["Cache-Control"]
            response[TO_NGINX], response["Cache-Control"] = PROXY_SECONDS, said
        return response

    return answer


def drop_needless_bodies(get_response: Callable) -> Callable:
    """Middleware: HEAD gets the headers of GET alone; 204 and 304 have neither body nor length."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in WITHOUT_BODY:
            del response["Content-Length"]
        elif request.method != "HEAD":
            return response
        if response.streaming:
            response.streaming_content = ()  # the file is closed with the response
        else:
            response.content = b""
        return response

    return answer
