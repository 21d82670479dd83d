"""Host names: Russian ones as the wire writes them (punycode), the portal's own address checked."""

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

HELP = "For example: PORTAL_URL=https://portal.example.ru"


def ascii_host(name: str) -> str:
    """Return a host name, with or without its port, in the letters of the wire.

    Args:
        name: a leading dot stands for all names below, as in ALLOWED_HOSTS.

    Raises:
        UnicodeError: a part of the name is empty or too long.
    """
    if name.isascii():
        return name.lower()
    host, colon, port = name.partition(":")
    below = "." if host.startswith(".") else ""
    return f"{below}{host.removeprefix('.').encode('idna').decode()}{colon}{port}"


def checked_url(text: str) -> str:
    """Return the portal's own address as it has to stand in links and headers.

    Args:
        text: what the deployment says.

    Raises:
        ImproperlyConfigured: browsers could not ask for it; the sentence says why.
    """
    try:
        parts = urlsplit(text)
        host = ascii_host(parts.netloc.removesuffix("."))
        reason = objection(parts, host)
    except ValueError as error:  # UnicodeError is one, too
        reason = f"it cannot be read ({error})"
    if reason:
        raise ImproperlyConfigured(f"PORTAL_URL is «{text}»: {reason}.\n{HELP}")
    return f"{parts.scheme}://{host}"


def objection(parts: SplitResult, host: str) -> str:
    """Return why an address cannot be the portal's; empty when it can.

    Raises:
        ValueError: its port is no port.
    """
    if parts.scheme not in ("http", "https"):
        return "it must begin with http:// or https://"
    if "@" in parts.netloc:
        return "it must not hold a name or a password"
    if parts.path or parts.query or parts.fragment:
        return "it must be the address of the whole site, without a path"
    if not split_domain_port(host)[0] or parts.port == 0:
        return "it names no host that a browser can ask for"
    return ""


def without_port(url: str) -> str:
    """Return the host of an address as ALLOWED_HOSTS wants it."""
    return split_domain_port(urlsplit(url).netloc)[0]


def read_hosts(get_response: Callable) -> Callable:
    """Middleware: a Russian name in the Host header is the same name in punycode."""

    def answer(request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST", "")
        if not host.isascii():
            # WSGI hands bytes on as Latin-1; what is no name is refused by Django
            with suppress(UnicodeError):
                host = host.encode("latin-1").decode("utf-8")
            with suppress(UnicodeError):
                request.META["HTTP_HOST"] = ascii_host(host)
        return get_response(request)

    return answer
