"""The pages: each asks the catalogue or one record and hands the answer to a template."""

from http import HTTPStatus

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from .answers import answers, facts_by_question, related
from .catalogue import Catalogue
from .choices import About, Side, Stage, State
from .columns import COLUMNS, sources_of
from .facets import current_version, facet_index
from .models import Audience, Fact, Organisation, Programme, Source
from .publicity import page, today

NEWS = 3


@page
def home(request: HttpRequest) -> HttpResponse:
    """Two doors, the exporter's path, the key figures, what is new and freshly checked."""
    catalogue = Catalogue(QueryDict(), today())
    published = Programme.objects.published().for_cards()
    context = {
        "catalogue": catalogue,
        "doors": doors(catalogue),
        "steps": steps(catalogue),
        "figures": key_figures(),
        "newest": published.order_by("-updated_at", "slug")[:NEWS],
        "checked": published.order_by("-checked_on", "slug")[:NEWS],
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


def steps(catalogue: Catalogue) -> list[dict]:
    """Return the stages of the exporter's path with the list that each leads to."""
    options = next(facet for facet in catalogue.facets if facet.name == "stage").options
    counted = {option.value: option for option in options}
    return [{"stage": stage, "option": counted.get(stage.value)} for stage in Stage]


def key_figures():
    """Return the facts that the editors chose for the home page."""
    return (
        Fact.objects.filter(home_position__isnull=False, programme__state=State.PUBLISHED)
        .select_related("programme", "source")
        .order_by("home_position", "pk")
    )


@page
def catalogue(request: HttpRequest) -> HttpResponse:
    """The list of programmes that answers the question, or the reason why there is none."""
    answer = Catalogue(request.GET, today())
    if answer.has_blanks and not answer.refusals:
        return redirect(f"{request.path}?{answer.query_with_page}".rstrip("?"))
    status = HTTPStatus.BAD_REQUEST if answer.refusals else HTTPStatus.OK
    return render(request, "programmes/catalogue.html", {"catalogue": answer}, status=status)


@page
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One published programme: the answers first, then every fact with its source."""
    record = get_object_or_404(Programme.objects.published().for_reading(), slug=slug)
    return programme_page(request, record)


def programme_page(
    request: HttpRequest, record: Programme, *, preview: bool = False
) -> HttpResponse:
    """Render a programme as the public sees it.

    Args:
        record: fetched with ``for_reading``.
        preview: whether an editor looks at an entry that may not be public yet.
    """
    day = today()
    context = {
        "programme": record,
        "answers": answers(record, day),
        "subject_facts": facts_by_question(record).get(About.SUBJECT, []),
        "facts": record.facts.all(),
        "figures": [fact for fact in record.facts.all() if fact.is_key],
        "sources": sources_of(record),
        "related": related(record, facet_index(current_version(), day)),
        "editors_email": settings.EDITORS_EMAIL,
        "preview": preview,
    }
    return render(request, "programmes/programme.html", context)


@page
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """An operator or partner with its programmes."""
    record = get_object_or_404(Organisation, slug=slug)
    published = Programme.objects.published().for_cards()
    context = {
        "organisation": record,
        "operated": published.filter(operator=record),
        "partnered": published.filter(partners=record),
    }
    return render(request, "programmes/organisation.html", context)


@page
def sources(request: HttpRequest) -> HttpResponse:
    """All sources that public facts rest on, the newest first."""
    public = Q(facts__programme__state=State.PUBLISHED)
    records = Source.objects.annotate(fact_count=Count("facts", filter=public))
    return render(request, "programmes/sources.html", {"sources": records})


@page
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """One source and every statement that rests on it."""
    record = get_object_or_404(Source, slug=slug)
    facts = (
        record.facts.filter(programme__state=State.PUBLISHED)
        .select_related("programme")
        .order_by("programme__title", "programme", "position")
    )
    return render(request, "programmes/source.html", {"source": record, "facts": facts})


@page
def about(request: HttpRequest) -> HttpResponse:
    """What the portal is, where its data come from, how it is kept true."""
    version = current_version()
    context = {
        "count": Programme.objects.published().count(),
        "source_count": Source.objects.count(),
        "fact_count": Fact.objects.filter(programme__state=State.PUBLISHED).count(),
        "changed_at": version.changed_at,
        "editors_email": settings.EDITORS_EMAIL,
        "columns": COLUMNS,
    }
    return render(request, "pages/about.html", context)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a question that could not even be read."""
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: a page for other people."""
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: an unknown address, with the search beside it."""
    context = {"action": reverse("catalogue")}
    return render(request, "404.html", context, status=HTTPStatus.NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; the page needs neither the database nor the session."""
    return render(None, "500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)
