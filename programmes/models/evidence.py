"""What a programme's page rests on: facts with their sources, contacts with theirs."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from ..words import (
    About,
    Bound,
    CheckInterval,
    ContactKind,
    Measure,
    State,
    contacts,
    plain_beginning,
    russian,
)
from .fields import LineField
from .programme import Programme
from .reference import Source
from .rules import not_blank, only_known

MAX_DIGITS = 15
"""Of a figure: as many as SQLite keeps exactly, for it has no decimals; PostgreSQL is as strict."""


class EvidenceQuerySet(models.QuerySet):
    """The words in which facts and contacts are asked for."""

    def public(self):
        """Return what the public may see: what belongs to published programmes."""
        return self.filter(programme__state=State.PUBLISHED)

    def counted_by_source(self) -> dict[int, int]:
        """Return how many different statements rest on each source, by its primary key.

        What is said of several programmes in the same words is one statement.
        """
        different = Count("statement", distinct=True)
        # the order of facts would count each of them by itself
        return dict(self.order_by().values_list("source").annotate(different))


class FactQuerySet(EvidenceQuerySet):
    """The words in which facts alone are asked for."""

    def old_on(self, day: date):
        """Keep public figures that are older than the interval of their entry's checks.

        A figure is as old as pages say: ``known_on``. That the entry was checked since makes it no
        younger, for no newer one was found.
        """
        old = Q()
        for interval in CheckInterval.values:
            limit = day - timedelta(days=interval)
            old |= Q(programme__check_every=interval, dated__lte=limit)
        figures = self.public().filter(value__isnull=False)
        return figures.annotate(dated=Coalesce("as_of", "source__published_on")).filter(old)


class Fact(models.Model):
    """A statement about a programme with its source, its place in it and the date it holds for."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="facts", verbose_name="программа"
    )
    code = models.SlugField(
        "код",
        max_length=60,
        help_text=(
            "Имя факта в адресе страницы: латинские буквы, цифры, дефис. Оставьте пустым: "
            "код составится сам."
        ),
    )
    about = models.CharField(
        "о чём", max_length=16, choices=About, help_text="На какой вопрос страницы отвечает факт."
    )
    statement = LineField(
        "утверждение",
        max_length=500,
        validators=[plain_beginning],
        help_text="Одно законченное предложение своими словами, с числом, если оно есть.",
    )
    value = models.DecimalField(
        "число",
        max_digits=MAX_DIGITS,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Без пробелов.",
    )
    value_to = models.DecimalField(
        "до числа",
        max_digits=MAX_DIGITS,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Только для «от … до».",
    )
    bound = models.CharField(
        "граница",
        max_length=12,
        choices=Bound,
        blank=True,
        help_text="Слово источника при числе: «свыше 1000» — не то же, что 1000.",
    )
    unit = LineField(
        "единица",
        max_length=60,
        blank=True,
        help_text="В той форме, в какой стоит после числа: «компаний», «%», «млрд ₽».",
    )
    label = LineField(
        "подпись к числу",
        max_length=120,
        blank=True,
        validators=[plain_beginning],
        help_text=(
            "Что за число, без него самого: «участвовали в выставках с 2019 года». Числа с одной "
            "подписью и единицей встают рядом на одной шкале; чем они различаются, пишите после "
            "тире: «налог на прибыль — у резидента»."
        ),
    )
    measure = models.CharField(
        "что измеряет",
        max_length=16,
        choices=Measure,
        blank=True,
        help_text="Чтобы сравнивать с числами других программ: сумма, ставка, срок, участники …",
    )
    is_key = models.BooleanField(
        "ключевая цифра", default=False, help_text="Показать крупно на странице программы."
    )
    home_position = models.PositiveSmallIntegerField(
        "место на главной",
        null=True,
        blank=True,
        help_text="1, 2, 3 … — показать на главной странице. Пусто — не показывать.",
    )
    as_of = models.DateField(
        "на какую дату", null=True, blank=True, help_text="На какой день утверждение верно."
    )
    period = LineField(
        "за какой период",
        max_length=120,
        blank=True,
        validators=[plain_beginning],
        help_text="Если не день, а срок: «2024/25 учебный год», «первое полугодие 2025 года».",
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="facts", verbose_name="источник"
    )
    locator = LineField(
        "место в источнике",
        max_length=120,
        validators=[plain_beginning],
        help_text="Абзац, пункт, страница: «абзац 2», «публикация целиком».",
    )
    alternative_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="alternatives",
        verbose_name="расходится с",
        help_text="Если другой источник говорит иначе, выберите его утверждение.",
    )
    position = models.PositiveSmallIntegerField("порядок", default=0)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = "факт"
        verbose_name_plural = "факты"
        ordering = ["programme", "position", "pk"]
        constraints = [
            not_blank("fact", "statement", "Напишите утверждение."),
            not_blank("fact", "locator", "Укажите место в источнике."),
            only_known("fact", "about", About, "Выберите из списка, о чём факт."),
            models.CheckConstraint(
                condition=Q(measure="") | Q(measure__in=Measure.values, value__isnull=False),
                name="fact_measure_of_figure",
                violation_error_message="Что измеряет, говорят только о числе: впишите число.",
            ),
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="fact_code_unique_in_programme",
                violation_error_message="У этой программы уже есть факт с таким кодом.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True, bound="", unit="")
                | Q(value__isnull=False, bound__in=Bound.values),
                name="fact_value_with_bound",
                violation_error_message=(
                    "Число и граница указываются вместе: выберите «ровно», «свыше», «не менее» …"
                ),
            ),
            models.CheckConstraint(
                condition=Q(bound=Bound.BETWEEN, value_to__isnull=False, value_to__gt=F("value"))
                | (~Q(bound=Bound.BETWEEN) & Q(value_to__isnull=True)),
                name="fact_range",
                violation_error_message=(
                    "Поле «до числа» нужно только для границы «от … до» и больше первого числа."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_key=False, home_position__isnull=True)
                | (Q(value__isnull=False) & ~Q(label="")),
                name="fact_key_has_figure",
                violation_error_message="Крупно можно показать только число с подписью.",
            ),
        ]
        # the few of the home page among all statements
        indexes = [
            models.Index(
                fields=["home_position"],
                condition=Q(home_position__isnull=False),
                name="fact_on_home",
            )
        ]

    def __str__(self):
        return self.statement

    def clean(self):
        """Refuse an alternative of another programme, and a unit that does not fit the measure."""
        units = Measure(self.measure).units if self.measure in Measure.values else ()
        if units and not self.unit.replace(russian.NBSP, " ").startswith(units):
            wanted = ", ".join(f"«{unit}»" for unit in units)
            sentence = f"Единица такого числа начинается с одного из слов: {wanted}."
            raise ValidationError({"measure": sentence})
        if self.alternative_to and self.alternative_to.programme_id != self.programme_id:
            raise ValidationError({"alternative_to": "Выберите утверждение об этой же программе."})

    @property
    def figure(self) -> str:
        """The figure in words, «свыше 1 000 компаний»; empty when the fact has none."""
        if self.value is None:
            return ""
        return russian.figure(self.value, self.bound, self.unit, self.value_to)

    @property
    def holds_for(self) -> str:
        """The period or day the statement holds for; else what is known of the source's date."""
        if self.period:
            return self.period
        return f"на {russian.day(self.as_of)}" if self.as_of else self.source.date_words

    @property
    def known_on(self) -> date | None:
        """The day it holds for, else that of its publication: the twin of ``for_cards``."""
        return self.as_of or self.source.published_on

    @property
    def attribution(self) -> str:
        """Who says so and for when: «ТАСС, на 25 августа 2025 года»."""
        return f"{self.source.publisher}, {self.holds_for}"


class Contact(models.Model):
    """A way to reach the operator or to apply, with the source that names it."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="contacts", verbose_name="программа"
    )
    kind = models.CharField("что это", max_length=8, choices=ContactKind)
    value = LineField(
        "значение",
        max_length=300,
        help_text="Адрес страницы начинайте с https://, телефон — с +7; добавочный: «доб. 123».",
    )
    label = LineField("пояснение", max_length=120, blank=True, validators=[plain_beginning])
    as_of = models.DateField(
        "на какую дату", null=True, blank=True, help_text="Когда источник называл этот контакт."
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="contacts", verbose_name="источник"
    )
    position = models.PositiveSmallIntegerField("порядок", default=0)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "контакт"
        verbose_name_plural = "контакты"
        ordering = ["programme", "position", "pk"]
        constraints = [
            not_blank("contact", "value", "Напишите контакт."),
            only_known("contact", "kind", ContactKind, "Выберите вид контакта из списка."),
            models.UniqueConstraint(
                fields=["programme", "value"],
                name="contact_unique_in_programme",
                violation_error_message="Такой контакт у программы уже есть.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.value}"

    def clean(self):
        """Refuse a link that a browser would not open safely and a number nobody can dial."""
        try:
            self._opened()
        except ValidationError as error:
            raise ValidationError({"value": error}) from None

    @property
    def href(self) -> str:
        """The address a browser opens; empty for a postal address and for what nobody can open."""
        try:
            return self._opened()
        except ValidationError:
            return ""

    def _opened(self) -> str:
        """Return the address that opens the contact. Raises ``ValidationError``: it has none."""
        match self.kind:
            case ContactKind.SITE | ContactKind.FORM:
                contacts.validate_link(self.value)
                return self.value
            case ContactKind.EMAIL:
                contacts.validate_mailbox(self.value)
                return contacts.mailto(self.value)
            case ContactKind.PHONE:
                return contacts.tel(self.value)
        return ""
