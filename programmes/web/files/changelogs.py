"""The log of changes as files: Atom, CSV, of the question that its page answers."""

import io
from http import HTTPStatus

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.html import escape

from portal.responses import Refusal, problem

from ...catalogue import today
from ...dossier import CHANGE_COLUMNS, PORTAL, ChangeInWords, in_words
from ...tables import Shape, as_csv
from ..caching import data_of
from ..changing import (
    MAX_CHANGES_ON_PAGE,
    WHOLE_CHANGES_PARAMETERS,
    asked_changes,
)
from .exports import FORM_CSV, sent
from .feeds import PagedFeed, full_address, identifier, plain

MAX_CHANGES_IN_FILE = 10_000


@data_of(WHOLE_CHANGES_PARAMETERS)
def changes_csv(request: HttpRequest) -> FileResponse | HttpResponse:
    """Return all changes of the question as CSV."""
    asked = asked_changes(request.GET)
    if asked.refusals:
        return problem(asked.status, asked.refusals)
    rows = asked.rows[: MAX_CHANGES_IN_FILE + 1]
    told = [in_words(change) for change in rows]
    if len(told) > MAX_CHANGES_IN_FILE:
        sentence = "Изменений больше 10 000: назовите день, с которого они нужны."
        return problem(HTTPStatus.BAD_REQUEST, [Refusal("since", sentence)])
    lines = (as_csv.line(c.cell(each) for c in CHANGE_COLUMNS).encode() for each in told)
    file = io.BytesIO()
    as_csv.write_csv(file, lines, Shape(CHANGE_COLUMNS, whole=CHANGE_COLUMNS))
    file.seek(0)
    ending = f"-{today().isoformat()}.csv"
    return sent(file, "changes" + ending, "изменения" + ending, FORM_CSV.content_type)


@data_of(WHOLE_CHANGES_PARAMETERS)
def changes_atom(request: HttpRequest) -> HttpResponse:
    """Return the newest changes of the question as a feed."""
    asked = asked_changes(request.GET)
    if asked.refusals:
        return problem(asked.status, asked.refusals)
    rows = list(asked.rows[:MAX_CHANGES_ON_PAGE])
    query = asked.query()
    changed_at = asked.answer.snapshot.version.changed_at
    feed = PagedFeed(
        updated=rows[0].moment if rows else changed_at,
        pages={},
        title=plain(f"Изменения: {asked.answer.question.in_words} — {PORTAL}"),
        link=full_address("changes", query),
        feed_url=full_address("changes_atom", query),
        feed_guid=identifier(f"changes?{query}"),
        subtitle="Что изменилось в программах поддержки промышленности Москвы: было и стало.",
    )
    for told in map(in_words, rows):
        feed.add_item(**change_entry(told))
    content = feed.writeString("utf-8")
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


def change_entry(told: ChangeInWords) -> dict:
    """Return one entry: its date moves when the change goes on within the hour."""
    change = told.change
    note = f" {change.note}" if change.note else ""
    return {
        "title": plain(f"{change.title}: {told.heading}"),
        "link": told.url or full_address("changes"),
        "description": escape(plain(told.sentence + note)),
        "unique_id": identifier(f"change/{change.pk}"),
        "updateddate": change.moment,
        "categories": [plain(change.get_severity_display())],
    }
