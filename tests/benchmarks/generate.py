"""generate(count): a made-up catalogue of any size, the same on every run and database."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from django.db import transaction

from programmes.derived import refresh
from programmes.models import (
    Audience,
    Contact,
    Fact,
    Industry,
    Organisation,
    Place,
    Programme,
    Source,
)
from programmes.words.choices import (
    About,
    Bound,
    ContactKind,
    Cost,
    DatePrecision,
    Format,
    Intake,
    Kind,
    Reliability,
    Side,
    Stage,
    State,
)
from tests.benchmarks.prose import sentences

SEED = 2026
AT_ONCE = 1000
CHECKED_ON = date(2026, 11, 20)
FACTS = 4

SUPPORTS = [
    "Льготный заём",
    "Грант",
    "Субсидия",
    "Консультация",
    "Акселератор",
    "Стажировка",
    "Курс",
    "Практикум",
    "Выставка",
    "Деловая миссия",
    "Сопровождение сделки",
    "Налоговая льгота",
]
AIMS = [
    "на покупку станков",
    "для выхода на рынки Азии",
    "на сертификацию продукции",
    "для участия в международных выставках",
    "на переподготовку рабочих",
    "для технологических компаний",
    "на разработку опытного образца",
    "для молодых инженеров",
    "на внедрение роботов",
    "для поставок по контрактам с городом",
]
AREAS = [
    "станкостроения",
    "микроэлектроники",
    "фармацевтики",
    "пищевой промышленности",
    "лёгкой промышленности",
    "приборостроения",
    "авиастроения",
    "химической промышленности",
    "робототехники",
    "медицинских изделий",
]
SENTENCES = [
    "Предприятия получают деньги после заключения договора с фондом",
    "Заявку рассматривает экспертный совет в течение двадцати рабочих дней",
    "Поддержка рассчитана на компании, которые платят налоги в Москве",
    "Обучение проходит на площадках индустриальных парков и технополисов",
    "Студенты работают на оборудовании предприятия вместе с наставником",
    "Город возмещает часть расходов на аренду стенда и доставку образцов",
    "Специалисты центра подбирают покупателей и проверяют партнёров за рубежом",
    "Условия зависят от выручки, числа работников и доли экспорта",
    "Выпускники получают удостоверение о повышении квалификации",
    "Участники проводят переговоры с покупателями из двенадцати стран",
]
ITEMS = [
    "Подайте заявку в личном кабинете",
    "Приложите устав и отчётность за последний год",
    "До 10 млн рублей на одно предприятие",
    "Возмещение до 70 процентов расходов",
    "Юридическое лицо зарегистрировано в Москве",
    "Нет задолженности по налогам",
    "Производство относится к приоритетным отраслям",
    "Срок окупаемости — не более пяти лет",
]


def generate(count: int) -> None:
    """Fill an empty catalogue with published programmes and all that they refer to.

    Args:
        count: how many programmes; each has four facts, audiences, mostly an operator.

    The index, the version and the public records are up to date afterwards.
    """
    choose = random.Random(SEED)
    prose = sentences(choose)
    with transaction.atomic():
        references = References()
        for start in range(0, count, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, count))
            write([invented(choose, prose, number) for number in numbers], references, choose)
    pks = list(Programme.objects.order_by("pk").values_list("pk", flat=True))
    refresh.refresh(pks, is_seen=False)


class References:
    """What the made-up programmes refer to, written first."""

    def __init__(self):
        self.audiences = made(
            Audience,
            ("Экспортёры", "Предприятия", "Инвесторы", "Студенты колледжей", "Взрослые"),
            lambda name, number: {
                "genitive": name.lower(),
                "side": Side.BUSINESS if number < 3 else Side.LEARNING,
            },
        )
        names = [f"Индустриальный парк № {number}" for number in range(1, 13)]
        self.places = made(Place, names)
        self.industries = made(Industry, [area.capitalize() for area in AREAS])
        names = [f"Фонд развития {area}" for area in AREAS] + [f"Центр {area}" for area in AREAS]
        self.organisations = made(Organisation, names, lambda name, _: {"short_name": name})
        self.sources = Source.objects.bulk_create(
            Source(
                slug=f"publication-{number}",
                title=f"Публикация о мерах поддержки № {number}",
                publisher="Портал Правительства Москвы",
                url=f"https://example.org/publications/{number}",
                published_on=CHECKED_ON - timedelta(days=number),
                reliability=Reliability.OFFICIAL,
                is_base=number == 0,
            )
            for number in range(200)
        )


def made(model, names, others=lambda name, number: {}) -> list:
    """Write named records with slugs from their numbers."""
    prefix = model._meta.model_name
    return model.objects.bulk_create(
        model(slug=f"{prefix}-{number}", name=name, **others(name, number))
        for number, name in enumerate(names)
    )


def invented(choose: random.Random, prose: Iterator[str], number: int) -> Programme:
    """Make up one programme, not yet written."""
    rarer = [". ".join(islice(prose, 2)) + "." for _ in range(2)]
    intake = choose.choice(list(Intake))
    opens = CHECKED_ON + timedelta(days=choose.randrange(-90, 60))
    dated = intake == Intake.DATED
    title = f"{choose.choice(SUPPORTS)} {choose.choice(AIMS)}"
    return Programme(
        slug=f"programme-{number:06}",
        title=f"{title} {choose.choice(AREAS)} № {number}",
        summary=f"{choose.choice(SENTENCES)}. {choose.choice(SENTENCES)}.",
        description="\n\n".join(f"{'. '.join(choose.sample(SENTENCES, 2))}. {r}" for r in rarer),
        kind=choose.choice(list(Kind)),
        stage=choose.choice(["", "", *Stage]),
        cost=choose.choice(list(Cost)),
        cost_note=choose.choice(["", "До 70 процентов расходов, но не более 10 млн рублей"]),
        format=choose.choice(list(Format)),
        since=date(choose.randrange(2015, 2026), choose.randrange(1, 13), 1),
        since_precision=choose.choice([DatePrecision.YEAR, DatePrecision.MONTH]),
        intake=intake,
        intake_opens=opens if dated else None,
        intake_closes=opens + timedelta(days=30) if dated else None,
        benefits="\n".join(choose.sample(ITEMS, 3)),
        eligibility="\n".join(choose.sample(ITEMS, 3)),
        application="\n".join(choose.sample(ITEMS, 2)),
        state=State.PUBLISHED,
        checked_on=CHECKED_ON - timedelta(days=choose.randrange(60)),
    )


def write(programmes: list[Programme], references: References, choose: random.Random) -> None:
    """Write made-up programmes with their relations, contacts and facts, a statement a table."""
    for programme in programmes:
        programme.operator = choose.choice([None, *references.organisations])
    Programme.objects.bulk_create(programmes)
    for name, records, most in (
        ("audiences", references.audiences, 2),
        ("places", references.places, 1),
        ("industries", references.industries, 2),
        ("partners", references.organisations, 1),
    ):
        relation = Programme._meta.get_field(name)
        least = int(name == "audiences")
        related = [
            relation.remote_field.through(
                **{
                    relation.m2m_field_name() + "_id": programme.pk,
                    relation.m2m_reverse_field_name() + "_id": record.pk,
                }
            )
            for programme in programmes
            for record in choose.sample(records, choose.randint(least, most))
        ]
        relation.remote_field.through.objects.bulk_create(related)
    Fact.objects.bulk_create(
        fact for programme in programmes for fact in facts_of(programme, references, choose)
    )
    Contact.objects.bulk_create(
        Contact(
            programme=programme,
            kind=ContactKind.FORM,
            value=f"https://example.org/apply/{programme.slug}",
            source=choose.choice(references.sources),
        )
        for programme in programmes
    )


def facts_of(programme: Programme, references: References, choose) -> Iterator[Fact]:
    """Make up the facts of one programme, the first of them with a figure."""
    for position in range(1, FACTS + 1):
        figure = position == 1
        yield Fact(
            programme=programme,
            code=f"fact-{position}",
            about=choose.choice(list(About)),
            statement=f"{choose.choice(SENTENCES)}, а число участников достигло {position * 100}.",
            value=choose.randrange(1, 5000) if figure else None,
            bound=Bound.MORE_THAN if figure else "",
            unit="компаний" if figure else "",
            label="получили поддержку" if figure else "",
            is_key=figure,
            as_of=CHECKED_ON if position % 2 else None,
            source=choose.choice(references.sources),
            locator=f"абзац {position}",
            position=position,
        )
