"""What every answer owes its client: headers that nobody else sets, no body where none belongs."""

from collections.abc import Callable
from http import HTTPStatus

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .problems import is_open_data

NEVER_UNSAID = "no-cache"
"""Who may keep an answer is always said: else a cache reckons for itself how long a 404 holds."""
TO_NGINX = "X-Accel-Expires"
"""How long the proxy in front answers without asking: it sends this header to nobody."""
PROXY_SECONDS = "1"
WITHDRAWN = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
"""They take the place of a copy, or an outage would bring a withdrawn record back."""
POLICY = "Content-Security-Policy"
OF_DOCUMENTS = {"Reporting-Endpoints": 'csp="/csp-reports"'}
OF_OPEN_DATA = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
OF_OTHERS = {"Cross-Origin-Resource-Policy": "same-origin"}
PARTS = ("text/css", "text/javascript", "font/woff2")
"""What only a page loads: browsers read no policy there, and it would outweigh small files."""
OF_DEBUGGING = (HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR)
"""Django's own pages about these, while code is written, have styles in them."""
WITHOUT_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


def headers(get_response: Callable) -> Callable:
    """Middleware: adds the headers unless the view has set its own.

    The content policy is the same everywhere: django-csp's own middleware would write it anew for
    every answer, a fifth of what the shortest of them costs.
    """
    of_documents = {**OF_DOCUMENTS, POLICY: build_policy()}

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        added = OF_OPEN_DATA if is_open_data(request) else OF_OTHERS
        if response.get("Content-Type", "").startswith(PARTS):
            # what the decorators of django-permissions-policy set
            response._permissions_policy_override = ""
        elif not (settings.DEBUG and response.status_code in OF_DEBUGGING):
            added = added | of_documents
        for name, value in added.items():
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
