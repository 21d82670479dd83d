"""The pages: each asks the catalogue or one record and hands the answer to a template."""

from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import push_url

from portal.methods import read_only
from portal.responses import (
    Parameters,
    refusal,
    shorten,
    without_blanks,
)

from ...calendar import CalendarParameters, ask_calendar
from ...catalogue import (
    MAX_QUERY_CHARACTERS,
    PAGE_SIZE,
    Answer,
    CatalogueParameters,
    Joined,
    Listing,
    PageParameters,
    Refusal,
    WordsAndPage,
    ask,
    current,
    current_version,
    in_order,
    today,
)
from ...dossier import (
    FILES,
    ages,
    completeness,
    evidence,
    follows,
    in_words,
    known_matrix,
    linked_data,
    related_programmes,
    statements,
)
from ...dossier import page as dossier
from ...models import Fact, Organisation, Programme, Source
from ...questions.counting import count_unanswered, note_unanswered
from ...search import Suggestion, suggestions
from ...tables import COLUMNS, FACT_COLUMNS, LICENCE, LICENCE_URL
from ...watch.showing import failing_addresses
from ...words import Addressee, Reliability, Stage, State, typed_words
from ..caching import LOW_VISION, data_of, page, page_of
from ..changing import newest_of_terms
from .collections import collections, paths
from .matrix import HELP, matrix
from .tabular import Table
from .trying import TrialParameters, try_columns

MAX_NEWS = 3
MAX_SOON = 5  # days to be ready for, on the home page
MAX_CHANGES = 5  # on the page of a programme; the log has all
MAX_SOURCES_ON_PAGE = MAX_FACTS_ON_PAGE = 50
YEAR_SECONDS = 365 * 24 * 60 * 60  # the choice of the version is kept


@page
def home(request: HttpRequest) -> HttpResponse:
    """The matrix «кто × что», the exporter's path, what is near, key figures, what is new."""
    day = today()
    answer = ask(QueryDict(), day)
    upcoming = ask_calendar(QueryDict(), day, CalendarParameters())
    orders = answer.index.orders
    cards = Programme.objects.for_cards()
    context = {
        "answer": answer,
        "matrix": matrix(answer),
        "help": HELP,
        "sides": next(facet for facet in answer.facets if facet.name == "side"),
        **path(answer),
        "figures": home_figures(),
        "newest": in_order(cards, orders["begun"][:MAX_NEWS]),
        "checked": in_order(cards, orders["checked"][:MAX_NEWS]),
        "changes": [in_words(change) for change in newest_of_terms()[:MAX_NEWS]],
        "calendar": upcoming,
        "soon": upcoming.nearest(MAX_SOON),
    }
    return render(request, "pages/home.html", context)


def path(answer: Answer) -> dict:
    """Return the steps of the exporter's path and the help all along it, each with its list."""
    options = next(facet for facet in answer.facets if facet.name == "stage").options
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


@count_unanswered
@page_of(CatalogueParameters())
def catalogue(request: HttpRequest) -> HttpResponse:
    """The list of programmes that answers the question, or the reason why there is none."""
    answer = ask(request.GET, today())
    if odd := Table.refusals(answer):
        answer = answer.refused(odd)
    address = f"{request.path}?{answer.question.query_with_page}".rstrip("?")
    if answer.question.is_renamed and not answer.question.refusals and not request.htmx:
        return redirect(address)
    template = "programmes/catalogue_part.html" if request.htmx else "programmes/catalogue.html"
    response = render(
        request, template, {"answer": answer, "table": Table(answer)}, status=answer.question.status
    )
    if request.htmx and not answer.question.refusals:
        push_url(response, address)
    note_unanswered(response, answer)
    return response


SUGGESTED = {"title": "программа", "operator": "оператор", "word": "слово"}
PAGES = {"title": "programme", "operator": "organisation"}


@data_of(Parameters(("q",)))
def suggest(request: HttpRequest) -> HttpResponse:
    """What may follow the words being typed: titles and operators with their pages, and words."""
    snapshot = current(today())
    typed = request.GET.get("q", "")[:MAX_QUERY_CHARACTERS]
    found = suggestions(typed, snapshot.offers, snapshot.reader)
    offered = {"suggestions": [suggestion(each, snapshot.pages) for each in found]}
    return JsonResponse(offered, json_dumps_params={"ensure_ascii": False})


def suggestion(found: Suggestion, slugs: dict[str, dict[str, str]]) -> dict[str, str]:
    """Return a suggestion as the field shows it, with the page it leads to, if it has one."""
    route = PAGES.get(found.kind)
    url = suggested_address(route, slugs[found.kind][found.text]) if route else ""
    return {"text": found.text, "kind": SUGGESTED[found.kind], "url": url}


@lru_cache(maxsize=4096)
def suggested_address(route: str, slug: str) -> str:
    """Return the address of a suggested page: the same ones follow while somebody types."""
    return reverse(route, args=[slug])


@dataclass(frozen=True)
class SideParameters(Parameters):
    """Whose conditions a programme's page tells."""

    names: tuple[str, ...] = ("as",)
    drops_others: bool = True

    def objection(self, name, values):
        found = super().objection(name, values)
        return found or ("" if values[0] in Addressee.values else no_side(values[0]))


def no_side(value: str) -> str:
    """Return the sentence about a side that a programme does not have."""
    return f"Отдельных условий для «{shorten(value)}» у программы нет."


@page_of(SideParameters())
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One published programme: the answers first, then every fact with its source."""
    record = Programme.objects.published().for_reading().filter(slug=slug).first()
    if record is None:
        return gone(request, slug)
    side = request.GET.get("as", "")
    if side and side not in dossier.sides(record):
        return refusal(request, HTTPStatus.BAD_REQUEST, [Refusal("as", no_side(side))])
    return programme_page(request, record, side=side)


def gone(request: HttpRequest, slug: str) -> HttpResponse:
    """Say of an archived programme that it is closed, and what to use instead (410)."""
    record = get_object_or_404(Programme.objects.archived(), slug=slug)
    context = {"programme": record, "instead": record.replaced_by.published().for_cards()}
    return render(request, "programmes/closed.html", context, status=HTTPStatus.GONE)


def programme_page(
    request: HttpRequest, record: Programme, *, side: str = "", preview: str = ""
) -> HttpResponse:
    """Render a programme as the public sees it.

    Args:
        record: fetched with ``for_reading``.
        side: whose conditions are told, where it has several sides; all when empty.
        preview: what an editor is told who looks at an entry that may not be public yet.
    """
    day = today()
    context = {
        **dossier.page(record, day, side, current(day).part(failing_addresses)),
        "related": [
            {"programme": other, "is_next": follows(other, record)}
            for other in related_programmes(record, current(day).sets)
        ],
        "changes": [in_words(each) for each in record.changes.all()[:MAX_CHANGES]],
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
        "failing": current(today()).part(failing_addresses),
        "listing": listing,
        "title": listing.titled(record.short_name),
        "counts": roles.counts,
        "linked_data": linked_data.graph(
            linked_data.organisation(record),
            linked_data.in_catalogue(record.short_name, record.get_absolute_url()),
        ),
    }
    return render(request, "programmes/organisation.html", context)


@page_of(WordsAndPage())
def sources(request: HttpRequest) -> HttpResponse:
    """The public sources, all or by words, with the number of facts that rest on each."""
    words = typed_words(request.GET.get("q", ""))
    listing = Listing(with_words(Source.objects.public(), words), MAX_SOURCES_ON_PAGE, request.GET)
    if listing.refusals:
        return refusal(request, HTTPStatus.NOT_FOUND, listing.refusals)
    counts = current(today()).part(statements)
    context = {
        "listing": listing,
        "title": listing.titled("Источники"),
        "sources": [(record, counts.get(record.pk, 0)) for record in listing.rows],
        "cited": len(counts),
        "shares": [] if words else evidence(counts),
        "failing": current(today()).part(failing_addresses),
    }
    return render(request, "programmes/sources.html", context)


def with_words(records: QuerySet, words: str) -> QuerySet:
    """Keep the sources of which title, publisher or address have all the words.

    SQLite knows no case of Russian letters: a word is asked for in all its usual ones.
    """
    for word in words.split():
        cases = {word, word.lower(), word.upper(), word.capitalize()}
        anywhere = Q(url__icontains=word)
        for field in ("title", "publisher"):
            for case in cases:
                anywhere |= Q(**{f"{field}__contains": case})
        records = records.filter(anywhere)
    return records


@page_of(PageParameters())
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """One source and every statement and event that rests on it."""
    record = get_object_or_404(Source.objects.public(), slug=slug)
    facts = (
        record.facts.public()
        .select_related("programme")
        .order_by("programme__sort_key", "programme", "position")
    )
    listing = Listing(facts, MAX_FACTS_ON_PAGE, request.GET)
    if listing.refusals:
        return refusal(request, HTTPStatus.NOT_FOUND, listing.refusals)
    context = {
        "source": record,
        "failing": current(today()).part(failing_addresses),
        "listing": listing,
        "fact_count": facts.order_by().values("statement").distinct().count(),
        "events": record.events.public().select_related("country"),
        "title": listing.titled(record.title),
    }
    return render(request, "programmes/source.html", context)


@page
def about(request: HttpRequest) -> HttpResponse:
    """What the portal is, where its data come from, how it is kept true."""
    version = current_version()
    counts = current(today()).part(statements)
    published = Programme.objects.published()
    questions, known = known_matrix()
    press = Source.objects.filter(reliability=Reliability.PRESS).values_list("pk", flat=True)
    context = {
        "count": published.count(),
        "source_count": len(counts),
        "fact_count": sum(counts.values()),
        "press_count": sum(counts.get(pk, 0) for pk in press),
        "questions": questions,
        "known": known,
        "silent_count": published.filter(application="", contacts=None).count(),
        "changed_at": version.changed_at,
        "editors_email": settings.EDITORS_EMAIL,
    }
    return render(request, "pages/about.html", context)


@page_of(TrialParameters())
def open_data(request: HttpRequest) -> HttpResponse:
    """The data for reuse: formats, columns, licence, how to cite."""
    changed_at = current_version().changed_at
    counts = current(today()).part(statements)
    way = linked_data.breadcrumbs(("Открытые данные", reverse("data")))
    context = {
        "columns": COLUMNS,
        "fact_columns": FACT_COLUMNS,
        "formats": paths(FILES),
        "collections": collections(),
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "count": Programme.objects.published().count(),
        "changed_at": changed_at,
        "completeness": completeness(),
        "evidence": evidence(counts),
        "ages": ages(counts),
        "trial": try_columns(request),
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
        response.set_cookie(
            LOW_VISION, "1", max_age=YEAR_SECONDS, samesite="Lax", secure=settings.HTTPS
        )
    else:
        response.delete_cookie(LOW_VISION, samesite="Lax")
    return response
