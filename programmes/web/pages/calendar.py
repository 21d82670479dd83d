"""The calendar: the events of a question by months, one month as a grid, one event."""

from collections.abc import Iterator
from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.responses import refusal

from ...calendar import (
    Calendar,
    CalendarParameters,
    Entry,
    Month,
    Time,
    ask_calendar,
    month_grid,
    one_event,
    usual_time,
)
from ...catalogue import today
from ...dossier import linked_data
from ...words import russian
from ..caching import page, page_of
from .fields import Choice, choices

CHOICES = ("country", "side", "audience", "industry", "operator")
"""The fields above the list in their order; the other facets are asked for by an address."""
WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
DAY_UNKNOWN = "День не назван"


@page_of(CalendarParameters())
def calendar(request: HttpRequest) -> HttpResponse:
    """The events of the question by months, and the last days for applications beside them."""
    day = today()
    answer = ask_calendar(request.GET, day, CalendarParameters())
    question = answer.question
    if question.refusals:
        return refusal(request, question.status, question.refusals)
    if question.is_renamed:
        return redirect(f"{request.path}?{question.query_with_page}".rstrip("?"))
    month, query = question.month, question.query()
    weeks = []
    if month and answer.listing.paginator.num_pages == 1:
        weeks = month_grid(month, answer.page, answer.days_of_applications, day)
    context = {
        "answer": answer,
        "title": answer.listing.titled(answer.in_words),
        "query": query,
        "query_with_page": question.query_with_page,
        "webcal": webcal(reverse("events_ics"), query),
        "undated": answer.undated_count,
        "choices": [*calendar_fields(answer)],
        "times": times(answer),
        "month": month,
        "near": near_months(answer),
        "around": [(each.title, question.query(month=[each.code])) for each in answer.around],
        "weekdays": WEEKDAYS,
        "weeks": weeks,
        "groups": [*by_months(answer)],
        "pages": answer.pages,
    }
    return render(request, "events/events.html", context)


@page
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: its days, its programmes, who holds it, who says so."""
    record = one_event(slug)
    if record is None:
        raise Http404
    path = record.get_absolute_url()
    way = linked_data.breadcrumbs(("Календарь", reverse("events")), (record.title, path))
    context = {
        "event": record,
        "is_over": record.is_over_on(today()),
        "description": f"{record.date_words}. {record.where}".strip(". ") + ".",
        "webcal": webcal(reverse("event_ics", args=[slug])) if record.is_in_calendars else "",
        "linked_data": linked_data.graph(linked_data.own_page(record), way),
    }
    return render(request, "events/event.html", context)


def webcal(path: str, query: str = "") -> str:
    """Return the address by which a calendar program subscribes to a file.

    Args:
        path: of the file.
        query: the question.
    """
    host = settings.PORTAL_URL.partition("://")[2]
    return f"webcal://{host}{path}" + (f"?{query}" if query else "")


def calendar_fields(answer: Calendar) -> Iterator[Choice]:
    """Yield the fields above the list, and what else is asked for: that can be taken back."""
    question = answer.question
    known = answer.snapshot.sets.options
    yield from choices(CHOICES, question.params, known, answer.offered, question.query)
    if chosen := question.values("programme"):
        words = russian.programmes_counted(len(chosen))
        yield Choice("programme", "Программы", [], chosen, words, question.query(programme=[]))


def times(answer: Calendar) -> list[tuple[str, str, bool]]:
    """Return which events may be asked for: the value, its words, whether it is asked for."""
    usual = usual_time(answer.question.params)
    values = [("" if value == usual else value, value, words) for value, words in Time.choices]
    return [(sent, words, value == answer.question.time) for sent, value, words in values]


def near_months(answer: Calendar) -> list[tuple[str, str]]:
    """Return links to months: the neighbours of the one that is asked for, else the present one.

    Each is a pair of words and a question.
    """
    question, month = answer.question, answer.question.month
    present = Month(answer.snapshot.day.replace(day=1))
    if month is None:
        return [(f"{present.title}: месяц целиком", question.query(month=[present.code], time=[]))]
    links = [(f"← {other.title}", other) for other in [month.previous] if other]
    links += [(f"{other.title} →", other) for other in [month.next] if other]
    found = [(words, question.query(month=[other.code])) for words, other in links]
    return [*found, ("Все предстоящие", question.query(month=[], time=[]))]


def by_months(answer: Calendar) -> Iterator[tuple[str, list[tuple[Entry, bool]]]]:
    """Yield the entries of the asked page under the months in which they are waited for.

    Each stands with whether it is over. In a month that is asked for all stand together.
    """
    month, day = answer.question.month, answer.snapshot.day

    def heading(entry: Entry) -> str:
        if month:
            return month.title
        return russian.month(entry.waited_for) if entry.waited_for else DAY_UNKNOWN

    for title, found in groupby(answer.page, key=heading):
        yield title, [(each, each.is_over_on(day)) for each in found]
