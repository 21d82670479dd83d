"""ProgrammeFilter: the one definition of what the catalogue can be asked."""

from dataclasses import dataclass
from functools import cache

import django_filters
from django.db.models import Model, QuerySet
from rapidfuzz import fuzz, process

from portal.responses import Parameters, Refusal, given_twice, shorten, unreadable

from ..models import Audience, Country, Industry, Organisation, Place, Programme
from ..words import (
    NOT_STATED,
    Amount,
    Cost,
    Duration,
    Format,
    IntakeStatus,
    Kind,
    Level,
    Nature,
    Rate,
    Side,
    Stage,
    Term,
    typed_words,
)
from .objections import Known, no_number, odd_codes, too_long

MAX_PAGE = 1_000_000
OF_PAGES = ("page", "page_size")
"""What only a format that is given page by page is asked."""
OF_TABLE = ("view", "columns")
"""What only the page for people is asked; files have parameters of their own for columns."""
OF_FORMAT = (*OF_PAGES, *OF_TABLE)
"""What says nothing of which programmes are meant, and not every format has."""
PAGE_SIZE, MAX_PAGE_SIZE = 20, 100
"""Programmes on a page: unless the question says otherwise, and at most."""
PAGE_SIZES = (20, 50)
"""What people are offered."""
USUAL_COLUMNS = ("title", "kind", "audience", "operator", "cost_note")
"""The columns of a table unless the question names others."""


class FacetFilter(django_filters.MultipleChoiceFilter):
    """A closed question about a programme; several values mean «any of these».

    Args:
        field_name: the path from the programme to the value.
        of: the ``TextChoices`` class or the model whose slugs are the values.
        optional: whether «не указано» is a value, asked for as ``not-stated``.
        single: whether only one value may be asked for.
    """

    def __init__(self, field_name, of, *, optional=False, single=False, **kwargs):
        self.of, self.optional, self.single = of, optional, single
        null = {"null_value": NOT_STATED} if optional else {}
        super().__init__(field_name=field_name, choices=self.options, **null, **kwargs)

    def options(self) -> list[tuple[str, str]]:
        """Return every value that may be asked for, with its Russian name."""
        if issubclass(self.of, Model):
            name = "short_name" if self.of is Organisation else "name"
            values = list(self.of.objects.public().values_list("slug", name))
        else:
            values = list(self.of.choices)
        return [*values, (NOT_STATED, "Не указано")] if self.optional else values


class Unselecting:
    """A parameter that the catalogue answers by itself: no column is compared."""

    def filter(self, qs: QuerySet, value) -> QuerySet:
        return qs


class BandFilter(Unselecting, FacetFilter):
    """A facet of a measure: its values are read from the facts, not from a column.

    Args:
        of: the ``TextChoices`` class of the bands; «не указано» is a value besides.
    """

    SHOWN_FROM = 0.1
    """The share of the listed programmes that have to know the measure before it is offered."""

    def __init__(self, of, **kwargs):
        super().__init__("pk", of, optional=True, **kwargs)


class Literal(Unselecting, django_filters.ChoiceFilter):
    """Whether the words are searched exactly as typed, without repair."""

    def __init__(self, **kwargs):
        super().__init__(choices=[("1", "Да")], **kwargs)


class Chosen(django_filters.BaseInFilter, django_filters.CharFilter):
    """Named programmes, in the order in which they are named: a comparison, a list of one's own."""

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        return qs.filter(slug__in=value) if value else qs


class PageSize(Unselecting, django_filters.NumberFilter):
    """How many programmes a page of the list has."""


class View(Unselecting, django_filters.ChoiceFilter):
    """How the list is shown: as cards unless it is asked for as a table."""

    TABLE = "table"

    def __init__(self, **kwargs):
        super().__init__(choices=[(self.TABLE, "Таблица")], **kwargs)


class TableColumns(Unselecting, django_filters.BaseInFilter, django_filters.CharFilter):
    """The columns of the table in their order; which there are, the page knows."""


class Sort(Unselecting, django_filters.ChoiceFilter):
    """The order of the answer; what each value means is the catalogue's business."""

    ORDERS = (
        ("relevance", "По соответствию запросу"),
        ("chosen", "Как выбраны"),
        ("useful", "Сначала полезные"),
        ("amount", "Сначала крупные суммы"),
        ("title", "По названию"),
        ("updated", "Сначала недавно изменённые"),
        ("checked", "Сначала недавно проверенные"),
    )

    def __init__(self, **kwargs):
        super().__init__(choices=self.ORDERS, **kwargs)


class ProgrammeFilter(django_filters.FilterSet):
    """What the catalogue can be asked, and which questions it refuses.

    Selecting by words (``q``) belongs to the search; everything else is a facet.
    """

    side = FacetFilter("audiences__side", Side, single=True, label="Раздел")
    audience = FacetFilter("audiences__slug", Audience, label="Для кого")
    kind = FacetFilter("kind", Kind, label="Вид поддержки")
    nature = FacetFilter("nature", Nature, label="Поддержка или справка")
    level = FacetFilter("level", Level, label="Чья программа")
    stage = FacetFilter("stage", Stage, label="Этап пути экспортёра")
    operator = FacetFilter("operator__slug", Organisation, optional=True, label="Оператор")
    place = FacetFilter("places__slug", Place, optional=True, label="Место")
    industry = FacetFilter("industries__slug", Industry, optional=True, label="Отрасль")
    country = FacetFilter("countries__slug", Country, label="Страна")
    cost = FacetFilter("cost", Cost, label="Стоимость")
    format = FacetFilter("format", Format, label="Формат")
    intake = FacetFilter("intake_status", IntakeStatus, label="Приём заявок")
    amount = BandFilter(Amount, label="Сколько денег")
    rate = BandFilter(Rate, label="Ставка")
    term = BandFilter(Term, label="На какой срок")
    duration = BandFilter(Duration, label="Сколько длится")
    programme = Chosen(field_name="slug", label="Выбранные программы")
    literal = Literal(label="Искать дословно")
    sort = Sort(label="Сортировка")
    page_size = PageSize(label="Программ на странице")
    view = View(label="Вид списка")
    columns = TableColumns(label="Столбцы")

    class Meta:
        model = Programme
        fields = []

    SINGLE = ("q", "side", "literal", "sort", "view", *OF_PAGES)
    LABELS = {"q": "Запрос", "page": "Страница"}

    @classmethod
    @cache
    def facets(cls) -> dict[str, FacetFilter]:
        """Return the facets by the parameter that asks for them, in the order of the page."""
        return {n: f for n, f in cls.base_filters.items() if isinstance(f, FacetFilter)}

    @classmethod
    @cache
    def parameters(cls) -> list[str]:
        """Return the names of all parameters, in the order of a clean address."""
        return ["q", *cls.base_filters, "page"]

    @classmethod
    def label(cls, parameter: str) -> str:
        """Return the Russian name of a parameter."""
        return cls.LABELS.get(parameter) or cls.base_filters[parameter].label

    @classmethod
    def canonical(
        cls, params: dict[str, list[str]], of_format: tuple[str, ...]
    ) -> dict[str, list[str]]:
        """Return the one spelling of a question, understood or not: equal ones have one answer.

        Args:
            params: the values of each parameter, blank ones already dropped.
            of_format: which of ``OF_FORMAT`` this format has.
        """
        tidy = dict(params)
        for name in tidy.keys() & cls.facets().keys() - {*cls.SINGLE}:
            tidy[name] = sorted(set(tidy[name]))
        tidy["programme"] = [*dict.fromkeys(tidy.get("programme", []))]
        tidy["q"] = [*filter(None, map(typed_words, tidy.get("q", [])))]
        pages = tidy.get("page", [])
        if "page" in of_format and all(map(is_page, pages)):
            tidy["page"] = [page.lstrip("0") for page in pages]
        sizes = tidy.get("page_size", [])
        if "page_size" in of_format and all(map(is_page_size, sizes)):
            tidy["page_size"] = [size.lstrip("0") for size in sizes]
        if "columns" in of_format and "columns" in tidy:
            tidy["columns"] = listed_columns(tidy)
        for name, values in cls._usual(tidy, of_format).items():
            if tidy.get(name) in values:
                del tidy[name]
        order = [*cls.parameters(), *sorted(tidy.keys() - set(cls.parameters()))]
        return {name: tidy[name] for name in order if tidy.get(name)}

    @classmethod
    def _usual(cls, params, of_format) -> dict[str, list[list[str]]]:
        """Return the values that say no more than their absence."""
        usual = {
            # nothing is more relevant without words, and nothing stands as chosen without a choice
            "sort": [["relevance"], [cls.default_sort(params)]],
            # it says how to read words, so it goes with them
            "literal": [] if params["q"] else [["1"]],
        }
        shown = {
            "page_size": [[str(PAGE_SIZE)]],
            "page": [["1"]],
            "columns": [[",".join(USUAL_COLUMNS)]],
        }
        return usual | {name: shown[name] for name in shown.keys() & {*of_format}}

    @classmethod
    def default_sort(cls, params: dict[str, list[str]]) -> str:
        """Return the order of a list whose question names none."""
        if params.get("q"):
            return "relevance"
        return "chosen" if params.get("programme") else "useful"

    @classmethod
    def page_size_of(cls, params: dict[str, list[str]]) -> int:
        """Return how many programmes a page of a question that is understood has."""
        return int(params.get("page_size", [PAGE_SIZE])[0])

    @classmethod
    def refusals(
        cls, params: dict[str, list[str]], known: Known, of_format: tuple[str, ...]
    ) -> list[Refusal]:
        """Say what of a question the catalogue does not understand.

        Args:
            params: the values of each parameter, blank ones already dropped.
            known: the values that can be asked for.
            of_format: which of ``OF_FORMAT`` this format has.
        """
        found = []
        for name, values in params.items():
            found += [Refusal(name, s) for s in cls._objections(name, values, known, of_format)]
        return found

    @classmethod
    def _objections(cls, name, values, known, of_format):
        if name not in cls.parameters():
            yield cls._unknown_parameter(name)
            return
        label = cls.label(name)
        if sentence := unreadable(label, values):
            yield sentence
            return
        if name in OF_FORMAT and name not in of_format:
            yield cls._foreign_parameter(name)
            return
        if name in cls.SINGLE and len(values) > 1:
            yield given_twice(label)
            return
        if name in cls.SINGLE and name != "side":
            yield from cls._objections_to_one(name, values[0])
        elif name != "columns":
            yield from odd_codes(name, label, values, known)

    @classmethod
    def _objections_to_one(cls, name, value):
        if name == "q" and too_long(value):
            yield too_long(value)
        elif name == "page" and not is_page(value):
            yield no_number(value)
        elif name == "page_size" and not is_page_size(value):
            most = f"от 1 до {MAX_PAGE_SIZE}"
            yield f"На странице бывает {most} программ, а не «{shorten(value)}»."
        elif name == "sort" and value not in dict(Sort.ORDERS):
            yield f"Сортировки «{shorten(value)}» нет: выберите её из списка."
        elif name == "literal" and value != "1":
            yield "Параметр «Искать дословно» принимает только значение «1»."
        elif name == "view" and value != View.TABLE:
            yield f"Вида списка «{shorten(value)}» нет: бывает только {View.TABLE}."

    @classmethod
    def _foreign_parameter(cls, name):
        why = "в этом формате список приходит целиком"
        if name in OF_TABLE:
            why = "так выбирают вид страницы каталога"
        return f"Параметр «{cls.label(name)}» здесь не действует: {why}."

    @classmethod
    def _unknown_parameter(cls, name):
        sentence = f"Параметр «{shorten(name)}» каталогу неизвестен."
        nearest = process.extractOne(
            name[:40], cls.parameters(), scorer=fuzz.ratio, score_cutoff=70
        )
        return f"{sentence} Возможно, нужен «{nearest[0]}»." if nearest else sentence


@dataclass(frozen=True)
class CatalogueParameters(Parameters):
    """The catalogue's question; what of it is not understood, the catalogue says itself."""

    names: tuple[str, ...] = tuple(ProgrammeFilter.parameters())

    @property
    def of_format(self) -> tuple[str, ...]:
        """Which of the parameters that not every format has this one has."""
        return tuple(name for name in OF_FORMAT if name in self.names)

    def refusals(self, params):
        return []

    def canonical(self, params):
        return ProgrammeFilter.canonical(params, self.of_format)


PAGED = CatalogueParameters(tuple(n for n in CatalogueParameters.names if n not in OF_TABLE))
"""The question of a format for programs that is given page by page."""
UNPAGED = CatalogueParameters(tuple(n for n in PAGED.names if n not in OF_PAGES))
"""The question of a format that gives the list whole."""


def listed_columns(params: dict[str, list[str]]) -> list[str]:
    """Return the columns of a question in one value: boxes of a form send each by itself."""
    keys = [key.strip() for value in params["columns"] for key in value.split(",")]
    named = ",".join(filter(None, dict.fromkeys(keys)))
    return [named] if named else []


def is_page_size(value: str) -> bool:
    """Tell whether a parameter is a number of programmes that a page can have."""
    return is_page(value) and int(value) <= MAX_PAGE_SIZE


def is_page(value: str) -> bool:
    """Tell whether a parameter is a page number the catalogue can have."""
    number = value.lstrip("0")
    are_digits = value.isascii() and value.isdigit() and 0 < len(number) <= len(str(MAX_PAGE))
    return are_digits and int(number) <= MAX_PAGE
