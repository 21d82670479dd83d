"""ProgrammeFilter: the one definition of what the catalogue can be asked."""

from dataclasses import dataclass

import django_filters
from django.db.models import Model, QuerySet
from rapidfuzz import fuzz, process

from portal.responses import Parameters, Refusal, shortened, unreadable

from ..models import Audience, Industry, Organisation, Place, Programme
from ..words import NOT_STATED, Cost, Format, IntakeStatus, Kind, Side, Stage, typed_words

QUERY_LENGTH = 200
PAGE_LIMIT = 1_000_000


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


class Literal(django_filters.ChoiceFilter):
    """Whether the words are searched exactly as typed, without repair."""

    def __init__(self, **kwargs):
        super().__init__(choices=[("1", "Да")], **kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs


class Sort(django_filters.ChoiceFilter):
    """The order of the answer; what each value means is the catalogue's business."""

    ORDERS = (
        ("relevance", "По соответствию запросу"),
        ("title", "По названию"),
        ("updated", "Сначала недавно изменённые"),
        ("checked", "Сначала недавно проверенные"),
    )

    def __init__(self, **kwargs):
        super().__init__(choices=self.ORDERS, **kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs


class ProgrammeFilter(django_filters.FilterSet):
    """What the catalogue can be asked, and which questions it refuses.

    Selecting by words (``q``) belongs to the search; everything else is a facet.
    """

    side = FacetFilter("audiences__side", Side, single=True, label="Раздел")
    audience = FacetFilter("audiences__slug", Audience, label="Для кого")
    kind = FacetFilter("kind", Kind, label="Вид поддержки")
    stage = FacetFilter("stage", Stage, label="Этап пути экспортёра")
    operator = FacetFilter("operator__slug", Organisation, optional=True, label="Оператор")
    place = FacetFilter("places__slug", Place, optional=True, label="Место")
    industry = FacetFilter("industries__slug", Industry, optional=True, label="Отрасль")
    cost = FacetFilter("cost", Cost, label="Стоимость")
    format = FacetFilter("format", Format, label="Формат")
    intake = FacetFilter("intake_status", IntakeStatus, label="Приём заявок")
    literal = Literal(label="Искать дословно")
    sort = Sort(label="Сортировка")

    class Meta:
        model = Programme
        fields = []

    SINGLE = ("q", "side", "literal", "sort", "page")
    LABELS = {"q": "Запрос", "page": "Страница"}

    @classmethod
    def facets(cls) -> dict[str, FacetFilter]:
        """Return the facets by the parameter that asks for them, in the order of the page."""
        return {n: f for n, f in cls.base_filters.items() if isinstance(f, FacetFilter)}

    @classmethod
    def parameters(cls) -> list[str]:
        """Return the names of all parameters, in the order of a clean address."""
        return ["q", *cls.base_filters, "page"]

    @classmethod
    def label(cls, parameter: str) -> str:
        """Return the Russian name of a parameter."""
        return cls.LABELS.get(parameter) or cls.base_filters[parameter].label

    @classmethod
    def canonical(cls, params: dict[str, list[str]], *, paged: bool) -> dict[str, list[str]]:
        """Return the one spelling of a question, understood or not: equal ones have one answer.

        Args:
            params: the values of each parameter, blank ones already dropped.
            paged: whether this format is given page by page.
        """
        tidy = dict(params)
        for name in tidy.keys() & cls.facets().keys() - {*cls.SINGLE}:
            tidy[name] = sorted(set(tidy[name]))
        tidy["q"] = [*filter(None, map(typed_words, tidy.get("q", [])))]
        pages = tidy.get("page", [])
        if paged and all(map(is_page, pages)):
            tidy["page"] = [page.lstrip("0") for page in pages]
        for name, values in cls._usual(tidy, paged).items():
            if tidy.get(name) in values:
                del tidy[name]
        order = [*cls.parameters(), *sorted(tidy.keys() - set(cls.parameters()))]
        return {name: tidy[name] for name in order if tidy.get(name)}

    @classmethod
    def _usual(cls, params, paged) -> dict[str, list[list[str]]]:
        """Return the values that say no more than their absence."""
        return {
            # without words nothing is more relevant than something else
            "sort": [["relevance"], [cls.default_sort(params)]],
            # it says how to read words, so it goes with them
            "literal": [] if params["q"] else [["1"]],
            "page": [["1"]] if paged else [],
        }

    @classmethod
    def default_sort(cls, params: dict[str, list[str]]) -> str:
        """Return the order of a list whose question names none."""
        return "relevance" if params.get("q") else "title"

    @classmethod
    def refusals(cls, params: dict[str, list[str]], options: dict, paged: bool) -> list[Refusal]:
        """Say what of a question the catalogue does not understand.

        Args:
            params: the values of each parameter, blank ones already dropped.
            options: the values each facet knows, by parameter.
            paged: whether this format is given page by page.
        """
        found = []
        for name, values in params.items():
            found += [Refusal(name, s) for s in cls._objections(name, values, options, paged)]
        return found

    @classmethod
    def _objections(cls, name, values, options, paged):
        if name not in cls.parameters():
            yield cls._unknown_parameter(name)
            return
        label = cls.label(name)
        if sentence := unreadable(label, values):
            yield sentence
            return
        if name in cls.SINGLE and len(values) > 1:
            yield f"Параметр «{label}» указан несколько раз: оставьте одно значение."
            return
        if name == "q" and len(values[0]) > QUERY_LENGTH:
            yield f"Запрос длиннее {QUERY_LENGTH} знаков: сократите его."
        elif name == "page" and not paged:
            yield "Параметр «Страница» здесь не действует: в этом формате список приходит целиком."
        elif name == "page" and not is_page(values[0]):
            yield f"Номер страницы — целое число от 1, а не «{shortened(values[0])}»."
        elif name == "sort" and values[0] not in dict(Sort.ORDERS):
            yield f"Сортировки «{shortened(values[0])}» нет: выберите её из списка."
        elif name == "literal" and values[0] != "1":
            yield "Параметр «Искать дословно» принимает только значение «1»."
        elif name in options:
            for value in values:
                if value not in options[name]:
                    yield f"В фильтре «{label}» нет значения «{shortened(value)}»."

    @classmethod
    def _unknown_parameter(cls, name):
        sentence = f"Параметр «{shortened(name)}» каталогу неизвестен."
        nearest = process.extractOne(
            name[:40], cls.parameters(), scorer=fuzz.ratio, score_cutoff=70
        )
        return f"{sentence} Возможно, нужен «{nearest[0]}»." if nearest else sentence


@dataclass(frozen=True)
class CatalogueParameters(Parameters):
    """The catalogue's question; what of it is not understood, the catalogue says itself."""

    names: tuple[str, ...] = tuple(ProgrammeFilter.parameters())

    @property
    def paged(self) -> bool:
        """Tell whether the format is given page by page."""
        return "page" in self.names

    def refusals(self, params):
        return []

    def canonical(self, params):
        return ProgrammeFilter.canonical(params, paged=self.paged)


UNPAGED = CatalogueParameters(tuple(n for n in CatalogueParameters.names if n != "page"))
"""The question of a format that gives the list whole."""


def is_page(value: str) -> bool:
    """Tell whether a parameter is a page number the catalogue can have."""
    number = value.lstrip("0")
    are_digits = value.isascii() and value.isdigit() and 0 < len(number) <= len(str(PAGE_LIMIT))
    return are_digits and int(number) <= PAGE_LIMIT
