"""The calendar as files: iCalendar, CSV, JSON and Atom for the same question as its page."""

import io
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.html import escape

from portal.responses import NO_PARAMETERS, problem

from ...calendar import EVENT_COLUMNS, OF_FILES, Calendar, as_ics, ask_calendar, one_event
from ...catalogue import today
from ...dossier import PORTAL, EventSerializer
from ...models import Event, redirects
from ...tables import Shape, as_csv
from ..caching import data_of
from .exports import attachment
from .feeds import PagedFeed, full_address, identifier, plain

ICS = "text/calendar; charset=utf-8"


def answered(write: Callable[[Calendar], HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view of a format: the answer to its question, or why there is none."""

    @data_of(OF_FILES)
    @wraps(write)
    def view(request: HttpRequest) -> HttpResponse:
        answer = ask_calendar(request.GET, today(), OF_FILES)
        if answer.question.refusals:
            return problem(answer.question.status, answer.question.refusals)
        return write(answer)

    return view


@answered
def events_ics(answer: Calendar) -> HttpResponse:
    """The dated events of a question, for calendar programs that subscribe to it."""
    body = as_ics.write_ics(answer.events(), f"{answer.in_words} — {PORTAL}")
    response = HttpResponse(body, content_type=ICS)
    response["Content-Disposition"] = attachment("events.ics", "события.ics")
    return response


@data_of(NO_PARAMETERS)
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """One event for a calendar program; one without any date has no place in it."""
    event = one_event(slug)
    if event is None or event.waited_for is None:
        raise Http404
    response = HttpResponse(as_ics.write_ics([event], event.title), content_type=ICS)
    response["Content-Disposition"] = attachment(f"{slug}.ics", f"{slug}.ics")
    return response


@answered
def events_csv(answer: Calendar) -> HttpResponse:
    """The events of a question as a table for spreadsheets."""
    file, columns = io.BytesIO(), EVENT_COLUMNS
    rows = (as_csv.line(column.cell(each) for column in columns) for each in answer.events())
    as_csv.write_csv(file, map(str.encode, rows), Shape(columns, whole=columns))
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    day = answer.snapshot.day.isoformat()
    response["Content-Disposition"] = attachment(f"events-{day}.csv", f"события-{day}.csv")
    return response


@answered
def events_json(answer: Calendar) -> JsonResponse:
    """The events of a question for programs, each as its programmes' records have it."""
    context = {"day": answer.snapshot.day}
    results = [
        EventSerializer(event, context=context).data
        | {
            "programmes": [each.slug for each in event.shown_in],
            "url": settings.PORTAL_URL + event.get_absolute_url(),
        }
        for event in answer.events()
    ]
    body = {"question": answer.question.params, "count": answer.count, "results": results}
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


@answered
def events_atom(answer: Calendar) -> HttpResponse:
    """The events of a question, the last changed first, for those who read feeds."""
    events = sorted(answer.events(), key=lambda event: event.updated_at, reverse=True)
    query = answer.question.query()
    codes = redirects.first_codes(Event, [event.pk for event in events])
    newest = events[0].updated_at if events else answer.snapshot.version.changed_at
    feed = PagedFeed(
        updated=newest,
        pages={},
        title=plain(f"{answer.in_words} — {PORTAL}"),
        link=full_address("events", query),
        feed_url=full_address("events_atom", query),
        feed_guid=identifier(f"events?{query}"),
        description=None,
        subtitle="События программ поддержки промышленности Москвы.",
        author_name=PORTAL,
        author_link=full_address("home"),
        language="ru",
    )
    for event in events:
        feed.add_item(
            title=plain(event.title),
            link=settings.PORTAL_URL + event.get_absolute_url(),
            description=escape(plain(as_ics.description(event))),
            unique_id=identifier(f"event/{codes.get(event.pk, event.slug)}"),
            updateddate=event.updated_at,
        )
    content = feed.writeString("utf-8")
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
