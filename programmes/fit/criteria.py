"""Criteria: the questions a visitor is asked of themselves, and what each reply says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..words import Attribute, Side

UNKNOWN = "unknown"
"""The reply of somebody who does not know or does not want to say."""
Span = tuple[int, int]
FOREVER = 10**6


@dataclass(frozen=True)
class Reply:
    """One reply to a question.

    Attributes:
        label: its words.
        codes: the codes that each attribute may have then.
        spans: the numbers that each attribute may have then, both ends among them.
        side: the door it leads through; empty where it says nothing of that.
        audiences: the codes of the audiences the visitor belongs to.
    """

    label: str
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)
    side: str = ""
    audiences: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Criterion:
    """A question to the visitor.

    Attributes:
        name: its parameter.
        title: the question.
        replies: by the value of the parameter.
        side: whom it is put to; empty for everybody.
    """

    name: str
    title: str
    replies: Mapping[str, Reply]
    side: str = ""

    @property
    def attributes(self) -> frozenset[str]:
        """The attributes of conditions that its replies speak of."""
        replies = self.replies.values()
        return frozenset(name for reply in replies for name in (*reply.codes, *reply.spans))


def codes(**named: str) -> dict[str, frozenset[str]]:
    """Return what some attributes are, each by its codes parted by spaces."""
    return {name.replace("_", "-"): frozenset(each.split()) for name, each in named.items()}


def learner(label: str, code: str, audience: str) -> Reply:
    """Return the reply of somebody who learns or is going to."""
    known = codes(learner=code, applicant="individual")
    return Reply(label, known, side=Side.LEARNING, audiences=frozenset([audience]))


def firm(label: str, applicant: str, audiences: str) -> Reply:
    """Return the reply of somebody who speaks for a firm."""
    known = codes(applicant=applicant)
    return Reply(label, known, side=Side.BUSINESS, audiences=frozenset(audiences.split()))


def yes_no(attribute: Attribute, yes: str, no: str) -> dict[str, Reply]:
    """Return the two replies about an attribute that is so or not."""
    return {
        "yes": Reply(yes, {attribute.value: frozenset(["yes"])}),
        "no": Reply(no, {attribute.value: frozenset(["no"])}),
    }


IN_BUSINESS = "exporters industrial-enterprises small-and-medium-business employers innovators"
WHO = Criterion(
    "who",
    "Кто вы?",
    {
        "company": firm("Компания", "company", f"{IN_BUSINESS} investors"),
        "entrepreneur": firm(
            "Предприниматель", "entrepreneur", f"{IN_BUSINESS} entrepreneurs investors"
        ),
        "school": learner("Школьник или родитель школьника", "school", "school-pupils"),
        "college": learner("Студент колледжа", "college", "college-students"),
        "university": learner("Студент вуза", "university", "university-students"),
        "adult": learner("Взрослый, меняю профессию", "adult", "adults"),
    },
)
CRITERIA = (
    WHO,
    Criterion(
        "size",
        "Какого размера компания?",
        {
            "micro": Reply("Микро: до 15 человек", codes(size="micro")),
            "small": Reply("Малая: до 100 человек", codes(size="small")),
            "medium": Reply("Средняя: до 250 человек", codes(size="medium")),
            "large": Reply("Крупная", codes(size="large")),
        },
        Side.BUSINESS,
    ),
    Criterion(
        "moscow",
        "Компания зарегистрирована в Москве?",
        yes_no(Attribute.MOSCOW, "Да", "Нет"),
        Side.BUSINESS,
    ),
    Criterion(
        "manufacturer",
        "Вы что-то производите?",
        yes_no(Attribute.MANUFACTURER, "Да, промышленное производство", "Нет"),
        Side.BUSINESS,
    ),
    Criterion(
        "exporter",
        "Вы уже продаёте за рубеж?",
        yes_no(Attribute.EXPORTER, "Да, есть выручка от экспорта", "Нет или только готовимся"),
        Side.BUSINESS,
    ),
    Criterion(
        "status",
        "Есть ли у компании городской статус?",
        {
            "none": Reply("Нет", codes(status="none")),
            "cluster": Reply(
                "Участник Московского инновационного кластера", codes(status="cluster-member")
            ),
            "oez": Reply("Резидент ОЭЗ «Технополис Москва»", codes(status="oez-resident")),
            "technopark": Reply("Резидент технопарка", codes(status="technopark-resident")),
            "operator": Reply(
                "Управляющая компания технопарка", codes(status="technopark-operator")
            ),
        },
        Side.BUSINESS,
    ),
    Criterion(
        "firm-age",
        "Сколько лет компании?",
        {
            "new": Reply("Меньше года", spans={"firm-age": (0, 11)}),
            "year": Reply("От года до двух", spans={"firm-age": (12, 23)}),
            "older": Reply("Два года и больше", spans={"firm-age": (24, FOREVER)}),
        },
        Side.BUSINESS,
    ),
    Criterion(
        "no-debts",
        "Есть долги по налогам?",
        yes_no(Attribute.NO_DEBTS, "Нет долгов", "Есть"),
        Side.BUSINESS,
    ),
    Criterion(
        "age",
        "Сколько вам лет?",
        {
            "child": Reply("До 14", spans={"age": (0, 13)}),
            "teenager": Reply("14–17", spans={"age": (14, 17)}),
            "adult": Reply("18 и больше", spans={"age": (18, FOREVER)}),
        },
        Side.LEARNING,
    ),
    Criterion(
        "resident", "Вы живёте в Москве?", yes_no(Attribute.RESIDENT, "Да", "Нет"), Side.LEARNING
    ),
    Criterion(
        "employed", "Вы сейчас работаете?", yes_no(Attribute.EMPLOYED, "Да", "Нет"), Side.LEARNING
    ),
)
"""All questions; the first is always asked, of the others those that still tell something."""
