"""ProgrammeFilter: the one definition of what the catalogue can be asked."""

from dataclasses import dataclass

import django_filters
from django.db.models import Model, QuerySet
from rapidfuzz import fuzz, process

from .choices import NOT_STATED, Cost, Format, IntakeStatus, Kind, Side, Stage
from .models import Audience, Industry, Organisation, Place, Programme

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
            values = list(self.of.objects.values_list("slug", name))
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


@dataclass(frozen=True)
class Refusal:
    """Why a question is not answered: the parameter, and a sentence for the person."""

    parameter: str
    sentence: str


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
    sort = Sort(label="Порядок")

    class Meta:
        model = Programme
        fields = []

    SINGLE = ("q", "side", "literal", "sort", "page")
    LABELS = {"q": "Слова", "page": "Страница"}

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
        if any("\0" in value for value in values):
            yield f"В параметре «{label}» есть нулевой символ: уберите его."
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
            yield f"Порядка «{shortened(values[0])}» нет: выберите порядок из списка."
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


def is_page(value: str) -> bool:
    """Tell whether a parameter is a page number the catalogue can have."""
    return value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= PAGE_LIMIT


def shortened(value: str, length: int = 60) -> str:
    """Return what a person typed, printable and short enough to be quoted in a sentence."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value)
    return text if len(text) <= length else text[: length - 1] + "…"
