"""The page of changes: what became of the programmes of a question, day by day."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.responses import refusal

from ...dossier import in_words
from ..caching import page_of
from ..changing import CHANGES_PARAMETERS, SEVERITIES, asked_changes


@page_of(CHANGES_PARAMETERS)
def changes(request: HttpRequest) -> HttpResponse:
    """The changes of the question, the newest first."""
    asked = asked_changes(request.GET)
    if asked.refusals:
        return refusal(request, asked.status, asked.refusals)
    listing = asked.listing()
    if listing.refusals:
        return refusal(request, HTTPStatus.NOT_FOUND, listing.refusals)
    context = {
        "severity": asked.own.get("severity", ""),
        "since": asked.own.get("since", ""),
        "question": asked.answer.question,
        "conditions": asked.answer.question.query(sort=[]),
        "hidden": [
            (name, value)
            for name, values in asked.answer.question.params.items()
            if name not in ("sort", "page", "page_size")
            for value in values
        ],
        "query": asked.query(),
        "address_query": asked.query(page=listing.number),
        "title": listing.titled("Изменения"),
        "count": listing.count,
        "pages": [
            {"number": each.number, "query": asked.query(page=each.number), "current": each.current}
            for each in listing.pages
        ],
        "changes": [in_words(each) for each in listing.rows],
        "severities": SEVERITIES.items(),
    }
    return render(request, "programmes/changes.html", context)
