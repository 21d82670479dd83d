"""The exported fields: one definition for CSV, XLSX, JSON, imports and the page about the data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from ..models import Audience, Country, Industry, Organisation, Place, Programme
from ..words import NOT_STATED, Cost, Format, Intake, Kind, Level, Nature, Stage
from . import filling
from .cells import NO, YES, Type, cell
from .filling import Taking

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
        read: takes the value of a programme fetched with ``for_reading``, or of a row of
            ``fact_rows``: a text, a list of texts, a date, a moment, a boolean or nothing, as
            ``type`` says.
        type: what the column holds.
        take: takes the text of an imported cell; none: it is changed in the record alone.
        is_computed: whether the portal fills the column in, whatever a file says.
        fresh: what the cell of a new record may say, as if it were empty.
        refusal: what is said of a changed cell that is not taken.
    """

    key: str
    heading: str
    meaning: str
    example: str
    read: Callable[[Any], Any]
    type: Type = Type.TEXT
    take: Taking | None = None
    is_computed: bool = False
    fresh: str = ""
    refusal: str = "это правят в самой записи; верните ячейку или уберите столбец."

    def cell(self, record: Any) -> str:
        """Return what stands in the cell of a record, as ``read`` takes it."""
        return cell(self.read(record), self.type.joint)


def cite(fact) -> str:
    """Return a fact with its source, as one line of a cell."""
    return f"{fact.statement} ({fact.holds_for}; {fact.source.publisher}, {fact.locator})"


def sources_of(programme: Programme) -> list:
    """Return the sources of a programme's facts, each once, in the order of the facts."""
    return list(dict.fromkeys(fact.source for fact in programme.facts.all()))


def address(programme: Programme) -> str:
    """Return the full address of a programme's page."""
    return settings.PORTAL_URL + programme.get_absolute_url()


def _operator(programme: Programme) -> str:
    return str(programme.operator or "")


def _unknown(programme: Programme) -> list[str]:
    return [OF_FIELD[name].heading for name in programme.unknown]


def _requirements(programme: Programme) -> list[str]:
    return [requirement.sentence for requirement in programme.requirements.all()]


def _facts(programme: Programme) -> list[str]:
    return [cite(fact) for fact in programme.facts.all()]


def _sources(programme: Programme) -> list[str]:
    return [source.url or str(source) for source in sources_of(programme)]


def _field(name: str) -> Callable[[Programme], Any]:
    return lambda programme: getattr(programme, name)


def _display(name: str) -> Callable[[Programme], str]:
    def read(programme: Programme) -> str:
        told = getattr(programme, name) != NOT_STATED
        return getattr(programme, f"get_{name}_display")() if told else ""

    return read


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
        take=filling.text("title"),
    ),
    Column(
        "summary",
        "Коротко",
        "Что это и кому — одним предложением, как в карточке.",
        "Центр «Моспром» проверяет, насколько московская компания готова к экспорту.",
        _field("summary"),
        take=filling.text("summary"),
    ),
    Column(
        "kind",
        "Вид поддержки",
        "Главная форма поддержки; у каждой программы одна.",
        "Льготный кредит",
        _display("kind"),
        take=filling.choice("kind", Kind),
    ),
    Column(
        "level",
        "Чья программа",
        "Городская или федеральная; третье — программы вузов, компаний и фондов.",
        "Городская",
        _display("level"),
        take=filling.choice("level", Level),
    ),
    Column(
        "nature",
        "Поддержка или справка",
        "Справка — стратегия или реформа: подать заявку некуда.",
        "Поддержка",
        _display("nature"),
        take=filling.choice("nature", Nature),
    ),
    Column(
        "stage",
        "Этап пути экспортёра",
        "Когда услуга нужна экспортёру; у программ не для экспортёров пусто.",
        "Выбрать рынок",
        _display("stage"),
        take=filling.choice("stage", Stage, blank=True),
    ),
    Column(
        "audience",
        "Для кого",
        "Кому программа прямо предназначена.",
        "Экспортёры; Малый и средний бизнес",
        _names("audiences"),
        Type.NAMES,
        take=filling.names("audiences", Audience),
    ),
    Column(
        "operator",
        "Оператор",
        "Кто оказывает поддержку.",
        "Моспром",
        _operator,
        take=filling.operator,
    ),
    Column(
        "partners",
        "Партнёры",
        "Организации, которые источник называет рядом с оператором.",
        "Московский политех; МФТИ",
        _names("partners"),
        Type.NAMES,
        take=filling.names("partners", Organisation),
    ),
    Column(
        "place",
        "Место",
        "Где проходит программа, если место названо.",
        "ОЭЗ «Технополис Москва»; Печатники",
        _names("places"),
        Type.NAMES,
        take=filling.names("places", Place),
    ),
    Column(
        "industry",
        "Отрасль",
        "Отрасли, которые называет источник; пусто — не названы.",
        "Станкостроение; Микроэлектроника",
        _names("industries"),
        Type.NAMES,
        take=filling.names("industries", Industry),
    ),
    Column(
        "country",
        "Страны",
        "Куда программа ведёт участников; пусто — страны не названы.",
        "Китай; ОАЭ",
        _names("countries"),
        Type.NAMES,
        take=filling.names("countries", Country),
    ),
    Column(
        "cost",
        "Стоимость",
        "Платит ли участник сам.",
        "Часть расходов оплачивает город",
        _display("cost"),
        take=filling.choice("cost", Cost),
    ),
    Column(
        "cost_note",
        "О стоимости",
        "Размер поддержки, ставка или доля расходов.",
        "До 10 млн ₽",
        _field("cost_note"),
        take=filling.text("cost_note"),
    ),
    Column(
        "format",
        "Формат",
        "Очно, дистанционно или и так и так.",
        "Очно",
        _display("format"),
        take=filling.choice("format", Format),
    ),
    Column(
        "since",
        "Действует с",
        "Начало работы программы — с той точностью, какую даёт источник.",
        "с сентября 2025 года",
        _field("since_words"),
        Type.SINCE,
        take=filling.since,
    ),
    Column(
        "intake",
        "Приём заявок",
        "Как принимают заявки. Открыт ли приём сегодня, видно по датам рядом.",
        "В указанные даты",
        _display("intake"),
        take=filling.choice("intake", Intake),
    ),
    Column(
        "intake_opens",
        "Приём открывается",
        "Первый день приёма, если он объявлен.",
        "2026-02-01",
        _field("intake_opens"),
        Type.DATE,
        take=filling.day("intake_opens"),
    ),
    Column(
        "intake_closes",
        "Приём закрывается",
        "Последний день приёма, если он объявлен.",
        "2026-03-01",
        _field("intake_closes"),
        Type.DATE,
        take=filling.day("intake_closes"),
    ),
    Column(
        "description",
        "Описание",
        "Подробный рассказ; между абзацами пустая строка.",
        "Размер гранта зависит от того, как росла экспортная выручка.",
        _field("description"),
        take=filling.text("description"),
    ),
    Column(
        "benefits",
        "Что вы получите",
        "Деньги, услуги и другие выгоды участника.",
        "До 10 млн ₽",
        _items("benefits"),
        Type.LINES,
        take=filling.text("benefits"),
    ),
    Column(
        "eligibility",
        "Кто может получить",
        "Условия и требования к участнику.",
        "Вы платите налоги в Москве",
        _items("eligibility"),
        Type.LINES,
        take=filling.text("eligibility"),
    ),
    Column(
        "application",
        "Как подать заявку",
        "Шаги по порядку; пусто — источники порядка не описывают.",
        "Заключите кредитный договор с банком",
        _items("application"),
        Type.LINES,
        take=filling.text("application"),
    ),
    Column(
        "requirements",
        "Условия",
        "Условия, которые можно проверить по признакам компании или человека.",
        "Малый или средний бизнес",
        _requirements,
        Type.LINES,
    ),
    Column(
        "contacts",
        "Контакты",
        "Сайт, форма заявки, телефон, почта или адрес оператора.",
        "Телефон: +7 (495) 777-26-96",
        _names("contacts"),
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
        "not_stated",
        "Источники молчат",
        "Столбцы, о которых не говорит ни один источник. Пустой ячейки, которой здесь нет, "
        "у программы может и не быть: партнёров, страны, примечания.",
        "Стоимость; Приём заявок",
        _unknown,
        Type.NAMES,
        is_computed=True,
    ),
    Column(
        "in_base_document",
        "Есть в базовом документе",
        "Названа ли программа в документе, с которого начат каталог.",
        YES,
        _field("in_base_document"),
        Type.BOOLEAN,
        is_computed=True,
        fresh=NO,
    ),
    Column(
        "checked_on",
        "Проверено",
        "Когда редактор последний раз сверил запись с источниками.",
        "2026-11-20",
        _field("checked_on"),
        Type.DATE,
        take=filling.day("checked_on"),
    ),
    Column(
        "updated_at",
        "Изменено",
        "Когда последний раз изменилось то, что видят посетители, — по московскому времени; "
        "сверка без правок не в счёт.",
        "2026-11-20 12:30:00",
        _field("updated_at"),
        Type.MOMENT,
        is_computed=True,
    ),
    Column(
        "url",
        "Адрес",
        "Страница программы на портале.",
        "https://example.ru/programmes/export-grant/",
        address,
        Type.LINK,
        is_computed=True,
    ),
]
BY_KEY = {column.key: column for column in COLUMNS}
OF_FIELD = BY_KEY | {"places": BY_KEY["place"], "industries": BY_KEY["industry"]}
"""The columns by the fields of a record."""
