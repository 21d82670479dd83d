"""Question: what was asked, in one spelling, understood or refused."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import quote_plus

from django.http import QueryDict
from django.utils.functional import cached_property

from portal.responses import without_blanks, without_unreadable

from .filters import (
    OF_FORMAT,
    OF_TABLE,
    PAGE_SIZES,
    USUAL_COLUMNS,
    ProgrammeFilter,
    Refusal,
    Sort,
    View,
)
from .paging import no_such_page
from .phrases import question_in_words
from .sets import FacetIndex


@dataclass(frozen=True)
class Question:
    """A question to one version of the catalogue.

    Attributes:
        params: the values of each parameter in the one spelling of the question.
        known: the values that can be asked for, and their names.
        refusals: what was not understood; when there is anything, there are no rows.
        is_renamed: whether it was asked with codes that records had before.
        is_past_the_end: whether it is sound and only the page is not there.
    """

    params: dict[str, list[str]]
    known: FacetIndex
    refusals: list[Refusal]
    is_renamed: bool = False
    is_past_the_end: bool = False

    @classmethod
    def read(cls, params: QueryDict, known: FacetIndex, of_format: tuple[str, ...]) -> "Question":
        """Return the question of a query string.

        Args:
            params: the query string, as Django parses it.
            known: the values that can be asked for.
            of_format: which of ``OF_FORMAT`` the format has.
        """
        asked = without_blanks(params)
        renewed = rename_codes(asked, known.former)
        tidy = ProgrammeFilter.canonical(renewed, of_format)
        refusals = ProgrammeFilter.refusals(tidy, known, of_format)
        return cls(tidy, known, refusals, is_renamed=asked != renewed)

    def refused(self, refusals: list[Refusal]) -> "Question":
        """Return the question refused for what only its page could tell."""
        return replace(self, refusals=[*self.refusals, *refusals])

    def past_the_end(self, page_count: int) -> "Question":
        """Return the question refused because its answer has only so many pages."""
        refusal = Refusal("page", no_such_page(self.page_number, page_count))
        return replace(self, refusals=[refusal], is_past_the_end=True)

    @property
    def status(self) -> HTTPStatus:
        """The status of the answer in every format: a sound question may ask for a missing page."""
        if self.is_past_the_end:
            return HTTPStatus.NOT_FOUND
        return HTTPStatus.BAD_REQUEST if self.refusals else HTTPStatus.OK

    # --- What is asked ----------------------------------------------------------------------

    @property
    def words(self) -> str:
        """The words as typed; of a refused question, without the characters nobody could read."""
        return without_unreadable(self._single("q"))

    @property
    def literal(self) -> bool:
        """Whether the words are searched exactly as typed."""
        return bool(self._single("literal"))

    @cached_property
    def choices(self) -> dict[str, list[str]]:
        """The chosen values of each facet that was asked for; none in a refused question."""
        if self.refusals:
            return {}
        asked = {name: {*self.params.get(name, ())} for name in ProgrammeFilter.facets()}
        return {
            name: [value for value in self.known.options[name] if value in values]
            for name, values in asked.items()
            if values
        }

    @property
    def chosen(self) -> list[int]:
        """The primary keys of the named programmes in their order; none in a refused question."""
        named = [] if self.refusals else self.params.get("programme", [])
        return [self.known.pk_of[slug] for slug in named]

    @property
    def conditions(self) -> list[str]:
        """The names of the parameters that select programmes."""
        words, named = ["q"] if self.words else [], ["programme"] if self.chosen else []
        return [*words, *named, *self.choices]

    @property
    def sort(self) -> str:
        """The order of the list; one that asks for what the question lacks is the default one."""
        asked = self._single("sort")
        return asked if asked in dict(self.orders) else self.default_sort

    @property
    def default_sort(self) -> str:
        """The order of a list whose question names none."""
        return ProgrammeFilter.default_sort(self.params)

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The orders that make sense for this question."""
        missing = {"relevance"} if not self.words else set()
        missing |= {"chosen"} if not self.params.get("programme") else set()
        return [order for order in Sort.ORDERS if order[0] not in missing]

    @property
    def page_number(self) -> int:
        return int(self._single("page") or 1)

    @property
    def page_size(self) -> int:
        """How many programmes a page has; of a refused question, as many as usual."""
        return ProgrammeFilter.page_size_of({} if self.refusals else self.params)

    @property
    def page_sizes(self) -> list[tuple[int, str]]:
        """The sizes that people are offered, each with its question."""
        return [(size, self.query(page_size=[str(size)])) for size in PAGE_SIZES]

    @property
    def is_table(self) -> bool:
        """Whether the list is shown as a table."""
        return self._single("view") == View.TABLE

    @property
    def columns(self) -> list[str]:
        """The names of the table's columns in their order, as asked or as usual."""
        asked = self._single("columns")
        return asked.split(",") if asked else [*USUAL_COLUMNS]

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """The ways to show the list: what each is called, its question, whether it is this one."""
        table = self.query(view=[View.TABLE])
        return [
            ("карточки", self.paged_query, not self.is_table),
            ("таблица", table, self.is_table),
        ]

    def _single(self, name: str) -> str:
        return self.params.get(name, [""])[0]

    @property
    def in_words(self) -> str:
        """The question as a Russian phrase: «Программы для экспортёров по запросу „заём“»."""
        return question_in_words(
            self.words, len(self.chosen), self.choices, self.known.options, self.known.genitives
        )

    # --- As an address ----------------------------------------------------------------------

    def query(self, **changes: list[str]) -> str:
        """Return the question as a clean query string, without a page, with some values changed.

        Args:
            changes: the new values of parameters; an empty list drops the parameter.
        """
        changed = {**self.params, "page": [], **changes}
        params = ProgrammeFilter.canonical(changed, OF_FORMAT)
        names = [name for name in ProgrammeFilter.parameters() if name in params]
        return "&".join(f"{name}={quote_value(value)}" for name in names for value in params[name])

    @property
    def query_with_page(self) -> str:
        """The whole question as a clean query string: where an address with blanks leads."""
        return self.query(page=self.params.get("page", []))

    @property
    def whole_query(self) -> str:
        """The question for formats that give the list whole."""
        return self.query(**{name: [] for name in OF_FORMAT})

    @property
    def file_query(self) -> str:
        """The question for tables as files: with the columns that are chosen here."""
        chosen = self.params.get("columns", []) if self.is_table else []
        columns = [f"columns={quote_value(value)}" for value in chosen]
        return "&".join(filter(None, [self.whole_query, *columns]))

    @property
    def paged_query(self) -> str:
        """The question for programs that read the list page by page."""
        return self.query(**{name: [] for name in OF_TABLE})

    @property
    def understood_query(self) -> str:
        """What is left of a refused question without the parameters that were refused."""
        refused = {refusal.parameter for refusal in self.refusals}
        return self.query(**{name: [] for name in refused})

    @property
    def literal_query(self) -> str:
        """The same question with its words searched exactly as typed."""
        return self.query(literal=["1"])


@lru_cache(maxsize=4096)
def quote_value(value: str) -> str:
    """Return a value as a query string has it; a page says the same ones again and again."""
    return quote_plus(value)


def rename_codes(params: dict[str, list[str]], former: Mapping[str, Mapping[str, str]]) -> dict:
    """Return the parameters with the codes that records had before as those they have now."""
    return {
        name: [former.get(name, {}).get(value, value) for value in values]
        for name, values in params.items()
    }
