"""Facts as a flat table: a statement a row, with its figure, its dates, its source."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from ..models import Fact
from ..words import About, Bound, Measure, Reliability
from . import as_csv
from .cells import Type
from .columns import Column

PROGRAMMES_AT_ONCE = 200
CONDITIONS = {"about": About, "measure": Measure}
"""What a table of facts can be asked beside the catalogue's question, each with its values."""


def _value(name: str) -> Callable[[Mapping], Any]:
    return lambda row: row[name]


def _label(name: str, choices) -> Callable[[Mapping], str]:
    labels = dict(choices.choices)
    return lambda row: str(labels.get(row[name], ""))


def _number(name: str) -> Callable[[Mapping], str]:
    return lambda row: "" if row[name] is None else decimal_text(row[name])


def _page(row: Mapping) -> str:
    page = reverse("programme", args=[row["programme__slug"]])
    return f"{settings.PORTAL_URL}{page}#fact-{row['code']}"


def decimal_text(number: Decimal) -> str:
    """Return a number as Russian spreadsheets read it: a decimal comma, nothing superfluous."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


FACT_COLUMNS = (
    Column(
        "programme",
        "Код программы",
        "Постоянное имя программы, о которой факт.",
        "export-grant",
        _value("programme__slug"),
    ),
    Column(
        "title",
        "Программа",
        "Название программы.",
        "Гранты на экспортную деятельность",
        _value("programme__title"),
    ),
    Column("code", "Код факта", "Постоянное имя факта внутри программы.", "f12", _value("code")),
    Column(
        "about",
        "О чём",
        "На какой вопрос страницы отвечает факт.",
        "Стоимость",
        _label("about", About),
    ),
    Column(
        "statement",
        "Утверждение",
        "Факт одним предложением.",
        "Грант — до 10 млн ₽.",
        _value("statement"),
    ),
    Column("value", "Число", "Число факта, если оно есть.", "10", _number("value"), Type.NUMBER),
    Column(
        "value_to",
        "До числа",
        "Верхняя граница у «от … до».",
        "15",
        _number("value_to"),
        Type.NUMBER,
    ),
    Column(
        "bound",
        "Граница",
        "Слово источника при числе: «свыше 1 000» — не 1 000.",
        "до",
        _label("bound", Bound),
    ),
    Column("unit", "Единица", "В чём число.", "млн ₽", _value("unit")),
    Column("label", "Что за число", "Подпись к числу.", "размер гранта", _value("label")),
    Column(
        "measure",
        "Что измеряет",
        "Общее для всех программ: по нему числа разных программ можно сравнить.",
        "Сумма",
        _label("measure", Measure),
    ),
    Column(
        "as_of",
        "На дату",
        "На какой день факт верен; пусто, если источник дня не называет.",
        "2025-11-26",
        _value("as_of"),
        Type.DATE,
    ),
    Column("period", "За период", "За какой срок, если это не день.", "2025 год", _value("period")),
    Column("source", "Источник", "Заголовок публикации.", "Итоги года", _value("source__title")),
    Column("publisher", "Издатель", "Кто опубликовал.", "mos.ru", _value("source__publisher")),
    Column(
        "published_on",
        "Опубликовано",
        "День публикации; пусто, если он неизвестен.",
        "2025-11-26",
        _value("source__published_on"),
        Type.DATE,
    ),
    Column(
        "reliability",
        "Надёжность",
        "Кто говорит: сам оператор, закон, перепечатка, пресса.",
        "Официальный сайт",
        _label("source__reliability", Reliability),
    ),
    Column("locator", "Место", "Где в источнике это сказано.", "абзац 2", _value("locator")),
    Column(
        "source_url",
        "Адрес источника",
        "Страница публикации; пусто, если адреса нет.",
        "https://www.mos.ru/news/",
        _value("source__url"),
        Type.LINK,
    ),
    Column(
        "url",
        "Адрес факта",
        "Место факта на странице программы.",
        "https://example.ru/programmes/export-grant/#fact-f12",
        _page,
        Type.LINK,
    ),
)
"""The columns of facts; each reads a row of ``fact_rows``."""
_FIELDS = (
    *("programme_id", "programme__slug", "programme__title", "code", "about", "statement"),
    *("value", "value_to", "bound", "unit", "label", "measure", "as_of", "period", "locator"),
    *("source__title", "source__publisher", "source__published_on", "source__reliability"),
    "source__url",
)


def fact_rows(pks: list[int], conditions: Mapping[str, str]) -> Iterator[dict]:
    """Yield the public facts of programmes in the order of their keys, some at a time.

    Args:
        pks: the programmes.
        conditions: the value of each of ``CONDITIONS`` that the facts shall have.
    """
    facts = Fact.objects.public().filter(**conditions).order_by("position", "pk").values(*_FIELDS)
    for start in range(0, len(pks), PROGRAMMES_AT_ONCE):
        some = pks[start : start + PROGRAMMES_AT_ONCE]
        found = defaultdict(list)
        for row in facts.filter(programme__in=some):
            found[row["programme_id"]].append(row)
        for pk in some:
            yield from found[pk]


def fact_lines(pks: list[int], conditions: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the same facts as lines of CSV in its plain shape."""
    return lines_of(fact_rows(pks, conditions))


def lines_of(rows: Iterable[Mapping]) -> Iterator[bytes]:
    """Yield rows of ``fact_rows`` as lines of CSV in its plain shape."""
    for row in rows:
        yield as_csv.line(column.cell(row) for column in FACT_COLUMNS).encode()
