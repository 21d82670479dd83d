"""What the calendar can be asked, in one spelling, understood or refused."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from django.db import models
from django.http import QueryDict

from portal.responses import (
    Parameters,
    Refusal,
    given_twice,
    shorten,
    unreadable,
    without_blanks,
)

from ..catalogue import FacetIndex, ProgrammeFilter, is_page, no_number, odd_codes, rename_codes
from ..words import russian

FACETS = tuple(name for name in ProgrammeFilter.facets() if name != "country")
"""The catalogue's facets, which an event is asked by through its programmes; its country is its
own."""
CODED = ("country", *FACETS, "programme")
"""The parameters whose values are codes; several mean «any of these»."""
SINGLE = ("month", "time", "side", "page")
LABELS = {"month": "Месяц", "time": "Когда", "page": "Страница"}
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)


class Time(models.TextChoices):
    """Which events, by the day on which it is asked."""

    UPCOMING = "upcoming", "Предстоящие"
    PAST = "past", "Прошедшие"
    ALL = "all", "Все"


@dataclass(frozen=True)
class Month:
    """A month of the calendar."""

    first: date

    @classmethod
    def read(cls, text: str) -> "Month":
        """Return the month of «2026-03»."""
        return cls(date.fromisoformat(f"{text}-01"))

    @property
    def last(self) -> date:
        """The last day."""
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    @property
    def code(self) -> str:
        """«2026-03»: how an address has it."""
        return f"{self.first:%Y-%m}"

    @property
    def title(self) -> str:
        """«Март 2026 года»."""
        return russian.month(self.first)

    @property
    def previous(self) -> "Month | None":
        """The month before; None where nothing can be asked."""
        return self.of(self.first - timedelta(days=1))

    @property
    def next(self) -> "Month | None":
        """The month after; None where nothing can be asked."""
        return self.of(self.last + timedelta(days=1))

    @staticmethod
    def of(day: date) -> "Month | None":
        """Return the month of a day; None where it cannot be asked for."""
        return Month(day.replace(day=1)) if MONTH.fullmatch(f"{day:%Y-%m}") else None


@dataclass(frozen=True)
class CalendarParameters(Parameters):
    """The calendar's question; what of it is not understood, the calendar says itself.

    Attributes:
        names: in the order of the canonical address; without the last for files.
    """

    names: tuple[str, ...] = ("month", "time", *CODED, "page")

    def refusals(self, params):
        return []

    def canonical(self, params):
        tidy = {n: sorted({*v}) if n in CODED and n not in SINGLE else v for n, v in params.items()}
        if tidy.get("time") == [usual_time(tidy)]:
            del tidy["time"]
        pages = tidy.get("page", [])
        if "page" in self.names and len(pages) == 1 and is_page(pages[0]):
            tidy["page"] = [number for number in [pages[0].lstrip("0")] if number != "1"]
        order = [*self.names, *sorted(tidy.keys() - {*self.names})]
        return {name: tidy[name] for name in order if tidy.get(name)}


OF_FILES = CalendarParameters(("month", "time", *CODED))
"""The question of a file, which has all events at once."""


def usual_time(params: dict[str, list[str]]) -> str:
    """Return which events are meant where nothing is said: a month is asked for whole."""
    return Time.ALL if params.get("month") else Time.UPCOMING


@dataclass(frozen=True)
class CalendarQuestion:
    """A question to the calendar.

    Attributes:
        params: the values of each parameter in the one spelling of the question.
        refusals: what was not understood; when there is anything, there are no events.
        is_renamed: whether it was asked with codes that records had before.
    """

    params: dict[str, list[str]]
    refusals: list[Refusal]
    is_renamed: bool = False
    status: HTTPStatus = HTTPStatus.BAD_REQUEST

    @classmethod
    def read(
        cls, params: QueryDict, known: FacetIndex, parameters: CalendarParameters
    ) -> "CalendarQuestion":
        """Return the question of a query string.

        Args:
            params: the query string, as Django parses it.
            known: the values that can be asked for.
            parameters: what the format may be asked.
        """
        asked = without_blanks(params)
        renewed = rename_codes(asked, known.former)
        tidy = parameters.canonical(renewed)
        refusals = [
            Refusal(name, sentence)
            for name, values in tidy.items()
            for sentence in objections(name, values, known, parameters)
        ]
        return cls(tidy, refusals, is_renamed=asked != renewed)

    @property
    def month(self) -> Month | None:
        """The month that is asked for."""
        asked = self.params.get("month")
        return Month.read(asked[0]) if asked and not self.refusals else None

    @property
    def time(self) -> str:
        """Which events are asked for, by the day."""
        return self.params.get("time", [usual_time(self.params)])[0]

    @property
    def page_number(self) -> int:
        return int(self.params.get("page", ["1"])[0])

    def values(self, name: str) -> list[str]:
        """Return the chosen values of a parameter."""
        return self.params.get(name, [])

    def query(self, **changes: list[str]) -> str:
        """Return the question as a clean query string, without a page, with some values changed.

        Args:
            changes: the new values of parameters; an empty list drops the parameter.
        """
        changed = {**self.params, "page": [], **changes}
        return urlencode(CalendarParameters().canonical(changed), doseq=True)

    @property
    def query_with_page(self) -> str:
        """The whole question: where an address in another spelling leads."""
        return self.query(page=self.params.get("page", []))


def objections(
    name: str, values: list[str], known: FacetIndex, parameters: CalendarParameters
) -> Iterator[str]:
    """Yield sentences about what one parameter says and the calendar does not understand."""
    if name not in CalendarParameters.names:
        yield f"Параметр «{shorten(name)}» календарю неизвестен."
        return
    label = LABELS.get(name) or ProgrammeFilter.label(name)
    if name not in parameters.names:
        yield f"Параметр «{label}» здесь не действует: в этом формате события приходят целиком."
    elif sentence := unreadable(label, values):
        yield sentence
    elif name in SINGLE and len(values) > 1:
        yield given_twice(label)
    elif name == "month" and not MONTH.fullmatch(values[0]):
        yield f"Месяц пишут как «2026-03», а не «{shorten(values[0])}»: с 2000 по 2099 год."
    elif name == "time" and values[0] not in Time.values:
        yield f"Времени «{shorten(values[0])}» нет: бывает {', '.join(Time.values)}."
    elif name == "page" and not is_page(values[0]):
        yield no_number(values[0])
    elif name in CODED:
        yield from odd_codes(name, label, values, known)
