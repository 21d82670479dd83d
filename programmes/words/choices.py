"""Closed vocabularies: what a programme, a fact and a source can be."""

from decimal import Decimal

from django.db import models

NOT_STATED = "not-stated"
"""The value of everything that no source says. Never a guess, always shown and filterable."""


class Side(models.TextChoices):
    """The two doors of the portal."""

    BUSINESS = "business", "Для бизнеса"
    LEARNING = "learning", "Для учёбы и новой профессии"

    @property
    def genitive(self) -> str:
        """Who the side is for, as the words after «для»."""
        return "бизнеса" if self is Side.BUSINESS else "учёбы и новой профессии"


class Kind(models.TextChoices):
    """The form of support, in the words the operators use."""

    CONSULTING = "consulting", "Консультация"
    ANALYTICS = "analytics", "Аналитика"
    ACCOMPANIMENT = "accompaniment", "Сопровождение"
    EVENT = "event", "Мероприятие"
    TRAINING = "training", "Обучение"
    INTERNSHIP = "internship", "Стажировка и практика"
    GRANT = "grant", "Грант"
    LOAN = "loan", "Заём"
    SOFT_LOAN = "soft-loan", "Льготный кредит"
    STATUS = "status", "Статус"
    CONTRACT = "contract", "Контракт с городом"
    LAND = "land", "Земля и инфраструктура"
    POLICY = "policy", "Стратегия города"
    SUBSIDY = "subsidy", "Субсидия"
    GUARANTEE = "guarantee", "Поручительство"
    CONTEST = "contest", "Конкурс"
    TOUR = "tour", "Экскурсия"
    SALES = "sales", "Площадка для продаж"
    EQUIPMENT = "equipment", "Доступ к оборудованию"


SIZES = {
    Kind.GRANT: "Размер",
    Kind.SUBSIDY: "Размер",
    Kind.GUARANTEE: "Размер",
    Kind.LOAN: "Размер",
    Kind.SOFT_LOAN: "Размер",
    Kind.STATUS: "Размер льготы",
    Kind.LAND: "Размер платы",
}
"""What is asked of a kind that gives money or spares it, instead of what it costs."""


class Level(models.TextChoices):
    """Whose programme it is: who gives the money or runs it."""

    CITY = "city", "Городская"
    FEDERAL = "federal", "Федеральная"
    OTHER = "other", "Вуза, компании или фонда"


class Nature(models.TextChoices):
    """Whether there is anything to apply for."""

    SUPPORT = "support", "Поддержка"
    BACKGROUND = "background", "Справка"


class Stage(models.TextChoices):
    """The exporter's path, as the services of «Моспром» lay it out."""

    ASSESS = "assess", "Оценить готовность"
    MARKET = "market", "Выбрать рынок"
    STRATEGY = "strategy", "Построить стратегию"
    DEAL = "deal", "Проверить партнёра и оформить сделку"
    SHOW = "show", "Показать продукцию"
    THROUGHOUT = "throughout", "На всём пути"


class Cost(models.TextChoices):
    """What the recipient pays."""

    FREE = "free", "Бесплатно"
    PARTLY_PAID = "partly-paid", "Часть расходов оплачивает город"
    PAID = "paid", "Платно"
    NOT_STATED = NOT_STATED, "Не указано"


class Format(models.TextChoices):
    """Where the recipient has to be."""

    IN_PERSON = "in-person", "Очно"
    ONLINE = "online", "Дистанционно"
    MIXED = "mixed", "Очно и дистанционно"
    NOT_STATED = NOT_STATED, "Не указано"


class Intake(models.TextChoices):
    """How applications are taken, as the editor records it."""

    CONTINUOUS = "continuous", "Идёт постоянно"
    DATED = "dated", "В указанные даты"
    CLOSED = "closed", "Закрыт"
    NOT_STATED = NOT_STATED, "Не указано"


class IntakeStatus(models.TextChoices):
    """How the intake stands on a given day, as a visitor asks for it."""

    OPEN = "open", "Открыт"
    UPCOMING = "upcoming", "Скоро откроется"
    CLOSED = "closed", "Закрыт"
    NOT_STATED = NOT_STATED, "Не указано"


class State(models.TextChoices):
    """The way of an entry to the public."""

    DRAFT = "draft", "Черновик"
    REVIEW = "review", "На проверке"
    PUBLISHED = "published", "Опубликована"
    ARCHIVED = "archived", "В архиве"


class Severity(models.TextChoices):
    """What a change of a programme means to a reader: in all but the last its terms moved."""

    PUBLICATION = "publication", "Публикация"
    MONEY = "money", "Деньги"
    DEADLINE = "deadline", "Сроки"
    INTAKE = "intake", "Приём заявок"
    ELIGIBILITY = "eligibility", "Кому положено"
    CONTACT = "contact", "Куда обратиться"
    WORDS = "words", "Описание"

    @property
    def is_of_terms(self) -> bool:
        """Whether it changes what somebody gets, or must do, and not only what is told of it."""
        return self is not Severity.WORDS


class EntryKind(models.TextChoices):
    """What an entry of the calendar is."""

    EVENT = "event", "Событие"
    INTAKE = "intake", "Приём заявок"


class EventState(models.TextChoices):
    """What its source says of an event; whether it is over a day tells, from the dates."""

    PLANNED = "planned", "Запланировано"
    HELD = "held", "Прошло"
    CANCELLED = "cancelled", "Отменено"
    MOVED = "moved", "Перенесено"


class DatePrecision(models.TextChoices):
    """How much of a date the source gives."""

    YEAR = "year", "Год"
    MONTH = "month", "Месяц"
    DAY = "day", "День"


class CheckInterval(models.IntegerChoices):
    """How often an entry has to be compared with its sources, in days."""

    MONTH = 30, "Каждый месяц"
    QUARTER = 90, "Каждые три месяца"
    HALF_YEAR = 180, "Каждые полгода"
    YEAR = 365, "Каждый год"


class Reliability(models.TextChoices):
    """How close a source stands to the body that is responsible."""

    LEGAL_ACT = "legal_act", "Правовой акт"
    OFFICIAL = "official", "Официальный сайт"
    OFFICIAL_REPRINT = "official_reprint", "Перепечатка официального сообщения"
    PRESS = "press", "Пересказ в прессе"


class Bound(models.TextChoices):
    """The word that belongs to a figure: «свыше 1000» is not 1000."""

    EXACTLY = "exactly", "ровно"
    MORE_THAN = "more-than", "свыше"
    AT_LEAST = "at-least", "не менее"
    ALMOST = "almost", "почти"
    ABOUT = "about", "около"
    UP_TO = "up-to", "до"
    BETWEEN = "between", "от … до"


class Measure(models.TextChoices):
    """What a figure measures: figures of one measure are compared across programmes."""

    AMOUNT = "amount", "Размер поддержки"
    RATE = "rate", "Ставка"
    TERM = "term", "Срок"
    SHARE = "share", "Доля расходов, которую возмещают"
    OWN_SHARE = "own-share", "Доля собственных средств"
    TAX = "tax", "Ставка налога"
    RELIEF = "relief", "Снижение налога или платы"
    RENT = "rent", "Плата за землю или помещение"
    PRICE = "price", "Цена для участника"
    PAY = "pay", "Заработок или стипендия"
    AGE = "age", "Возраст"
    FIRM_AGE = "firm-age", "Срок работы компании"
    DURATION = "duration", "Длительность"
    THRESHOLD = "threshold", "Порог для участия"
    CAPACITY = "capacity", "Сколько мест"
    PARTICIPANTS = "participants", "Участники"
    COMPANIES = "companies", "Компании-участницы"
    AGREEMENTS = "agreements", "Договоры, заявки, проекты"
    TURNOVER = "turnover", "Деньги программы"
    JOBS = "jobs", "Рабочие места"
    AREA = "area", "Площадь"
    EQUIPMENT = "equipment", "Оборудование и мастерские"
    CHOICE = "choice", "Из чего выбирать"
    GROWTH = "growth", "Рост"

    @property
    def units(self) -> tuple[str, ...]:
        """The beginnings of the units in which it is measured; none: any unit will do."""
        return UNITS.get(self, ())


MONEY_UNITS = {"₽": 1, "тыс. ₽": 10**3, "млн ₽": 10**6, "млрд ₽": 10**9, "трлн ₽": 10**12}
"""How the units of money begin, and how many roubles each is."""
PERCENT_UNITS = ("%", "п.")
DAY = Decimal(1) / 365
TIME_UNITS = {
    **dict.fromkeys(("лет", "год"), Decimal(1)),
    "месяц": Decimal(1) / 12,
    "недел": 7 * DAY,
    **dict.fromkeys(("дн", "ден", "сут"), DAY),
    "час": DAY / 24,
}
"""How the units of time begin, and how many years each is."""
UNITS = {
    **dict.fromkeys(
        (Measure.AMOUNT, Measure.PRICE, Measure.PAY, Measure.TURNOVER), tuple(MONEY_UNITS)
    ),
    **dict.fromkeys((Measure.RATE, Measure.SHARE, Measure.OWN_SHARE), PERCENT_UNITS),
    **dict.fromkeys((Measure.TAX, Measure.RELIEF), PERCENT_UNITS),
    **dict.fromkeys(
        (Measure.TERM, Measure.AGE, Measure.FIRM_AGE, Measure.DURATION), tuple(TIME_UNITS)
    ),
}
"""How the units of a measure begin; a space in them may be one that does not break."""


CARD_MEASURES = (
    *(Measure.AMOUNT, Measure.RATE, Measure.TAX, Measure.RELIEF, Measure.SHARE, Measure.RENT),
    *(Measure.PAY, Measure.PRICE, Measure.DURATION),
)
"""What people look for first, one figure a card, in this order."""
MONEYLESS = (
    *(Kind.CONSULTING, Kind.ANALYTICS, Kind.ACCOMPANIMENT, Kind.EVENT, Kind.TRAINING),
    *(Kind.INTERNSHIP, Kind.TOUR, Kind.SALES, Kind.EQUIPMENT, Kind.CONTEST),
)
"""Kinds of support that give something else than money, unless a source names a sum."""


class Attribute(models.TextChoices):
    """What a condition asks of whoever applies."""

    APPLICANT = "applicant", "Кто обращается"
    SIZE = "size", "Размер компании"
    MOSCOW = "moscow", "Зарегистрирована в Москве"
    MANUFACTURER = "manufacturer", "Промышленное предприятие"
    EXPORTER = "exporter", "Уже экспортирует"
    INDUSTRY = "industry", "Отрасль"
    FIRM_AGE = "firm-age", "Возраст компании, месяцев"
    STATUS = "status", "Статус компании"
    NO_DEBTS = "no-debts", "Без долгов по налогам"
    LEARNER = "learner", "Где учится"
    AGE = "age", "Возраст, лет"
    RESIDENT = "resident", "Живёт в Москве"
    CITIZENSHIP = "citizenship", "Гражданство"
    EMPLOYED = "employed", "Работает"

    @property
    def is_number(self) -> bool:
        return self in (Attribute.FIRM_AGE, Attribute.AGE)

    @property
    def values_known(self) -> tuple[str, ...]:
        """The codes it may have; none for a number and for an industry, which is a record."""
        return VALUES_OF_ATTRIBUTE.get(self, ())


YES_NO = ("yes", "no")
VALUES_OF_ATTRIBUTE = {
    Attribute.APPLICANT: (
        *("company", "entrepreneur", "self-employed", "nonprofit", "individual"),
        *("education", "science"),
    ),
    Attribute.SIZE: ("micro", "small", "medium", "large"),
    Attribute.STATUS: (
        *("cluster-member", "oez-resident", "technopark-resident", "technopark-operator"),
        *("industrial-complex", "lomonosov-resident"),
    ),
    Attribute.LEARNER: ("school", "college", "university", "graduate", "postgraduate", "adult"),
    Attribute.CITIZENSHIP: ("russian", "foreign"),
    **dict.fromkeys(
        (
            *(Attribute.MOSCOW, Attribute.MANUFACTURER, Attribute.EXPORTER, Attribute.NO_DEBTS),
            *(Attribute.RESIDENT, Attribute.EMPLOYED),
        ),
        YES_NO,
    ),
}


class Operator(models.TextChoices):
    """How a condition compares an attribute with its values."""

    ONE_OF = "one-of", "одно из"
    NONE_OF = "none-of", "ни одно из"
    AT_LEAST = "at-least", "не меньше"
    AT_MOST = "at-most", "не больше"
    BETWEEN = "between", "от … до"

    @property
    def is_for_numbers(self) -> bool:
        return self not in (Operator.ONE_OF, Operator.NONE_OF)


class About(models.TextChoices):
    """The question on a programme's page that a fact answers."""

    SUBJECT = "subject", "Что это"
    BENEFITS = "benefits", "Что вы получите"
    ELIGIBILITY = "eligibility", "Кто может получить"
    APPLICATION = "application", "Как подать заявку"
    COST = "cost", "Стоимость и размер поддержки"
    FORMAT = "format", "Формат"
    INTAKE = "intake", "Приём заявок"
    SINCE = "since", "Начало"
    OPERATOR = "operator", "Оператор"
    PARTNERS = "partners", "Партнёры и участники"
    PLACE = "place", "Место"
    INDUSTRY = "industry", "Отрасль"
    RESULTS = "results", "Итоги"
    PLANS = "plans", "Планы и прогнозы"


class ContactKind(models.TextChoices):
    """The ways to reach an operator or to apply."""

    SITE = "site", "Сайт"
    FORM = "form", "Подача заявки"
    PHONE = "phone", "Телефон"
    EMAIL = "email", "Электронная почта"
    ADDRESS = "address", "Адрес"


class Follows(models.TextChoices):
    """What an alert follows: the programmes of a question, or its events."""

    PROGRAMMES = "programmes", "Программы"
    EVENTS = "events", "События"


class Rhythm(models.TextChoices):
    """How often letters come, when there is something to tell."""

    DAILY = "daily", "Раз в день"
    WEEKLY = "weekly", "Раз в неделю"

    @property
    def days(self) -> int:
        """How many days lie between two letters at least."""
        return 1 if self is Rhythm.DAILY else 7
