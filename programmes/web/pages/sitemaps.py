"""What programs read before they look around: sitemap, robots.txt, llms.txt."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from io import BytesIO
from itertools import chain
from operator import or_

from django.conf import settings
from django.db.models import Exists, Max, Model, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator

from portal.responses import Parameters

from ...catalogue import ask, current_version, is_page, today
from ...dossier import FILES, PORTAL
from ...models import Event, Organisation, Programme, Source, paths_to_programmes
from ...tables import LICENCE, LICENCE_URL
from ...words import State
from ..caching import data, data_of
from .collections import Collection, collections

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MAX_ADDRESSES = 50_000  # addresses in one file, by the protocol of sitemaps
WITH_CATALOGUE = ("home", "catalogue", "events", "sources", "data", "about")
"""Pages that change with the catalogue; when the others changed is not recorded."""
ALONE = ("api", "accessibility")
NAMED = (Event, Organisation, Source)
"""The records with a page of their own that programmes name."""

Address = tuple[str, datetime | None]
"""A path with the moment its page changed last."""


# --- Sitemap ----------------------------------------------------------------------------------


def addresses() -> list[Address]:
    """Return every page that may be listed, the pages about the portal first."""
    changed_at = current_version().changed_at
    pages = [(reverse(name), changed_at) for name in WITH_CATALOGUE]
    pages += [(reverse(name), None) for name in ALONE]
    published = Programme.objects.published().order_by("slug").values_list("slug", "updated_at")
    others = chain.from_iterable(map(changed_with, NAMED))
    return list(chain(pages, pages_of("programme", published.iterator()), others))


def pages_of(view: str, records: Iterable[tuple[str, datetime | None]]) -> Iterator[Address]:
    """Yield the pages of records by their codes; looking each up by itself takes ten times as long.

    Args:
        view: the name of the page.
        records: codes, each with the moment its page changed last.
    """
    before, after = reverse(view, args=["CODE"]).split("CODE")
    return ((f"{before}{code}{after}", moment) for code, moment in records)


def count_files() -> int:
    """Return how many files the sitemap has, without a look at each address."""
    named = sum(model.objects.filter(is_named(model)).count() for model in NAMED)
    listed = Programme.objects.published().count() + named + len(WITH_CATALOGUE) + len(ALONE)
    return -(-listed // MAX_ADDRESSES)


def is_named(model: type[Model]) -> Exists:
    """Return the condition that a published programme names a record."""
    one = model.objects.filter(pk=OuterRef("pk")).order_by()
    ways = paths_to_programmes(model)
    return reduce(or_, (Exists(one.filter(**{f"{way}__state": State.PUBLISHED})) for way in ways))


def changed_with(model: type[Model]) -> Iterator[Address]:
    """Yield the records that published programmes name; each changes with those programmes.

    Args:
        model: whose records, with a page of their own.
    """
    newest = {}
    for path in paths_to_programmes(model):
        named = model.objects.filter(**{f"{path}__state": State.PUBLISHED}).order_by("slug")
        for slug, moment in named.values_list("slug").annotate(Max(f"{path}__updated_at")):
            newest[slug] = max(filter(None, (newest.get(slug), moment)), default=None)
    return pages_of(model._meta.model_name, sorted(newest.items()))


@data_of(Parameters(("page",)))
def sitemap(request: HttpRequest) -> HttpResponse:
    """The addresses of all pages; past the limit of one file, robots.txt names the others."""
    asked = request.GET.get("page", "1")
    number = int(asked) if is_page(asked) else 0
    listed = addresses()[MAX_ADDRESSES * (number - 1) : MAX_ADDRESSES * number] if number else []
    if not listed:
        raise Http404
    return HttpResponse(as_xml(listed), content_type="application/xml; charset=utf-8")


def as_xml(listed: list[Address]) -> bytes:
    """Return addresses as the XML of the sitemaps protocol."""
    file = BytesIO()
    xml = SimplerXMLGenerator(file, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", {"xmlns": NAMESPACE})
    for path, moment in listed:
        xml.startElement("url", {})
        xml.addQuickElement("loc", settings.PORTAL_URL + path)
        if moment:
            xml.addQuickElement("lastmod", timezone.localtime(moment).isoformat("T", "seconds"))
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return file.getvalue()


# --- Texts for programs -----------------------------------------------------------------------


def text(lines: list[str], kind: str = "plain") -> HttpResponse:
    """Return lines as a text file."""
    return HttpResponse("\n".join(lines) + "\n", content_type=f"text/{kind}; charset=utf-8")


@data
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: all but searches and the endless combinations of filters."""
    address = settings.PORTAL_URL + reverse("sitemap")
    more = range(2, count_files() + 1)
    return text(
        [
            "User-agent: *",
            f"Disallow: {reverse('catalogue')}?*&",
            f"Disallow: {reverse('catalogue')}?q=",
            f"Disallow: {reverse('events')}?",  # months have no end
            f"Disallow: {reverse('low_vision')}",
            f"Disallow: {reverse('alerts')}",
            f"Disallow: {reverse('corrections')}",
            "Allow: /",
            "",
            f"Sitemap: {address}",
            *(f"Sitemap: {address}?page={number}" for number in more),
        ]
    )


@data
def llms(request: HttpRequest) -> HttpResponse:
    """The portal for language models: where the data are and how to ask for them."""
    portal = settings.PORTAL_URL
    audiences = next(f for f in ask(QueryDict(), today()).facets if f.name == "audience")
    return text(
        [
            f"# {PORTAL}",
            "",
            "> Каталог программ поддержки промышленности Москвы: что дают, кому и как получить. "
            "У каждого факта — источник и место в нём; то, о чём источники не говорят, "
            "отмечено словами «не указано».",
            "",
            f"Лицензия данных: {LICENCE} ({LICENCE_URL}). Приводя цифру, называйте её источник "
            "и границу: «свыше 1000» — не то же, что 1000.",
            "",
            "## Данные",
            "",
            f"- [API]({portal}{reverse('api')}): чтение без ключа, вопрос как в адресе каталога",
            f"- [OpenAPI]({portal}{reverse('api_schema')}): описание API",
            *(
                f"- [{name}]({portal}{reverse(view)}): весь каталог или ответ на вопрос"
                for view, (name, _) in FILES.items()
            ),
            *chain.from_iterable(map(lines_of, collections())),
            f"- [О данных]({portal}{reverse('data')}): столбцы, лицензия, как ссылаться",
            "",
            "## Программы",
            "",
            f"- [Все программы]({portal}{reverse('catalogue')})",
            *(
                f"- [{option.label}]({portal}{reverse('catalogue')}?audience={option.value})"
                for option in audiences.options
            ),
            "",
            "## Портал",
            "",
            f"- [Источники]({portal}{reverse('sources')}): на что опираются факты",
            f"- [О портале]({portal}{reverse('about')}): как каталог составляют и проверяют",
        ],
        "markdown",
    )


def lines_of(collection: Collection) -> Iterator[str]:
    """Yield a line for each file of a collection, with its date and its columns."""
    moment = collection.changed_at
    dated = f"; последнее изменение {timezone.localtime(moment):%Y-%m-%d}" if moment else ""
    columns = ", ".join(column.key for column in collection.columns)
    for name, path in collection.files:
        yield f"- [{name}]({settings.PORTAL_URL}{path}): {columns}{dated}"
