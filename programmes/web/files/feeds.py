"""Atom: the programmes of any question, for those who want to hear of new and changed ones."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from portal.responses import problem

from ...catalogue import (
    OF_PAGES,
    PAGED,
    Answer,
    CatalogueParameters,
    Sort,
    ask,
    is_page_size,
    today,
)
from ...dossier import PORTAL, in_words
from ...models import STATE, Change, Programme
from ...tables import address
from ..caching import data_of

FAMILY = UUID("6f7b7a52-3c0f-4f0e-9b1e-5d2f4c8a7e10")
"""Of all identifiers below. Never change it: readers would take every programme for a new one."""
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MAX_ENTRIES = 100  # of one page of a feed


@dataclass(frozen=True)
class FeedParameters(CatalogueParameters):
    """The question of a feed: its order and its pages are its own, whatever the list has."""

    names: tuple[str, ...] = PAGED.names

    def canonical(self, params):
        known = [[order] for order, _ in Sort.ORDERS]
        ordered = "sort" in params and params["sort"] in known
        sized = all(map(is_page_size, params.get("page_size", ())))
        own = {*(["sort"] if ordered else []), *(["page_size"] if sized else [])}
        return super().canonical({n: v for n, v in params.items() if n not in own})


class PagedFeed(Atom1Feed):
    """A page of a feed of the portal that names its neighbours (RFC 5005, paged feeds).

    Args:
        updated: when what the public sees of all that is in it changed last.
        pages: the addresses of other pages by their relation.
    """

    def __init__(self, *, updated: datetime, pages: dict[str, str], **kwargs):
        ours = {"author_name": PORTAL, "author_link": full_address("home"), "language": "ru"}
        super().__init__(description=None, **ours, **kwargs)
        self.updated, self.pages = updated, pages

    def latest_post_date(self):
        return self.updated

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for relation, link in self.pages.items():
            handler.addQuickElement("link", "", {"rel": relation, "href": link})


@data_of(FeedParameters())
def programmes_atom(request: HttpRequest) -> HttpResponse:
    """The programmes of the question, the last changed first; older ones are on further pages."""
    params = request.GET.copy()
    params.setdefault("sort", "updated")
    answer = ask(params, today(), of_format=OF_PAGES, page_size=MAX_ENTRIES)
    if answer.question.refusals:
        return problem(answer.question.status, answer.question.refusals)
    question = answer.question.query(sort=[])
    feed = PagedFeed(
        updated=last_change(answer),
        pages=neighbours(
            answer.question.page_number, answer.page_count, partial(feed_address, answer)
        ),
        title=plain(f"{answer.question.in_words} — {PORTAL}"),
        link=full_address("catalogue", question),
        feed_url=feed_address(answer, answer.question.page_number),
        feed_guid=identifier(f"programmes?{question}"),
        subtitle="Новые и изменённые программы поддержки промышленности Москвы.",
    )
    rows = list(answer.page)
    moved = last_moves(rows)
    for row in rows:
        feed.add_item(**entry(row, moved.get(row.pk, [])))
    content = feed.writeString("utf-8")
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


def neighbours(number: int, last: int, address_of: Callable[[int], str]) -> dict[str, str]:
    """Return the addresses of the first, the last and the next pages by their relation.

    Args:
        number: of the page that names them.
        last: how many pages there are.
        address_of: returns the full address of a page.
    """
    pages = {"first": 1, "last": last, "previous": number - 1, "next": number + 1}
    return {
        relation: address_of(page)
        for relation, page in pages.items()
        if last > 1 and 1 <= page <= last
    }


def feed_address(answer: Answer, page: int) -> str:
    """Return the full address of a page of the feed of a question."""
    return full_address("programmes_atom", answer.question.query(sort=[], page=[str(page)]))


def full_address(view: str, query: str = "") -> str:
    """Return the full address of a named page with a query string."""
    return settings.PORTAL_URL + reverse(view) + (f"?{query}" if query else "")


def last_change(answer: Answer) -> datetime:
    """Return when a programme of the answer changed last; of an empty one, the catalogue."""
    newest = list(islice(answer.index.ordered("updated", answer.selected), 1))
    moments = Programme.objects.filter(pk__in=newest).values_list("updated_at", flat=True)
    return next(iter(moments.order_by("pk")), None) or answer.snapshot.version.changed_at


def last_moves(programmes: list[Programme]) -> dict[int, list[str]]:
    """Return what moved when each of some programmes changed last, by primary key."""
    last = Change.objects.filter(programme__in=programmes, moment=F("programme__updated_at"))
    found = {}
    # that a programme is new, its reader sees
    for change in last.exclude(field=STATE).order_by("pk"):
        found.setdefault(change.programme_id, []).append(in_words(change).sentence)
    return found


def entry(programme: Programme, moved: list[str]) -> dict:
    """Return one entry: it counts as changed only when what the public sees has changed.

    Args:
        programme: fetched for a list.
        moved: what the last change was, a sentence for each field.
    """
    told = f" Изменилось. {'; '.join(moved)}." if moved else ""
    terms = [programme.get_kind_display(), *(a.name for a in programme.audiences.all())]
    return {
        "title": plain(programme.title),
        "link": address(programme),
        "description": escape(plain(programme.summary + told)),
        "unique_id": identifier(f"programme/{programme.slug}"),
        "updateddate": programme.updated_at,
        "categories": [plain(term) for term in terms],
        "author_name": plain(programme.operator.short_name) if programme.operator else None,
    }


def identifier(name: str) -> str:
    """Return a lasting identifier: the same wherever the portal stands."""
    return f"urn:uuid:{uuid5(FAMILY, name)}"


def plain(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
