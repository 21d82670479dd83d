"""Atom: the programmes of any question, for those who want to hear of new and changed ones."""

import re
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from itertools import islice
from uuid import UUID, uuid5

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from portal.problems import problem

from .catalogue import Catalogue
from .columns import address
from .filters import CatalogueParameters
from .models import Programme
from .publicity import data_of, today
from .structured import PORTAL

FAMILY = UUID("6f7b7a52-3c0f-4f0e-9b1e-5d2f4c8a7e10")
"""Of all identifiers below. Never change it: readers would take every programme for a new one."""
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
IN_MEMORY = 2**20  # bytes of a feed kept in memory; a larger one goes to a temporary file


class ProgrammeFeed(Atom1Feed):
    """Writes its entries one by one, however many there are.

    Args:
        rows: programmes fetched with ``for_cards``.
        updated: when what the public sees of them changed last.
    """

    def __init__(self, rows: Iterable[Programme], updated: datetime, **kwargs):
        super().__init__(**kwargs)
        self.rows, self.updated = rows, updated

    def latest_post_date(self):
        return self.updated

    def write_items(self, handler):
        for row in self.rows:
            self.items = []
            self.add_item(**entry(row))
            super().write_items(handler)


@data_of(CatalogueParameters())
def programmes_atom(request: HttpRequest) -> HttpResponse:
    """All programmes of the question, in its order."""
    catalogue = Catalogue(request.GET, today(), paged=False)
    if catalogue.refusals:
        return problem(catalogue.status, catalogue.refusals)
    query = f"?{catalogue.query()}" if catalogue.query() else ""
    feed = ProgrammeFeed(
        catalogue.rows(),
        last_change(catalogue),
        title=plain(f"{catalogue.in_words} — {PORTAL}"),
        link=settings.PORTAL_URL + reverse("catalogue") + query,
        feed_url=settings.PORTAL_URL + reverse("programmes_atom") + query,
        feed_guid=identifier(f"programmes?{catalogue.query()}"),
        description=None,
        subtitle="Новые и изменённые программы поддержки промышленности Москвы.",
        author_name=PORTAL,
        author_link=settings.PORTAL_URL + reverse("home"),
        language="ru",
    )
    return sent(feed)


def sent(feed: ProgrammeFeed) -> FileResponse:
    """Return a feed that is complete or not sent at all."""
    with ExitStack() as unless_complete:
        file = unless_complete.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        feed.write(file, "utf-8")
        file.seek(0)
        unless_complete.pop_all()  # from here on the response closes the file
    return FileResponse(file, content_type="application/atom+xml; charset=utf-8")


def last_change(catalogue: Catalogue) -> datetime:
    """Return when a programme of the answer changed last; of an empty one, the catalogue."""
    newest = list(islice(catalogue.index.ordered("updated", catalogue.selected), 1))
    moments = Programme.objects.filter(pk__in=newest).values_list("updated_at", flat=True)
    return next(iter(moments.order_by("pk")), None) or catalogue.version.changed_at


def entry(programme: Programme) -> dict:
    """Return one entry: it counts as changed only when what the public sees has changed."""
    terms = [programme.get_kind_display(), *(a.name for a in programme.audiences.all())]
    return {
        "title": plain(programme.title),
        "link": address(programme),
        "description": escape(plain(programme.summary)),
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
