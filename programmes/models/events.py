"""Events: what happens on certain days, with the source that names them."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from ..words import EntryKind, EventState, calendar_days, plain_beginning, russian
from .fields import LineField
from .programme import Programme
from .reference import Country, Industry, Organisation, Reference, Source
from .rules import not_blank, only_known

LAST_DAYS = {
    "begins": "last_begins",
    "ends": "last_ends",
    "applications_until": "last_applications_until",
}
"""Where the days stay under which calendars know an event when its source names them no more."""
WRITTEN_BY_UPKEEP = {"sequence", "updated_at", "public_digest", *LAST_DAYS.values()}
"""What is the portal's to say of a change of what the public sees."""


class Event(Reference):
    """An exhibition, a mission, open days, an intake, an auction: public with its programmes."""

    title = LineField(
        "название",
        max_length=160,
        validators=[plain_beginning],
        help_text="Как называет источник, с годом: «SIAL Shanghai 2025». Без точки в конце.",
    )
    programmes = models.ManyToManyField(
        Programme,
        blank=True,
        related_name="events",
        verbose_name="программы",
        help_text="На страницах этих программ событие увидят посетители.",
    )
    organiser = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name="организатор",
        help_text="Кто проводит или привозит участников. Пусто, если источник его не называет.",
    )
    place = LineField(
        "где",
        max_length=120,
        blank=True,
        validators=[plain_beginning],
        help_text="Город и площадка: «Шанхай», «Москва, Манеж». Идёт онлайн — скажите ниже.",
    )
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name="страна",
        help_text="Для событий за рубежом; у российских оставьте пустой.",
    )
    industries = models.ManyToManyField(
        Industry,
        blank=True,
        related_name="events",
        verbose_name="отрасли",
        help_text="Оставьте пустым, если источник не называет отраслей.",
    )
    begins = models.DateField(
        "начало", null=True, blank=True, help_text="Оставьте пустым, если день не назван."
    )
    ends = models.DateField(
        "конец", null=True, blank=True, help_text="У события одного дня — тот же день."
    )
    applications_until = models.DateField(
        "заявки до", null=True, blank=True, help_text="Последний день, когда можно заявиться."
    )
    state = models.CharField(
        "состояние",
        max_length=12,
        choices=EventState,
        default=EventState.PLANNED,
        help_text=(
            "«Прошло» — только если так говорит источник: иначе это решают даты. «Перенесено» — "
            "с новыми датами, а если их ещё нет, без дат."
        ),
    )
    note = LineField(
        "примечание",
        max_length=200,
        blank=True,
        validators=[plain_beginning],
        help_text="Что стоит знать: сколько участников, где записаться, идёт ли онлайн.",
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="events", verbose_name="источник"
    )
    locator = LineField(
        "место в источнике",
        max_length=120,
        blank=True,
        validators=[plain_beginning],
        help_text="Где в источнике сказано о датах: «абзац 2», «публикация целиком».",
    )
    sequence = models.PositiveIntegerField("номер изменения", default=0, editable=False)
    updated_at = models.DateTimeField(
        "изменено для читателя", default=timezone.now, db_default=Now(), editable=False
    )
    public_digest = models.CharField(max_length=64, blank=True, db_default="", editable=False)
    last_begins = models.DateField("последнее названное начало", null=True, editable=False)
    last_ends = models.DateField("последний названный конец", null=True, editable=False)
    last_applications_until = models.DateField(
        "последний названный срок заявок", null=True, editable=False
    )
    sorted_by = "title"
    entry_kind = EntryKind.EVENT

    class Meta:
        verbose_name = "событие"
        verbose_name_plural = "события"
        ordering = [F("begins").desc(nulls_last=True), "sort_key", "slug"]
        constraints = [
            not_blank("event", "title", "Напишите название события."),
            only_known("event", "state", EventState, "Выберите состояние из списка."),
            models.CheckConstraint(
                condition=Q(begins__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("begins")),
                name="event_ends_in_order",
                violation_error_message="Конец события не раньше его начала.",
            ),
            models.CheckConstraint(
                condition=Q(applications_until__isnull=True)
                | Q(ends__isnull=True)
                | Q(applications_until__lte=F("ends")),
                name="event_applications_in_order",
                violation_error_message="Заявки принимают не дольше, чем до конца события.",
            ),
            models.CheckConstraint(
                condition=~Q(state=EventState.HELD)
                | Q(begins__isnull=False)
                | Q(ends__isnull=False),
                name="event_held_dated",
                violation_error_message="У прошедшего события укажите начало или конец.",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, update_fields=None, **kwargs):
        """Save what people write: upkeep may have counted a change since the record was read."""
        if update_fields is None and not self._state.adding:
            fields = self._meta.concrete_fields
            update_fields = {
                each.name for each in fields if not each.primary_key
            } - WRITTEN_BY_UPKEEP
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        return reverse("event", args=[self.slug])

    @property
    def waited_for(self) -> date | None:
        """The day that the event is waited for: the first that is known of it."""
        return self.begins or self.ends or self.applications_until

    @property
    def last_day(self) -> date | None:
        """The day after which the event is over: one that only began is taken for one of a day."""
        return self.ends or self.begins or self.applications_until

    def is_over_on(self, day: date) -> bool:
        """Tell whether the event lies behind on ``day``, as far as its dates tell.

        What its source calls held is over on any day.
        """
        return self.state == EventState.HELD or bool(self.last_day and self.last_day < day)

    def keep_days(self) -> bool:
        """Keep the days that are named now, and tell whether they are others than those kept."""
        named = {LAST_DAYS[name]: getattr(self, name) for name in LAST_DAYS}
        if not (self.begins or self.ends):
            named |= {"last_begins": self.last_begins, "last_ends": self.last_ends}
        if not self.applications_until:
            del named["last_applications_until"]
        moved = [name for name, value in named.items() if getattr(self, name) != value]
        for name in moved:
            setattr(self, name, named[name])
        return bool(moved)

    @property
    def former_days(self) -> tuple[date, date] | None:
        """The days under which calendars know an event of which none is named any more."""
        first, last = self.last_begins or self.last_ends, self.last_ends or self.last_begins
        is_named = self.begins or self.ends
        return None if is_named or not first else (first, last)

    @property
    def former_deadline(self) -> date | None:
        """The last day for applications that calendars know when it is named no more."""
        return None if self.applications_until else self.last_applications_until

    @property
    def is_in_calendars(self) -> bool:
        """Whether there is a day under which a calendar program can show the event."""
        return bool(self.waited_for or self.former_days or self.former_deadline)

    @property
    def is_cancelled(self) -> bool:
        return self.state == EventState.CANCELLED

    @property
    def is_moved(self) -> bool:
        return self.state == EventState.MOVED

    @property
    def date_words(self) -> str:
        """The days of the event, «19–21 мая 2025 года», or that nobody names them."""
        return calendar_days(self.begins, self.ends) or "дата не указана"

    @property
    def deadline_words(self) -> str:
        """«16 декабря 2024 года»: until when one may apply; empty when no source says so."""
        return russian.day(self.applications_until) if self.applications_until else ""

    @property
    def where(self) -> str:
        """«Шанхай, Китай»: as much of the place as is known."""
        return ", ".join(filter(None, (self.place, self.country and self.country.name)))
