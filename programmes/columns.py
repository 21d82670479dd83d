"""The exported fields: one definition for CSV, XLSX, JSON and the page about the data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.conf import settings

from .models import Programme

JOINED_BY = "; "
"""How several names stand in one cell. Items of a list stand one a line instead."""
YES, NO = "да", "нет"
UNKNOWN_OPERATOR = "Не указан в источнике"

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/deed.ru"
"""What may be done with the exported records: anything, naming the portal and the sources."""


class Type(StrEnum):
    """What a column holds; the label is for the page about the data."""

    TEXT = "текст"
    NAMES = "названия через точку с запятой"
    LINES = "пункты, каждый с новой строки"
    DATE = "дата"
    MOMENT = "дата и время"
    BOOLEAN = "да или нет"
    LINK = "адрес"

    @property
    def joint(self) -> str:
        """What stands between the values of a list in one cell."""
        return "\n" if self is Type.LINES else JOINED_BY


@dataclass(frozen=True)
class Column:
    """One exported field.

    Attributes:
        key: the name in the address and in JSON.
        heading: the Russian heading of the table.
        meaning: one sentence for the page about the data.
        example: a value as it may stand in the cell.
        read: takes the value of a programme fetched with ``for_reading``: a text, a list of
            texts, a date, a moment, a boolean or nothing, as ``type`` says.
        type: what the column holds.
    """

    key: str
    heading: str
    meaning: str
    example: str
    read: Callable[[Programme], Any]
    type: Type = Type.TEXT

    def cell(self, programme: Programme) -> str:
        """Return what stands in the cell of a programme fetched with ``for_reading``."""
        return cell(self.read(programme), self.type.joint)


def cell(value: Any, joint: str = JOINED_BY) -> str:
    """Return a column's value as text: dates as ISO 8601, nothing as an empty text."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case date() | datetime():
            return value.isoformat()
        case list():
            return joint.join(map(str, value))
    return str(value)


def cited(fact) -> str:
    """Return a fact with its source, as one line of a cell."""
    return f"{fact.statement} ({fact.holds_for}; {fact.source.publisher}, {fact.locator})"


def sources_of(programme: Programme) -> list:
    """Return the sources of a programme's facts, each once, in the order of the facts."""
    return list(dict.fromkeys(fact.source for fact in programme.facts.all()))


def address(programme: Programme) -> str:
    """Return the full address of a programme's page."""
    return settings.PORTAL_URL + programme.get_absolute_url()


def _operator(programme: Programme) -> str:
    return str(programme.operator) if programme.operator else UNKNOWN_OPERATOR


def _contacts(programme: Programme) -> list[str]:
    return [str(contact) for contact in programme.contacts.all()]


def _facts(programme: Programme) -> list[str]:
    return [cited(fact) for fact in programme.facts.all()]


def _sources(programme: Programme) -> list[str]:
    return [source.url or str(source) for source in sources_of(programme)]


def _field(name: str) -> Callable[[Programme], Any]:
    return lambda programme: getattr(programme, name)


def _display(name: str) -> Callable[[Programme], str]:
    return lambda programme: getattr(programme, f"get_{name}_display")()


def _names(relation: str) -> Callable[[Programme], list[str]]:
    return lambda programme: [str(record) for record in getattr(programme, relation).all()]


def _items(name: str) -> Callable[[Programme], list[str]]:
    # not splitlines: the cell has to hold the text as it is, rarer line ends included
    return lambda programme: (
        getattr(programme, name).split("\n") if getattr(programme, name) else []
    )


COLUMNS = [
    Column(
        "slug",
        "Код",
        "Постоянное имя программы: по нему её узнают другие системы, оно же стоит в адресе.",
        "export-grant",
        _field("slug"),
    ),
    Column(
        "title",
        "Название",
        "Как программу называет тот, кто её ведёт.",
        "Гранты на экспортную деятельность",
        _field("title"),
    ),
    Column(
        "summary",
        "Коротко",
        "Что это и кому — одним предложением, как в карточке.",
        "Центр «Моспром» проверяет, насколько московская компания готова к экспорту.",
        _field("summary"),
    ),
    Column(
        "kind",
        "Вид поддержки",
        "Главная форма поддержки; у каждой программы одна.",
        "Льготный кредит",
        _display("kind"),
    ),
    Column(
        "stage",
        "Этап пути экспортёра",
        "Когда услуга нужна экспортёру; у программ не для экспортёров пусто.",
        "Выбрать рынок",
        _display("stage"),
    ),
    Column(
        "audience",
        "Для кого",
        "Кому программа прямо предназначена.",
        "Экспортёры; Малый и средний бизнес",
        _names("audiences"),
        Type.NAMES,
    ),
    Column(
        "operator",
        "Оператор",
        f"Кто оказывает поддержку; если источник молчит — «{UNKNOWN_OPERATOR}».",
        "Моспром",
        _operator,
    ),
    Column(
        "partners",
        "Партнёры",
        "Организации, которые источник называет рядом с оператором.",
        "Московский политех; МФТИ",
        _names("partners"),
        Type.NAMES,
    ),
    Column(
        "place",
        "Место",
        "Где проходит программа, если место названо.",
        "ОЭЗ «Технополис Москва»; Печатники",
        _names("places"),
        Type.NAMES,
    ),
    Column(
        "industry",
        "Отрасль",
        "Отрасли, которые называет источник; пусто — не названы.",
        "Станкостроение; Микроэлектроника",
        _names("industries"),
        Type.NAMES,
    ),
    Column(
        "cost",
        "Стоимость",
        "Платит ли участник сам. «Не указано» значит, что об этом не сказано в источниках.",
        "Часть расходов оплачивает город",
        _display("cost"),
    ),
    Column(
        "cost_note",
        "О стоимости",
        "Размер поддержки, ставка или доля расходов.",
        "До 10 млн ₽",
        _field("cost_note"),
    ),
    Column("format", "Формат", "Очно, дистанционно или и так и так.", "Очно", _display("format")),
    Column(
        "since",
        "Действует с",
        "Начало работы программы — с той точностью, какую даёт источник.",
        "с сентября 2025 года",
        _field("since_words"),
    ),
    Column(
        "intake",
        "Приём заявок",
        "Как принимают заявки. Открыт ли приём сегодня, видно по датам рядом.",
        "В указанные даты",
        _display("intake"),
    ),
    Column(
        "intake_opens",
        "Приём открывается",
        "Первый день приёма, если он объявлен.",
        "2026-02-01",
        _field("intake_opens"),
        Type.DATE,
    ),
    Column(
        "intake_closes",
        "Приём закрывается",
        "Последний день приёма, если он объявлен.",
        "2026-03-01",
        _field("intake_closes"),
        Type.DATE,
    ),
    Column(
        "description",
        "Описание",
        "Подробный рассказ; между абзацами пустая строка.",
        "Размер гранта зависит от того, как росла экспортная выручка.",
        _field("description"),
    ),
    Column(
        "benefits",
        "Что вы получите",
        "Деньги, услуги и другие выгоды участника.",
        "До 10 млн ₽",
        _items("benefits"),
        Type.LINES,
    ),
    Column(
        "eligibility",
        "Кто может получить",
        "Условия и требования к участнику.",
        "Вы платите налоги в Москве",
        _items("eligibility"),
        Type.LINES,
    ),
    Column(
        "application",
        "Как подать заявку",
        "Шаги по порядку; пусто — источники порядка не описывают.",
        "Заключите кредитный договор с банком",
        _items("application"),
        Type.LINES,
    ),
    Column(
        "contacts",
        "Контакты",
        "Сайт, форма заявки, телефон, почта или адрес оператора.",
        "Телефон: +7 (495) 777-26-96",
        _contacts,
        Type.LINES,
    ),
    Column(
        "facts",
        "Факты",
        "Утверждения о программе; в скобках — дата или период, издание и место в нём.",
        "Центр «Руднево» открылся 2 октября 2024 года. "
        "(на 2 октября 2024 года; Президент России, публикация целиком)",
        _facts,
        Type.LINES,
    ),
    Column(
        "sources",
        "Источники",
        "Адреса публикаций, на которые опираются факты.",
        "https://www.ng.ru/news/825801.html",
        _sources,
        Type.LINES,
    ),
    Column(
        "in_base_document",
        "Есть в базовом документе",
        "Названа ли программа в документе, с которого начат каталог.",
        YES,
        _field("in_base_document"),
        Type.BOOLEAN,
    ),
    Column(
        "checked_on",
        "Проверено",
        "Когда редактор последний раз сверил запись с источниками.",
        "2026-11-20",
        _field("checked_on"),
        Type.DATE,
    ),
    Column(
        "updated_at",
        "Изменено",
        "Когда последний раз изменилось то, что видят посетители; сверка без правок не в счёт.",
        "2026-11-20T09:30:00+00:00",
        _field("updated_at"),
        Type.MOMENT,
    ),
    Column(
        "url",
        "Адрес",
        "Страница программы на портале.",
        "https://example.ru/programmes/export-grant/",
        address,
        Type.LINK,
    ),
]
BY_KEY = {column.key: column for column in COLUMNS}
