"""An address without a page → the page it means: misspelt, or with a former code of a record."""

import re
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from portal.responses import API, is_for_programs, problem

from ...models import Event, Organisation, Programme, Source, redirects

# the ends of a part of a path that no word has: «).», «»», an invisible space
AROUND = re.compile(r"^[\W_]+|[\W_]+$")
RECORDS = {
    "programme": Programme.objects.published,
    "event": Event.objects.public,
    "event_ics": Event.objects.public,
    "organisation": Organisation.objects.public,
    "source": Source.objects.public,
}
"""The pages of one record, by the name of the address, with the records that have one."""


def meant_address(path: str) -> str:
    """Return the address that a path without a page means; empty when no page of ours is meant.

    It is made from the name of the page and the code of a record that exists, never from what
    was asked, so it leads to no other site.
    """
    parts = [AROUND.sub("", part) for part in path.lower().split("/")]
    tidy = "/".join(["", *filter(None, parts)])
    for candidate in (tidy, f"{tidy}/"):
        try:
            found = resolve(candidate)
        except Resolver404:
            continue
        meant = meant_parts(found)
        if found.url_name and meant is not None and not found.namespaces:
            address = reverse(found.url_name, kwargs=meant)
            return address if address != path else ""
    return ""


def meant_parts(found: ResolverMatch) -> dict[str, str] | None:
    """Return what fills the address of a page that is there; None where there is no such page."""
    records = RECORDS.get(found.url_name)
    if records is None:
        return None if found.kwargs else {}
    slug = found.kwargs["slug"]
    if not records().filter(slug=slug).exists():
        slug = redirects.current(records(), slug)
    return {"slug": slug} if slug else None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: an unknown address, with the search beside it; a misspelt one leads to its page.

    No address of the API is guessed: who asks for one record must not be given a list.
    """
    is_page = request.method in ("GET", "HEAD") and not request.path_info.startswith(API)
    if is_page and (meant := meant_address(request.path_info)):
        query = request.META["QUERY_STRING"]
        return redirect(f"{meant}?{query}" if query else meant, permanent=True)
    if is_for_programs(request):
        return problem(HTTPStatus.NOT_FOUND)
    context = {"action": reverse("catalogue")}
    return render(request, "404.html", context, status=HTTPStatus.NOT_FOUND)
