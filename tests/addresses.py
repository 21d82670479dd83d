"""Every public address of the site, read from its URLconf; the records that stand behind them."""

import re

from django.conf import settings
from django.urls import URLResolver, get_resolver

from tests.factories import event, exhibitions

SLUGS = {
    "programmes": "international-exhibitions",
    "organisations": "mosprom",
    "sources": "mayor-blog",
    "events": "sial-2027",
}
"""A record of each kind, by the part of the address before its code; ``records`` makes them."""


def records() -> None:
    """Make what every address shows."""
    event(programmes=[exhibitions()])


def routes(resolver=None, before: str = "") -> list[str]:
    """Return the routes outside the desk, each from the top."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if route == settings.ADMIN_PATH:
            continue
        found += routes(pattern, route) if isinstance(pattern, URLResolver) else [route]
    return found


def filled(route: str, slugs: dict[str, str] = SLUGS) -> str:
    """Return the address of a route, with the code of a record of its kind."""
    return "/" + re.sub(r"(\w+)/<slug:slug>", lambda kind: f"{kind[1]}/{slugs[kind[1]]}", route)


def public() -> list[str]:
    """Return an address of every route: pages, files, the API, what programs ask first."""
    return [filled(route) for route in routes()]


def missing() -> list[str]:
    """Return addresses that look like ours and are not there."""
    nobody = dict.fromkeys(SLUGS, "nobody-knows")
    unknown = ["/nowhere", "/nowhere/", "/api/nowhere", "/nowhere.csv", "/nowhere.json"]
    return unknown + [filled(route, nobody) for route in routes() if "<" in route]


def refused() -> list[str]:
    """Return addresses with a question that has no meaning there, where that is refused."""
    asked = [f"/programmes{end}?colour=red" for end in ("/", ".csv", ".xlsx", ".json", ".atom")]
    asked += ["/programmes/?page=9", "/programmes.json?page=9", "/programmes.csv?columns=none"]
    asked += [f"/changes{end}?severity=none" for end in ("/", ".atom", ".csv", ".json")]
    asked += [
        f"/events{end}?colour=red" for end in ("/", ".ics", ".csv", ".xlsx", ".json", ".atom")
    ]
    asked += ["/events/?page=9", "/events/?month=2026-13", "/events.ics?time=never"]
    asked += ["/facts.csv?measure=none", "/api/v1/facts?page=99"]
    return asked + [
        f"/api/v1/{name}?colour=red"
        for name in ("programmes", "facts", "facets", "events", "changes", "sources")
    ]
