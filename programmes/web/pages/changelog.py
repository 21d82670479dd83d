"""The page of changes: what became of the programmes of a question, day by day."""

from collections.abc import Iterator
from datetime import date
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.responses import refusal

from ...catalogue import Chip
from ...dossier import in_words
from ...words import russian
from ..caching import page_of
from ..changing import CHANGES_PARAMETERS, SEVERITIES, AskedChanges, asked_changes
from .fields import Choice, choices

OF_PANEL = ("side", "audience", "kind", "industry", "operator", "intake")
"""The fields of the folded panel; the other facets are asked for by an address."""
UNSEEN = ("programme", "literal")
"""What is asked of programmes and has no field: the form sends it along."""


@page_of(CHANGES_PARAMETERS)
def changes(request: HttpRequest) -> HttpResponse:
    """The changes of the question, the newest first."""
    asked = asked_changes(request.GET)
    if asked.refusals:
        return refusal(request, asked.status, asked.refusals)
    listing = asked.listing()
    if listing.refusals:
        return refusal(request, HTTPStatus.NOT_FOUND, listing.refusals)
    question = asked.answer.question
    context = {
        "severity": asked.own.get("severity", ""),
        "since": asked.own.get("since", ""),
        "question": question,
        "conditions": question.query(),
        "chips": [*chips(asked)],
        "choices": [*panel_fields(asked)],
        "hidden": [(name, value) for name in UNSEEN for value in question.params.get(name, [])],
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


def chips(asked: AskedChanges) -> Iterator[Chip]:
    """Yield every condition that is asked for, with the question without it."""
    for chip in asked.answer.chips:
        yield Chip(chip.label, chip.value, asked.query(conditions=chip.query))
    words = {
        "severity": ("О чём", SEVERITIES.get),
        "since": ("Начиная с дня", lambda value: russian.day(date.fromisoformat(value))),
    }
    for name, (label, in_russian) in words.items():
        if value := asked.own.get(name):
            yield Chip(label, in_russian(value), asked.query(without=name))


def panel_fields(asked: AskedChanges) -> Iterator[Choice]:
    """Yield the fields of the panel, and what else is asked for: that can be taken back."""
    answer = asked.answer

    def query(**changed: list[str]) -> str:
        return asked.query(conditions=answer.question.query(**changed))

    known, members = answer.index.options, answer.index.members
    return choices(OF_PANEL, answer.question.choices, known, members.__getitem__, query)
