"""Whoever guesses passwords is locked out for a while, by name and address together."""

from datetime import timedelta
from http import HTTPStatus
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

PAUSE = timedelta(minutes=15)
SENTENCE = (
    "С этого адреса несколько раз подряд введён неверный пароль. Попробуйте снова через "
    "{}\N{NO-BREAK SPACE}минут. Другим редакторам это не мешает."
)


def client_address(request: HttpRequest) -> str | None:
    """Return the address of the visitor, looking past as many proxies as the settings name.

    Each proxy adds the address it was asked from at the end of X-Forwarded-For; what stands
    before the last PROXIES of them is what the visitor claims, and is not believed. An IPv6
    visitor counts by the network: a home has more addresses of its own than could be guessed from.
    """
    hops = request.headers.get("X-Forwarded-For", "").replace(",", " ").split()
    trusted = settings.PROXIES and len(hops) >= settings.PROXIES
    text = hops[-settings.PROXIES] if trusted else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if address.version == 6:
        return str(ip_network((int(address), 64), strict=False).network_address)
    return str(address)


def locked_out(request: HttpRequest, response=None, credentials=None) -> HttpResponse:
    """429: too many wrong passwords; says when to come back."""
    context = {"text": SENTENCE.format(PAUSE.seconds // 60)}
    answer = render(request, "lockout.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(PAUSE.seconds)
    add_never_cache_headers(answer)
    return answer
