"""The pages: each asks the catalogue or one record and hands the answer to a template."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import push_url

from portal.methods import read_only
from portal.responses import API, Parameters, is_for_programs, problem, refusal, without_blanks

from ...catalogue import (
    PAGE_SIZE,
    QUERY_LENGTH,
    Catalogue,
    CatalogueParameters,
    Joined,
    Listing,
    PageParameters,
    current,
    current_version,
    in_order,
    today,
)
from ...dossier import linked_data, related
from ...dossier import page as dossier
from ...models import Audience, Fact, Organisation, Programme, Source
from ...search import Suggestion, suggestions
from ...tables import COLUMNS, LICENCE, LICENCE_URL
from ...words import Reliability, Side, Stage, State
from ..caching import LOW_VISION, data_of, page, page_of
from .misspelt import meant_address

NEWS = 3
SOURCES_ON_PAGE = FACTS_ON_PAGE = 50
YEAR = 365 * 24 * 60 * 60  # seconds the choice of the version is kept


@page
def home(request: HttpRequest) -> HttpResponse:
    """Two doors, the exporter's path, the key figures, what is new and freshly checked."""
    catalogue = Catalogue(QueryDict(), today())
    orders = catalogue.index.orders
    cards = Programme.objects.for_cards()
    context = {
        "catalogue": catalogue,
        "doors": doors(catalogue),
        "sides": next(facet for facet in catalogue.facets if facet.name == "side"),
        **path(catalogue),
        "figures": home_figures(),
        "newest": in_order(cards, orders["begun"][:NEWS]),
        "checked": in_order(cards, orders["checked"][:NEWS]),
    }
    return render(request, "pages/home.html", context)


def doors(catalogue: Catalogue) -> list[dict]:
    """Return the two sides with their number of programmes and their audiences with theirs."""
    counts = {facet.name: {o.value: o for o in facet.options} for facet in catalogue.facets}
    audiences = [a for a in Audience.objects.all() if a.slug in counts["audience"]]
    return [
        {
            "side": side,
            "option": counts["side"].get(side.value),
            "audiences": [counts["audience"][a.slug] for a in audiences if a.side == side],
        }
        for side in Side
    ]


def path(catalogue: Catalogue) -> dict:
    """Return the steps of the exporter's path and the help all along it, each with its list."""
    options = next(facet for facet in catalogue.facets if facet.name == "stage").options
    counted = {option.value: option for option in options}
    steps = [{"stage": stage, "option": counted.get(stage.value)} for stage in Stage]
    return {
        "steps": [step for step in steps if step["stage"] != Stage.THROUGHOUT],
        "throughout": counted.get(Stage.THROUGHOUT),
    }


def home_figures() -> list[Fact]:
    """Return the facts that the editors chose for the home page."""
    chosen = Fact.objects.filter(home_position__isnull=False).order_by("home_position", "pk")
    # asked of the few that were chosen: a database may else begin with all programmes
    with_records = chosen.select_related("programme", "source")
    return [fact for fact in with_records if fact.programme.state == State.PUBLISHED]


@page_of(CatalogueParameters())
def catalogue(request: HttpRequest) -> HttpResponse:
    """The list of programmes that answers the question, or the reason why there is none."""
    answer = Catalogue(request.GET, today())
    address = f"{request.path}?{answer.query_with_page}".rstrip("?")
    if answer.is_renamed and not answer.refusals and not request.htmx:
        return redirect(address)
    template = "programmes/catalogue_part.html" if request.htmx else "programmes/catalogue.html"
    response = render(request, template, {"catalogue": answer}, status=answer.status)
    if request.htmx and not answer.refusals:
        push_url(response, address)
    return response


SUGGESTED = {"title": "программа", "operator": "оператор", "word": "слово"}
PAGES = {"title": "programme", "operator": "organisation"}


@data_of(Parameters(("q",)))
def suggest(request: HttpRequest) -> HttpResponse:
    """What may follow the words being typed: titles and operators with their pages, and words."""
    snapshot = current(today())
    found = suggestions(request.GET.get("q", "")[:QUERY_LENGTH], snapshot.offers)
    offered = {"suggestions": [suggested(each, snapshot.pages) for each in found]}
    return JsonResponse(offered, json_dumps_params={"ensure_ascii": False})


def suggested(found: Suggestion, slugs: dict[str, dict[str, str]]) -> dict[str, str]:
    """Return a suggestion as the field shows it, with the page it leads to, if it has one."""
    route = PAGES.get(found.kind)
    url = reverse(route, args=[slugs[found.kind][found.text]]) if route else ""
    return {"text": found.text, "kind": SUGGESTED[found.kind], "url": url}


@page
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One published programme: the answers first, then every fact with its source."""
    record = get_object_or_404(Programme.objects.published().for_reading(), slug=slug)
    return programme_page(request, record)


def programme_page(request: HttpRequest, record: Programme, *, preview: str = "") -> HttpResponse:
    """Render a programme as the public sees it.

    Args:
        record: fetched with ``for_reading``.
        preview: what an editor is told who looks at an entry that may not be public yet.
    """
    day = today()
    context = {
        **dossier.page(record, day),
        "related": related(record, current(day).sets),
        "editors_email": settings.EDITORS_EMAIL,
        "preview": preview,
    }
    return render(request, "programmes/programme.html", context)


@page_of(PageParameters())
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """An operator or partner with its programmes, those it operates first."""
    record = get_object_or_404(Organisation.objects.public(), slug=slug)
    published = Programme.objects.published().for_cards()
    roles = Joined(
        {
            "operator": published.filter(operator=record),
            "partner": published.filter(partners=record),
        }
    )
    listing = Listing(roles, PAGE_SIZE, request.GET)
    if listing.refusals:
        return refusal(request, HTTPStatus.NOT_FOUND, listing.refusals)
    context = {
        "organisation": record,
        "day": today(),
        "listing": listing,
        "title": listing.titled(record.short_name),
        "counts": roles.counts,
        "linked_data": linked_data.graph(
            linked_data.organisation(record),
            linked_data.in_catalogue(record.short_name, record.get_absolute_url()),
        ),
    }
    return render(request, "programmes/organisation.html", context)


@page_of(PageParameters())
def sources(request: HttpRequest) -> HttpResponse:
    """All public sources with the number of facts that rest on each, the newest first."""
    listing = Listing(Source.objects.public(), SOURCES_ON_PAGE, request.GET)
    if listing.refusals:
        return refusal(request, HTTPStatus.NOT_FOUND, listing.refusals)
    # counted apart: in one query a database groups by every column of a source
    facts = Fact.objects.public()
    counts = facts.filter(source__in=listing.rows).counted_by_source()
    context = {
        "listing": listing,
        "title": listing.titled("Источники"),
        "sources": [(record, counts.get(record.pk, 0)) for record in listing.rows],
        "cited": facts.order_by().values("source").distinct().count(),
    }
    return render(request, "programmes/sources.html", context)


@page_of(PageParameters())
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """One source and every statement that rests on it."""
    record = get_object_or_404(Source.objects.public(), slug=slug)
    facts = (
        record.facts.public()
        .select_related("programme")
        .order_by("programme__sort_key", "programme", "position")
    )
    listing = Listing(facts, FACTS_ON_PAGE, request.GET)
    if listing.refusals:
        return refusal(request, HTTPStatus.NOT_FOUND, listing.refusals)
    context = {
        "source": record,
        "listing": listing,
        "fact_count": facts.order_by().values("statement").distinct().count(),
        "title": listing.titled(record.title),
    }
    return render(request, "programmes/source.html", context)


@page
def about(request: HttpRequest) -> HttpResponse:
    """What the portal is, where its data come from, how it is kept true."""
    version = current_version()
    counts = Fact.objects.public().counted_by_source()
    published = Programme.objects.published()
    press = Source.objects.filter(reliability=Reliability.PRESS).values_list("pk", flat=True)
    context = {
        "count": published.count(),
        "source_count": len(counts),
        "fact_count": sum(counts.values()),
        "press_count": sum(counts.get(pk, 0) for pk in press),
        "silent_count": published.filter(application="", contacts=None).count(),
        "changed_at": version.changed_at,
        "editors_email": settings.EDITORS_EMAIL,
    }
    return render(request, "pages/about.html", context)


@page
def open_data(request: HttpRequest) -> HttpResponse:
    """The data for reuse: formats, columns, licence, how to cite."""
    changed_at = current_version().changed_at
    way = linked_data.breadcrumbs(("Открытые данные", reverse("data")))
    context = {
        "columns": COLUMNS,
        "formats": [(name, reverse(view)) for view, (name, _) in linked_data.FILES.items()],
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "count": Programme.objects.published().count(),
        "changed_at": changed_at,
        "linked_data": linked_data.graph(linked_data.dataset(changed_at), way),
    }
    return render(request, "pages/data.html", context)


@page
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the portal does for people with disabilities, and whom to tell what fails."""
    context = {"editors_email": settings.EDITORS_EMAIL}
    return render(request, "pages/accessibility.html", context)


@read_only
def icon(request: HttpRequest, file: str) -> HttpResponse:
    """An address where browsers and phones look for an icon, whatever the page says.

    Args:
        file: the icon among the static files.
    """
    return redirect(static(file))


@read_only
def low_vision(request: HttpRequest) -> HttpResponse:
    """Switch the version for low vision by a plain link and return to the page it was on."""
    if refusals := Parameters(("on", "next")).refusals(without_blanks(request.GET)):
        return refusal(request, HTTPStatus.BAD_REQUEST, refusals)
    back = request.GET.get("next", "")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = reverse("home")
    response = HttpResponseRedirect(iri_to_uri(back))
    add_never_cache_headers(response)
    if request.GET.get("on") == "1":
        response.set_cookie(LOW_VISION, "1", max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    else:
        response.delete_cookie(LOW_VISION, samesite="Lax")
    return response


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
