"""Closed vocabularies: what a programme, a fact and a source can be."""

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


SIZES = {
    Kind.GRANT: "Размер",
    Kind.LOAN: "Размер",
    Kind.SOFT_LOAN: "Размер",
    Kind.STATUS: "Размер льготы",
    Kind.LAND: "Размер платы",
}
"""What is asked of a kind that gives money or spares it, instead of what it costs."""


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
