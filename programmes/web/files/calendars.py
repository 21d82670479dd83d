"""The calendar as files: iCalendar, CSV, XLSX, Atom for the same question as its page."""

import io
from collections.abc import Callable, Iterator
from functools import partial, wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import escape

from portal.responses import NO_PARAMETERS, problem

from ...calendar import (
    EVENT_COLUMNS,
    OF_FILES,
    Calendar,
    CalendarParameters,
    as_ics,
    ask_calendar,
    one_event,
)
from ...catalogue import today
from ...dossier import PORTAL
from ...tables import Shape, as_csv, as_xlsx
from ..caching import data_of
from .exports import FORM_CSV, FORM_XLSX, Form, attachment, sent
from .feeds import MAX_ENTRIES, PagedFeed, full_address, identifier, neighbours, plain

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
    body = as_ics.write_ics(answer.entries(), f"{answer.in_words} — {PORTAL}")
    response = HttpResponse(body, content_type=ICS)
    response["Content-Disposition"] = attachment("events.ics", "события.ics")
    return response


@data_of(NO_PARAMETERS)
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """One event for a calendar program; one without any date has no place in it."""
    event = one_event(slug)
    if event is None or not event.is_in_calendars:
        raise Http404
    response = HttpResponse(as_ics.write_ics([event], event.title), content_type=ICS)
    response["Content-Disposition"] = attachment(f"{slug}.ics", f"{slug}.ics")
    return response


@answered
def events_csv(answer: Calendar) -> HttpResponse:
    """The events of a question as a table for spreadsheets."""
    file, columns = io.BytesIO(), EVENT_COLUMNS
    lines = (as_csv.line(cells).encode() for cells in event_rows(answer))
    as_csv.write_csv(file, lines, Shape(columns, whole=columns))
    return table(answer, file, FORM_CSV)


@answered
def events_xlsx(answer: Calendar) -> HttpResponse:
    """The events of a question as a workbook."""
    file = io.BytesIO()
    with as_xlsx.open_workbook(file, "События") as package:
        as_xlsx.write_table(package, 1, EVENT_COLUMNS, event_rows(answer))
    return table(answer, file, FORM_XLSX)


def event_rows(answer: Calendar) -> Iterator[list[str]]:
    """Yield the cells of each event as texts."""
    for entry in answer.entries():
        yield [column.cell(entry) for column in EVENT_COLUMNS]


def table(answer: Calendar, file: io.BytesIO, form: Form) -> HttpResponse:
    """Return the response that sends a table under a name with the day."""
    file.seek(0)
    ending = f"-{answer.snapshot.day.isoformat()}.{form.suffix}"
    return sent(file, "events" + ending, "события" + ending, form.content_type)


@data_of(CalendarParameters())
def events_atom(request: HttpRequest) -> HttpResponse:
    """The events of a question, the last changed first; older ones are on further pages."""
    answer = ask_calendar(request.GET, today(), CalendarParameters(), page_size=MAX_ENTRIES)
    if answer.question.refusals:
        return problem(answer.question.status, answer.question.refusals)
    entries, query = answer.newest_page, answer.question.query()
    codes = as_ics.first_codes(entries)
    feed = PagedFeed(
        updated=answer.changed_at or answer.snapshot.version.changed_at,
        pages=neighbours(
            answer.question.page_number,
            answer.listing.paginator.num_pages,
            partial(page_address, answer),
        ),
        title=plain(f"{answer.in_words} — {PORTAL}"),
        link=full_address("events", query),
        feed_url=page_address(answer, answer.question.page_number),
        feed_guid=identifier(f"events?{query}"),
        subtitle="События программ поддержки промышленности Москвы.",
    )
    for entry in entries:
        code = codes[entry.entry_kind, entry.pk]
        feed.add_item(
            title=plain(entry.title),
            link=settings.PORTAL_URL + entry.get_absolute_url(),
            description=escape(plain(as_ics.description(entry))),
            unique_id=identifier(f"{entry.entry_kind}/{code}"),
            updateddate=entry.updated_at,
        )
    content = feed.writeString("utf-8")
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


def page_address(answer: Calendar, page: int) -> str:
    """Return the full address of a page of the feed of a question."""
    return full_address("events_atom", answer.question.query(page=[str(page)]))
