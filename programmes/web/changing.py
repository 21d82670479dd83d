"""What the log of changes is asked: the catalogue's question, a severity, a day to begin with."""

from dataclasses import dataclass
from datetime import date, datetime, time
from http import HTTPStatus
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from portal.responses import Refusal, shorten

from ..catalogue import (
    PAGED,
    UNPAGED,
    Answer,
    CatalogueParameters,
    Listing,
    PageParameters,
    ask,
    today,
)
from ..models import TERMS, Change
from ..words import Severity
from .asking import apart

OWN = ("severity", "since", "page")
OF_LISTS = ("sort", "page_size")
"""What a question of the catalogue may bring along: the log has an order and pages of its own."""
CHANGES_PARAMETERS = CatalogueParameters(
    (*(name for name in PAGED.names if name not in OF_LISTS), *OWN[:2])
)
WHOLE_CHANGES_PARAMETERS = CatalogueParameters((*UNPAGED.names, *OWN[:2]))
MAX_CHANGES_ON_PAGE = 50
SEVERITIES = {TERMS: "Только условия"} | dict(Severity.choices)
"""What ``severity`` may be, in Russian: one of them, or all but the words."""


@dataclass(frozen=True)
class AskedChanges:
    """What the log is asked, and what answers.

    Attributes:
        answer: whose programmes; a question without conditions means all, of whatever nature.
        own: the values of ``OWN`` that are given.
        refusals: what cannot be understood.
    """

    answer: Answer
    own: dict[str, str]
    refusals: tuple[Refusal, ...]

    @property
    def status(self) -> HTTPStatus:
        """The status of the refusal."""
        status = self.answer.question.status
        return HTTPStatus.BAD_REQUEST if status == HTTPStatus.OK else status

    @property
    def rows(self) -> QuerySet:
        """The changes that answer, the newest first, with their programmes."""
        rows = Change.objects.select_related("programme")
        if self.answer.question.query():
            rows = rows.filter(programme__in=self.answer.pks)
        if severity := self.own.get("severity"):
            rows = rows.of_severity(severity)
        if since := self.own.get("since"):
            day = datetime.combine(date.fromisoformat(since), time.min)
            rows = rows.since(timezone.make_aware(day))
        return rows

    def query(self, *, page: int = 1, conditions: str | None = None, without: str = "") -> str:
        """Return the question as a clean query string.

        Args:
            page: of its changes.
            conditions: other ones in place of those that are asked of programmes.
            without: a parameter of the log's own that is left out.
        """
        if conditions is None:
            conditions = self.answer.question.query()
        own = {name: self.own[name] for name in OWN[:2] if name in self.own and name != without}
        own |= {"page": page} if page > 1 else {}
        return "&".join(filter(None, [conditions, urlencode(own)]))

    def listing(self) -> Listing:
        """Return the page that is asked for."""
        return Listing(self.rows, MAX_CHANGES_ON_PAGE, {"page": self.own.get("page", "1")})


def asked_changes(params: QueryDict) -> AskedChanges:
    """Read what the log is asked.

    Args:
        params: the query string, as Django parses it.
    """
    question, own, refusals = apart(params, OWN)
    for name in OF_LISTS:
        question.pop(name, None)
    answer = ask(question, today())
    refusals = [*answer.question.refusals, *refusals, *odd_values(own)]
    return AskedChanges(answer, own, tuple(refusals))


def odd_values(own: dict[str, str]) -> list[Refusal]:
    """Refuse a severity that does not exist, a day that is none, a page that is no number."""
    found = {}
    if (severity := own.get("severity")) and severity not in SEVERITIES:
        values = ", ".join(SEVERITIES)
        found["severity"] = f"Значения «{shorten(severity)}» нет. Есть: {values}."
    if since := own.get("since"):
        try:
            date.fromisoformat(since)
        except ValueError:
            found["since"] = f"«{shorten(since)}» — не день. Напишите его так: 2026-11-27."
    if page := own.get("page"):
        found["page"] = PageParameters().objection("page", [page])
    return [Refusal(name, sentence) for name, sentence in found.items() if sentence]


def newest_of_terms() -> QuerySet:
    """Return what changed for those who take part, the newest first, with the programmes.

    That a programme is new or closed is no such change: of that the lists of programmes tell.
    """
    of_terms = Change.objects.of_severity(TERMS).exclude(severity=Severity.PUBLICATION)
    return of_terms.select_related("programme")
