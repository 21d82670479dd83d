"""Pages of a visitor's own choice: a list, a comparison, the questions to an operator."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ... import dossier
from ...catalogue import current, today
from ...models import Programme
from ...watch.showing import failing_addresses
from ..caching import page, page_of
from ..chosen import MAX_COMPARED, Chosen, ChosenParameters, query_of


@page_of(ChosenParameters())
def own_list(request: HttpRequest) -> HttpResponse:
    """The list somebody keeps: in the browser, or in the address alone."""
    chosen = Chosen.read(request)
    slugs = chosen.slugs
    lines = [
        {
            "programme": each,
            "without": query_of([slug for slug in slugs if slug != each.slug]),
            "higher": query_of(moved_up(slugs, number)) if number else "",
        }
        for number, each in enumerate(chosen.fetch(Programme.objects.for_cards()))
    ]
    context = {
        "chosen": chosen,
        "lines": lines,
        "compared": query_of(slugs[:MAX_COMPARED]) if len(slugs) > 1 else "",
        "most": MAX_COMPARED,
        "day": today(),
    }
    return render(request, "programmes/own_list.html", context)


def moved_up(slugs: list[str], number: int) -> list[str]:
    """Return programmes with one of them a place higher."""
    return [*slugs[: number - 1], slugs[number], slugs[number - 1], *slugs[number + 1 :]]


@page_of(ChosenParameters())
def comparison(request: HttpRequest) -> HttpResponse:
    """Two to four programmes side by side: the differences first."""
    chosen = Chosen.read(request)
    slugs, left_out = chosen.slugs[:MAX_COMPARED], chosen.slugs[MAX_COMPARED:]
    programmes = chosen.fetch(Programme.objects.for_reading(), MAX_COMPARED)
    columns = [
        {"programme": each, "without": query_of([slug for slug in slugs if slug != each.slug])}
        for each in programmes
    ]
    context = {
        "chosen": chosen,
        "query": query_of(slugs),
        "columns": columns,
        "comparison": dossier.compare(programmes, today()) if len(programmes) > 1 else None,
        "left_out": left_out,
        "beside": [
            {"programme": each, "query": query_of([*slugs, each.slug])}
            for each in beside(programmes)
        ],
        "most": MAX_COMPARED,
    }
    return render(request, "programmes/compare.html", context)


def beside(programmes: list[Programme]) -> list[Programme]:
    """Return what may stand beside a programme that is alone: for the same people and needs."""
    if len(programmes) != 1:
        return []
    return dossier.related_programmes(programmes[0], current(today()).sets)


@page
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """What to ask the operator of a programme: a sheet to copy, to send, to fill in by hand."""
    record = get_object_or_404(Programme.objects.published().for_reading(), slug=slug)
    context = {
        "programme": record,
        "inquiries": dossier.inquiries(record),
        "failing": current(today()).part(failing_addresses),
    }
    return render(request, "programmes/questions.html", context)
