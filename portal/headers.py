"""Response headers that neither Django nor its packages set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POWERFUL = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""What a browser can give a page; no page of the portal wants any of it."""

FOR_EVERYTHING = {"Cross-Origin-Resource-Policy": "same-origin"}
FOR_DOCUMENTS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in POWERFUL),
    "Reporting-Endpoints": 'csp="/csp-reports"',
}
PARTS = ("text/css", "text/javascript", "font/woff2")
"""What only a page loads: browsers read no policy there, and it would outweigh small files."""


def headers(get_response: Callable) -> Callable:
    """Middleware: adds the headers unless the view has set its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_part = response.get("Content-Type", "").startswith(PARTS)
        if is_part:
            response._csp_exempt = True  # what django-csp's own decorator of views sets
        for name, value in (FOR_EVERYTHING | ({} if is_part else FOR_DOCUMENTS)).items():
            response.headers.setdefault(name, value)
        return response

    return answer
