"""The gallery: every component in every state, from samples that touch no record."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ...catalogue import AskedWord, Chip, Facet, Option, PageLink, Refusal
from ...dossier import Answer, Cell, Known, Note, Share, evidence_strip, in_words
from ...dossier import figure as compared
from ...models import PAGE, Change, Contact, Event, Fact, Organisation, Programme, Source
from ...search import Matches, Met, Repair, Understanding
from ...tables import BY_KEY
from ...words import (
    About,
    Addressee,
    Bound,
    ContactKind,
    Cost,
    EventState,
    Intake,
    IntakeStatus,
    Kind,
    Level,
    Measure,
    Reliability,
    Stage,
)
from .fields import Choice
from .tabular import Heading, Row

DAY = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG = "Центр практической подготовки для электромашиностроительных и приборостроительных колледжей"
SOURCE = Source(
    slug="sample",
    title="Как Москва помогает предприятиям",
    publisher="Правительство Москвы",
    url="https://example.org/a-very-long-address-that-has-to-be-broken-somewhere/2025/11/26/page",
    published_on=DAY,
    reliability=Reliability.OFFICIAL,
)
UNDATED = Source(
    slug="undated", title=LONG, publisher="Газета", reliability=Reliability.PRESS, is_base=True
)
PROGRAMME = Programme(slug="sample", title="Участие в выставках", summary="Компании и стенды.")


@never_cache
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All components in all states, for whoever changes them; nobody else learns that it exists."""
    if not admin.site.has_permission(request):
        raise Http404
    context = {
        "day": DAY,
        "cards": [card(status=status) for status in IntakeStatus] + [card(title=LONG * 2)],
        "brief": card(get_kind_display="Грант", operator=sample_organisation()),
        "lemmas": frozenset({"стенд", "выставка"}),
        "figures": [figure(bound) for bound in Bound],
        "comparison": compared([figure(bound, value=500 * n) for n, bound in enumerate(Bound)]),
        "facets": [facet(chosen=0), facet(chosen=2)],
        "sides": Facet("side", "Раздел", single=True, options=options(1)),
        "chips": [
            Chip("Запрос", "заём", "kind=loan"),
            Chip("Для кого", LONG, "q=заём"),
        ],
        "choices": [
            Choice("kind", "Вид поддержки", [("loan", "Заём"), ("grant", LONG)], [], "", ""),
            Choice("place", "Место", [], ["one", "other"], LONG, "kind=loan"),
        ],
        "readings": readings(),
        "pages": [PageLink(n, f"page={n}", n == 3) for n in (1, 0, 2, 3, 4, 0, 12)],
        "orders": [("title", "По названию"), ("checked", "Сначала проверенные недавно")],
        "refusals": [
            Refusal("colour", "Параметр «colour» каталогу неизвестен."),
            Refusal("kind", f"В фильтре «Вид поддержки» нет значения «{'а' * 60}»."),
        ],
        "ways": [{"label": "Вид поддержки: Заём или грант", "query": "q=заём", "count": 3}],
        "ways_alone": [
            {"label": "Запрос: заём", "query": "q=заём", "count": 1},
            {"label": "Для кого: Экспортёры", "query": "audience=exporters", "count": 13},
        ],
        "nearest": [("выставка", "q=выставка"), ("заём", "q=заём")],
        "answers": given_answers(),
        "group": {"about": About.RESULTS, "notes": notes()},
        "changes": [in_words(each) for each in sample_changes()],
        "contacts": contacts(),
        "sources": [SOURCE, UNDATED],
        "failing": {SOURCE.url: DAY},
        "steps": [{"stage": s, "option": options(0)[0]} for s in Stage if s != Stage.THROUGHOUT]
        + [{"stage": Stage.SHOW, "option": None}],
        "programme": PROGRAMME,
        **choice(),
    }
    return render(request, "pages/gallery.html", context)


def choice() -> dict:
    """Return what helps to choose: sides, a table, rows of a comparison; and what it rests on."""
    columns = [BY_KEY["kind"], BY_KEY["cost_note"]]
    headings = [
        Heading("Название", "", "ascending"),
        Heading("О стоимости", "sort=amount", ""),
        Heading("Для кого", "", ""),
    ]
    rows = [
        Row("#g-choice", PROGRAMME.title, ["До 10 млн ₽", LONG]),
        Row("#g-choice", LONG, ["", "Инвесторы"]),
    ]
    boxes = [(column, number == 0) for number, column in enumerate(columns)]
    known, unknown = Cell(("До 10 млн ₽", "Наставник"), ("РБК, 2025 год",)), Cell()
    return {
        "addressees": [*Addressee],
        "views": [("карточки", "", True), ("таблица", "view=table", False)],
        "table": SimpleNamespace(columns=columns, headings=headings, rows=rows, boxes=boxes),
        "question": SimpleNamespace(
            in_words="Все программы", page_size=50, page_sizes=[(20, ""), (50, "page_size=50")]
        ),
        "silent": ["условия отбора", "стоимость"],
        "compared": [SimpleNamespace(label="Что вы получите", cells=[known, unknown])],
        "strip": evidence_strip([figure(Bound.EXACTLY), undated_fact()]),
        "known_questions": ["Стоимость", "Место"],
        "known": [Known(PROGRAMME.title, "#g-strip", "M0 4h3", "Место")],
        "shares": [Share("Стоимость", 43, 81), Share("Место", 0, 81)],
        "events": events(),
    }


def undated_fact() -> Fact:
    """Return a fact of the press without a day."""
    return Fact(programme=PROGRAMME, source=UNDATED, code="undated", about=About.PLACE)


def events() -> list[tuple[Event, bool]]:
    """Return an event to come, one that was held and one that was called off."""
    of = {"title": "Выставка", "source": SOURCE, "organiser": sample_organisation()}
    days = {"begins": DAY}
    return [
        (
            Event(slug="coming", state=EventState.PLANNED, applications_until=DAY, **of, **days),
            False,
        ),
        (Event(slug="held", state=EventState.HELD, note=LONG, **of, **days), True),
        (Event(slug="off", state=EventState.CANCELLED, **of, **days), True),
    ]


def sample_organisation() -> Organisation:
    """Return an operator with a long name."""
    return Organisation(slug="sample", name=LONG, short_name="Московский инновационный кластер")


def card(*, status=IntakeStatus.NOT_STATED, **fields) -> SimpleNamespace:
    """Return what a card reads of a programme."""
    stated = status != IntakeStatus.NOT_STATED
    cost = Cost.PARTLY_PAID if stated else Cost.NOT_STATED
    values = {
        "title": PROGRAMME.title,
        "summary": "Стенд на зарубежной выставке: площадь и переговоры оплачивает город.",
        "description": "",
        "benefits": "",
        "get_absolute_url": PROGRAMME.get_absolute_url(),
        "kind": Kind.EVENT.value,
        "get_kind_display": Kind.EVENT.label,
        "level": Level.CITY,
        "get_level_display": Level.CITY.label,
        "stage": Stage.SHOW.value if stated else "",
        "get_stage_display": Stage.SHOW.label,
        "audiences": SimpleNamespace(all=[SimpleNamespace(name="Экспортёры")] * 2),
        "operator": sample_organisation() if stated else None,
        "cost": cost,
        "cost_note": "",
        "get_cost_display": lambda: cost.label,
        "checked_on": DAY,
        "intake_status_on": lambda day: status,
        "slug": "sample",
        "eligibility": "",
        "application": "",
        "intake": Intake.CONTINUOUS if stated else Intake.NOT_STATED,
        "has_contact": stated,
        "contacts": SimpleNamespace(all=contacts() if stated else []),
        "known_on": DAY if stated else None,
        "figures": [sample_amount()] if stated else [],
    }
    return SimpleNamespace(**(values | fields))


def figure(bound: Bound, unit: str = "компаний", value: int = 1000) -> Fact:
    """Return a fact with a figure."""
    return Fact(
        programme=PROGRAMME,
        source=SOURCE,
        code=f"figure-{bound}-{value}",
        about=About.RESULTS,
        statement=f"Участвовали {bound.label} {value} {unit}.",
        value=Decimal(value),
        value_to=Decimal(value * 2) if bound == Bound.BETWEEN else None,
        bound=bound,
        unit=unit,
        label="участвовали в международных выставках с 2019 года",
        as_of=DAY,
        locator="абзац 2",
    )


def sample_amount() -> Fact:
    """Return a fact that a card shows as its figure."""
    fact = figure(Bound.UP_TO, "млн ₽", 10)
    fact.label, fact.measure = "размер гранта", Measure.AMOUNT
    return fact


def options(chosen: int) -> list[Option]:
    """Return the values of a facet, the first of them chosen."""
    labels = [("a", "Экспортёры", 13), ("b", LONG, 1), ("c", "Инвесторы", 0)]
    return [
        Option(v, label, n, i < chosen, "q={}".format) for i, (v, label, n) in enumerate(labels)
    ]


def facet(chosen: int) -> Facet:
    """Return a facet with some of its values chosen."""
    return Facet(f"sample-{chosen}", "Для кого", single=False, options=options(chosen))


def readings() -> list[tuple[Understanding, Matches, list[AskedWord]]]:
    """Return the ways in which words can be read."""
    layout = (Repair("dscnfdrb", "выставки", "layout"),)
    loan = (("loan", ("заём", "кредит")),)
    met = (Met("станки", 3), Met("вечером", 0))
    alone = [AskedWord("станки", 3, True, "q=", "q="), AskedWord("вечером", 0, False, "q=", "q=")]
    return [
        (Understanding("dscnfdrb", "выставки", repairs=layout), Matches(), []),
        (Understanding("loan", "loan", translations=loan), Matches(), []),
        (Understanding("станки вечером", "станки вечером"), Matches(partial=True, met=met), alone),
        (Understanding("кредит", "кредит"), Matches(through=(("кредит", "заём"),)), []),
        (Understanding("заём на экспорт", "заём на экспорт", left_out=("на",)), Matches(), []),
        (Understanding("юредический", "юредический", literal=True), Matches(), []),
    ]


def notes() -> list[Note]:
    """Return two facts that contradict each other."""
    first, second = figure(Bound.EXACTLY, "м²", 9100), figure(Bound.MORE_THAN, "м²", 9000)
    return [Note(1, first, [(2, second.code)]), Note(2, second, [(1, first.code)])]


def given_answers() -> list[Answer]:
    """Return answers: a phrase, one item, several, links, unknown."""
    return [
        Answer(About.COST, text="Часть расходов оплачивает город", notes=notes()),
        Answer(About.BENEFITS, items=["Место на общем стенде"], notes=notes()[:1]),
        Answer(About.APPLICATION, items=["Заключите договор с банком", "Подайте заявку в фонд"]),
        Answer(About.OPERATOR, links=[("Моспром", "/organisations/mosprom/")]),
        Answer(About.ELIGIBILITY),
    ]


def sample_changes() -> list[Change]:
    """Return a change of words with a note, one of which only the field is known, a first text."""
    of = {"programme": PROGRAMME, "title": PROGRAMME.title, "moment": MOMENT}
    return [
        Change(pk=1, field="cost_note", old="До 5 млн ₽", new="До 10 млн ₽", note=LONG, **of),
        Change(pk=2, field=PAGE, **of),
        Change(pk=3, field="application", new="Подайте заявку в фонд", **of),
    ]


def contacts() -> list[Contact]:
    """Return every kind of contact."""
    values = {
        ContactKind.FORM: "https://example.org/apply",
        ContactKind.PHONE: "+7 (495) 777-26-96",
        ContactKind.EMAIL: "export@example.org",
        ContactKind.ADDRESS: "Волгоградский проспект, дом 42",
    }
    return [Contact(kind=k, value=v, label=k.label, source=SOURCE) for k, v in values.items()]
