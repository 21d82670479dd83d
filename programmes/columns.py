"""The exported fields: one definition for CSV, XLSX, JSON and the page about the data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from .models import Programme

JOINED_BY = "; "
"""How several names stand in one cell. Items of a list stand one a line instead."""

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/deed.ru"
"""What may be done with the exported records: anything, naming the portal and the sources."""


@dataclass(frozen=True)
class Column:
    """One exported field.

    Attributes:
        key: the name in the address and in JSON.
        heading: the Russian heading of the table.
        meaning: one sentence for the page about the data.
        example: a value as it may stand in the cell.
        read: takes the value of a programme fetched with ``for_reading``.
    """

    key: str
    heading: str
    meaning: str
    example: str
    read: Callable[[Programme], Any]


def joined(values) -> str:
    """Return several names as one cell."""
    return JOINED_BY.join(str(value) for value in values)


def lines(values) -> str:
    """Return items of a list as one cell, one a line."""
    return "\n".join(str(value) for value in values)


def cited(fact) -> str:
    """Return a fact with its source, as one line of a cell."""
    return f"{fact.statement} ({fact.holds_for}; {fact.source.publisher}, {fact.locator})"


def sources_of(programme: Programme) -> list:
    """Return the sources of a programme's facts, each once, in the order of the facts."""
    return list(dict.fromkeys(fact.source for fact in programme.facts.all()))


def cell(value: Any) -> Any:
    """Return a column's value as text, with dates as ISO 8601 and nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return "да" if value else "нет"
    return value


def address(programme: Programme) -> str:
    """Return the full address of a programme's page."""
    return settings.PORTAL_URL + programme.get_absolute_url()


def _display(field: str) -> Callable[[Programme], str]:
    return lambda programme: getattr(programme, f"get_{field}_display")()


def _text(field: str) -> Callable[[Programme], Any]:
    return lambda programme: getattr(programme, field)


def _names(relation: str) -> Callable[[Programme], str]:
    return lambda programme: joined(getattr(programme, relation).all())


COLUMNS = [
    Column("slug", "Код", "Постоянное имя программы в адресе.", "rudnevo", _text("slug")),
    Column("title", "Название", "Название программы.", "Руднево", _text("title")),
    Column("summary", "Коротко", "Что это и кому, одним предложением.", "…", _text("summary")),
    Column("kind", "Вид поддержки", "Главная форма поддержки.", "Обучение", _display("kind")),
    Column(
        "stage",
        "Этап пути экспортёра",
        "Этап; пусто у программ не для экспортёров.",
        "Выбрать рынок",
        _display("stage"),
    ),
    Column(
        "audience",
        "Для кого",
        "Аудитории через точку с запятой.",
        "Экспортёры; Инвесторы",
        _names("audiences"),
    ),
    Column(
        "operator",
        "Оператор",
        "Кто оказывает поддержку.",
        "Моспром",
        lambda p: str(p.operator) if p.operator else "Не указан в источнике",
    ),
    Column("partners", "Партнёры", "Названные в источниках.", "МФТИ", _names("partners")),
    Column("place", "Место", "Площадки через точку с запятой.", "Печатники", _names("places")),
    Column("industry", "Отрасль", "Отрасли.", "Станкостроение", _names("industries")),
    Column("cost", "Стоимость", "Сколько платит получатель.", "Не указано", _display("cost")),
    Column("cost_note", "О стоимости", "Размер, ставка, доля.", "…", _text("cost_note")),
    Column("format", "Формат", "Очно или дистанционно.", "Не указано", _display("format")),
    Column(
        "since", "Действует с", "Так точно, как в источнике.", "с 2019 года", _text("since_words")
    ),
    Column("intake", "Приём заявок", "Как идёт приём.", "Закрыт", _display("intake")),
    Column("intake_opens", "Приём открывается", "Дата.", "2026-02-01", _text("intake_opens")),
    Column("intake_closes", "Приём закрывается", "Дата.", "2026-03-01", _text("intake_closes")),
    Column("description", "Описание", "Подробнее о программе.", "…", _text("description")),
    Column("benefits", "Что вы получите", "Пункты, каждый в строке.", "…", _text("benefits")),
    Column("eligibility", "Кто может получить", "Условия.", "…", _text("eligibility")),
    Column("application", "Как подать заявку", "Шаги.", "…", _text("application")),
    Column(
        "contacts",
        "Контакты",
        "Контакты, каждый в строке.",
        "Телефон: +7 …",
        lambda p: lines(p.contacts.all()),
    ),
    Column(
        "facts",
        "Факты",
        "Каждый факт в строке: утверждение, дата, источник и место в нём.",
        "…",
        lambda p: lines(cited(fact) for fact in p.facts.all()),
    ),
    Column(
        "sources",
        "Источники",
        "Адреса источников, каждый в строке.",
        "https://…",
        lambda p: lines(source.url or source for source in sources_of(p)),
    ),
    Column(
        "in_base_document",
        "Есть в базовом документе",
        "Названа ли программа в документе, с которого начат каталог.",
        "да",
        _text("in_base_document"),
    ),
    Column("checked_on", "Проверено", "Когда запись сверили.", "2026-11-20", _text("checked_on")),
    Column("updated_at", "Изменено", "Когда изменилось видимое.", "…", _text("updated_at")),
    Column("url", "Адрес", "Адрес страницы программы.", "https://…", address),
]
BY_KEY = {column.key: column for column in COLUMNS}
