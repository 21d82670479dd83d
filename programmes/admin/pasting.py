"""A source called by its address: found however that is written, or made of what is typed."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.db.models import Model
from django.http import QueryDict
from django.urls import Resolver404, resolve

from portal.responses import is_tracking

from ..derived import refresh
from ..models import Source, redirects
from ..revisions import review

MAX_MADE = 10  # sources of one form
WEB = re.compile(r"https?://\S+", re.IGNORECASE)
SIGNS_AROUND = '.,;:)»"'
NOT_FOUND = (
    "Источника с таким адресом нет. Допишите рядом его заголовок, кто опубликовал, надёжность и, "
    "если она указана, дату в виде 28.11.2026: он заведётся при сохранении."
)
ASKED = {
    "title": "Заголовок источника",
    "publisher": "Кто опубликовал",
    "published_on": "Дата публикации, если указана",
}
"""What is typed of a source beside its address, with its labels; nothing of it is guessed."""

RELIABILITY = "reliability"
WORDS, MADE = "-words", "-made-"
"""How the fields beside a chosen source are called: for its words, and for what it is made of."""


def is_address(text: str) -> bool:
    """Tell whether somebody has pasted the address of a page."""
    return bool(WEB.fullmatch(text.strip()))


def comparable(address: str) -> tuple:
    """Return what is the same of all spellings of an address.

    Neither the scheme, «www.», a slash at the end, a place in the page nor what messengers append
    makes another page of it.
    """
    try:
        parts = urlsplit(address.strip().rstrip(SIGNS_AROUND))
        host = (parts.hostname or "").removeprefix("www.")
        host = host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return (address,)
    asked = [pair for pair in parse_qsl(parts.query, True) if not is_tracking(pair[0].encode())]
    return host, unquote(parts.path).rstrip("/"), *sorted(asked)


def sources_at(address: str) -> list[int]:
    """Return the primary keys of the sources that have an address, or have had it.

    A note names other addresses of its source, those of sources that it was joined with among
    them. The address of a source here leads to that, under a former code, too.
    """
    wanted = comparable(address)
    known = Source.objects.order_by("pk").values_list("pk", "url", "note")
    found = [
        pk
        for pk, url, note in known
        if any(comparable(each) == wanted for each in [url, *WEB.findall(note)] if each)
    ]
    return found or source_here(address)


def source_here(address: str) -> list[int]:
    """Return the primary key of the source whose own page here is meant, if one is."""
    if not address.lower().startswith(settings.PORTAL_URL.lower()):
        return []
    try:
        page = resolve(urlsplit(address).path)
    except Resolver404:
        return []
    if page.url_name != "source":
        return []
    slug = page.kwargs["slug"]
    sources = Source.objects.order_by("pk")
    slugs = [slug, redirects.current(sources, slug)]
    return [*sources.filter(slug__in=filter(None, slugs)).values_list("pk", flat=True)]


class Pasting:
    """Makes the sources that a form names by new addresses; for a ``ModelAdmin``."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Make them first: what is written of a correction is undone with it, they are not.

        A source that no published record names is not public.
        """
        if request.method == "POST" and not {"_preview", "_autosave"} & {*request.POST}:
            request.POST = self.with_sources(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def with_sources(self, request) -> QueryDict:
        """Return what was sent, with the new sources in the place of their addresses."""
        sent = request.POST
        suffix = f"{MADE}title"
        fields = [name.removesuffix(suffix) for name in sent if name.endswith(suffix)][:MAX_MADE]
        desk = self.admin_site.get_model_admin(Source)
        may_add = desk.has_add_permission(request) and self.has_change_permission(request)
        if not fields or not may_add:
            return sent
        sent = sent.copy()
        for field in fields:
            address = sent.get(field + WORDS, "").strip()
            if not is_address(address) or sources_at(address):
                continue
            typed = {name: sent.get(field + MADE + name, "") for name in (*ASKED, RELIABILITY)}
            source = make_source(desk, request, {**typed, "url": address})
            if source:
                sent[field] = str(source.pk)
                del sent[field + WORDS]
        return sent


def make_source(desk, request, typed: dict) -> Model | None:
    """Return a source that is made as its own form does it; None of what that refuses."""
    form = desk.get_form(request)(typed)
    if not form.is_valid():
        return None
    source, pks = form.save(commit=False), set()
    with refresh.refresh_once(), review.written_down(Source, pks, request.user):
        desk.save_model(request, source, form, False)
        pks.add(source.pk)
        desk.log_addition(request, source, [{"added": {}}])
    return source
