"""The programme: its fields and their rules, its answers, its state."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ..words import (
    NOT_STATED,
    CheckInterval,
    Cost,
    DatePrecision,
    Format,
    Intake,
    IntakeStatus,
    Kind,
    Level,
    Nature,
    Stage,
    State,
    one_item_a_line,
    plain_beginning,
    russian,
)
from .addresses import Addressed
from .alphabet import Alphabetical
from .fields import LineField, LinesField
from .reference import Audience, Country, Industry, Organisation, Place
from .rules import not_blank, only_known
from .selections import ProgrammeQuerySet

OF_ONE_SIDE = "Пункт для одной стороны начните с неё: «Студентам: », «Компаниям: »."
WANTED = {
    "summary": "Напишите в поле «коротко» одно предложение для карточки.",
    "kind": "Выберите «вид поддержки».",
    "audiences": "Отметьте хотя бы одну аудиторию в поле «для кого».",
    "checked_on": "Укажите в поле «проверено», когда запись сверили с источниками.",
    "facts": "Добавьте хотя бы один факт с источником.",
}
"""What a draft may lack and a published entry may not, and what to tell whoever fills it in."""


class Programme(Alphabetical, Addressed):
    """One programme, service, loan, status or training centre of the catalogue."""

    title = LineField(
        "название",
        max_length=160,
        validators=[plain_beginning],
        help_text="Как называет оператор; с большой буквы, без точки в конце.",
    )
    summary = LineField(
        "коротко",
        max_length=300,
        blank=True,
        validators=[plain_beginning],
        help_text="Одно предложение: что это и кому. До 136 знаков карточка покажет целиком.",
    )
    description = LinesField(
        "описание",
        blank=True,
        validators=[plain_beginning],
        help_text="Своими словами и только то, что подтверждает источник. Абзацы — пустой строкой.",
    )
    keywords = LinesField(
        "слова для поиска",
        blank=True,
        validators=[plain_beginning, one_item_a_line],
        help_text=(
            "По одному в строке, как спросит тот, кто страницы не читал: «взять станок в лизинг». "
            "По ним ищут, они видны в подсказках."
        ),
    )
    kind = models.CharField(
        "вид поддержки",
        max_length=16,
        choices=Kind,
        blank=True,
        help_text="Выберите главную форму.",
    )
    level = models.CharField(
        "чья программа",
        max_length=8,
        choices=Level,
        default=Level.CITY,
        help_text="Федеральные меры доступны московским компаниям, но решает их не город.",
    )
    nature = models.CharField(
        "поддержка или справка",
        max_length=12,
        choices=Nature,
        default=Nature.SUPPORT,
        help_text="Справка — стратегия или реформа: подать заявку некуда, в общем списке её нет.",
    )
    stage = models.CharField(
        "этап пути экспортёра",
        max_length=16,
        choices=Stage,
        blank=True,
        help_text="Только для услуг экспортёрам; у остальных программ оставьте пустым.",
    )
    audiences = models.ManyToManyField(
        Audience,
        blank=True,
        related_name="programmes",
        verbose_name="для кого",
        help_text="Отметьте всех, кому программа прямо предназначена.",
    )
    operator = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="operated",
        verbose_name="оператор",
        help_text="Кто оказывает поддержку. Оставьте пустым, если источник его не называет.",
    )
    partners = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="partnered",
        verbose_name="партнёры",
        help_text="Только названные в источнике.",
    )
    places = models.ManyToManyField(
        Place,
        blank=True,
        related_name="programmes",
        verbose_name="места",
        help_text="Оставьте пустым, если источник не называет места.",
    )
    industries = models.ManyToManyField(
        Industry,
        blank=True,
        related_name="programmes",
        verbose_name="отрасли",
        help_text="Оставьте пустым, если источник не называет отраслей.",
    )
    countries = models.ManyToManyField(
        Country,
        blank=True,
        related_name="programmes",
        verbose_name="страны",
        help_text="Куда программа ведёт участников; пусто, если источник стран не называет.",
    )
    cost = models.CharField(
        "стоимость",
        max_length=16,
        choices=Cost,
        default=Cost.NOT_STATED,
        help_text="«Бесплатно» — только если так сказано в источнике.",
    )
    cost_note = LineField(
        "подробности о стоимости",
        max_length=300,
        blank=True,
        validators=[plain_beginning],
        help_text="Размер поддержки, ставка, доля расходов.",
    )
    format = models.CharField("формат", max_length=16, choices=Format, default=Format.NOT_STATED)
    since = models.DateField(
        "действует с",
        null=True,
        blank=True,
        help_text="Если известен только год или месяц, поставьте первое число и укажите точность.",
    )
    since_precision = models.CharField(
        "точность даты", max_length=8, choices=DatePrecision, blank=True
    )
    intake = models.CharField(
        "приём заявок",
        max_length=16,
        choices=Intake,
        default=Intake.NOT_STATED,
        help_text="Даты ниже нужны только для варианта «В указанные даты».",
    )
    intake_opens = models.DateField("приём открывается", null=True, blank=True)
    intake_closes = models.DateField("приём закрывается", null=True, blank=True)
    benefits = LinesField(
        "что вы получите",
        blank=True,
        validators=[plain_beginning, one_item_a_line],
        help_text=f"Один пункт в строке. {OF_ONE_SIDE}",
    )
    eligibility = LinesField(
        "кто может получить",
        blank=True,
        validators=[plain_beginning, one_item_a_line],
        help_text=f"Один пункт в строке: условия и требования из источника. {OF_ONE_SIDE}",
    )
    application = LinesField(
        "как подать заявку",
        blank=True,
        validators=[plain_beginning, one_item_a_line],
        help_text="Один шаг в строке. Оставьте пустым, если источник порядка не называет. "
        + OF_ONE_SIDE,
    )
    replaced_by = models.ManyToManyField(
        "self",
        blank=True,
        symmetrical=False,
        related_name="replaced",
        verbose_name="что вместо неё",
        help_text="Только у закрытой: программы, к которым отослать посетителя.",
    )
    state = models.CharField(
        "состояние", max_length=16, choices=State, default=State.DRAFT, editable=False
    )
    checked_on = models.DateField(
        "проверено", null=True, blank=True, help_text="Когда запись последний раз сверили."
    )
    check_every = models.PositiveSmallIntegerField(
        "как часто проверять", choices=CheckInterval, default=CheckInterval.QUARTER
    )
    created_at = models.DateTimeField("создано", auto_now_add=True)
    updated_at = models.DateTimeField(
        "изменено для читателя",
        null=True,
        editable=False,
        help_text="Сдвигается, только когда меняется то, что видит посетитель.",
    )
    public_digest = models.CharField(max_length=64, blank=True, editable=False)
    revision = models.PositiveIntegerField("редакция", default=0, editable=False)
    sorted_by = "title"

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "программа"
        verbose_name_plural = "программы"
        ordering = ["sort_key", "slug"]
        permissions = [
            ("submit_programme", "Может отправлять программу на проверку"),
            ("publish_programme", "Может публиковать и архивировать программу"),
        ]
        constraints = [
            not_blank("programme", "title", "Напишите название."),
            not_blank(
                "programme",
                "summary",
                "Напишите одно предложение для карточки.",
                or_else=Q(summary="") & ~Q(state=State.PUBLISHED),
            ),
            only_known(
                "programme",
                "kind",
                Kind,
                "Выберите вид поддержки из списка.",
                or_else=Q(kind="") & ~Q(state=State.PUBLISHED),
            ),
            only_known("programme", "level", Level, "Выберите из списка, чья это программа."),
            only_known("programme", "nature", Nature, "Выберите: поддержка или справка."),
            only_known("programme", "cost", Cost, "Выберите стоимость из списка."),
            only_known("programme", "format", Format, "Выберите формат из списка."),
            only_known("programme", "intake", Intake, "Выберите, как идёт приём, из списка."),
            only_known("programme", "state", State, "Такого состояния нет."),
            only_known("programme", "check_every", CheckInterval, "Выберите срок из списка."),
            models.CheckConstraint(
                condition=Q(stage="") | Q(stage__in=Stage.values),
                name="programme_stage_known",
                violation_error_message="Выберите этап из списка или оставьте пустым.",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True, since_precision="")
                | Q(since__isnull=False, since_precision__in=DatePrecision.values),
                name="programme_since_with_precision",
                violation_error_message="Дата начала и её точность указываются вместе.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(intake=Intake.DATED)
                    & (Q(intake_opens__isnull=False) | Q(intake_closes__isnull=False))
                )
                | (
                    ~Q(intake=Intake.DATED)
                    & Q(intake_opens__isnull=True, intake_closes__isnull=True)
                ),
                name="programme_intake_dates",
                violation_error_message=(
                    "Даты приёма нужны для варианта «В указанные даты» — и только для него."
                ),
            ),
            models.CheckConstraint(
                condition=Q(intake_opens__isnull=True)
                | Q(intake_closes__isnull=True)
                | Q(intake_closes__gte=F("intake_opens")),
                name="programme_intake_order",
                violation_error_message="Приём закрывается не раньше, чем открывается.",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(checked_on__isnull=False),
                name="programme_published_checked",
                violation_error_message="У опубликованной записи должна быть дата проверки.",
            ),
        ]
        indexes = [models.Index(fields=["state", "sort_key"], name="programme_in_order")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("programme", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Whether the public sees the programme."""
        return self.state == State.PUBLISHED

    def intake_status_on(self, day: date) -> IntakeStatus:
        """Tell how the intake stands on ``day``: the twin of ``with_intake_on``."""
        match self.intake:
            case Intake.CONTINUOUS:
                return IntakeStatus.OPEN
            case Intake.CLOSED:
                return IntakeStatus.CLOSED
            case Intake.NOT_STATED:
                return IntakeStatus.NOT_STATED
        if self.intake_opens and self.intake_opens > day:
            return IntakeStatus.UPCOMING
        if self.intake_closes and self.intake_closes < day:
            return IntakeStatus.CLOSED
        return IntakeStatus.OPEN

    def is_open_on(self, day: date) -> bool:
        """Tell whether applications are taken on ``day``: the twin of ``open_on``."""
        return self.intake_status_on(day) == IntakeStatus.OPEN

    @property
    def unknown(self) -> list[str]:
        """The names of the fields of which no source says anything; asks for relations."""
        chosen = [n for n in ("cost", "format", "intake") if getattr(self, n) == NOT_STATED]
        written = ("since", "benefits", "eligibility", "application")
        lists = ("places", "industries", "contacts")
        # that there is an operator says the programme itself: what it is called is not asked
        empty = ["operator"] if self.operator_id is None else []
        empty += [n for n in written if not getattr(self, n)]
        return chosen + empty + [n for n in lists if not getattr(self, n).all()]

    @property
    def in_base_document(self) -> bool:
        """Whether any fact rests on the document with which the catalogue began."""
        return any(fact.source.is_base for fact in self.facts.all())

    def is_due_for_check(self, day: date) -> bool:
        """Tell whether the entry has to be checked by ``day``: the twin of ``due_for_check``."""
        if self.state != State.PUBLISHED or self.checked_on is None:
            return False
        return self.checked_on + timedelta(days=self.check_every) <= day

    def missing_for_publication(self) -> dict[str, str]:
        """Return what is missing before the public may see the entry.

        Returns:
            Fields and relations, each with a sentence that says what to do.
        """
        is_there = {
            "summary": bool(self.summary),
            "kind": bool(self.kind),
            "audiences": self.audiences.exists(),
            "checked_on": self.checked_on is not None,
            "facts": self.facts.exists(),
        }
        return {name: WANTED[name] for name, there in is_there.items() if not there}

    def obstacles_to_publication(self) -> list[str]:
        """Return sentences for all that is missing before the public may see the entry."""
        return list(self.missing_for_publication().values())

    @property
    def since_words(self) -> str:
        """«С 2019 года», as precisely as the source is; empty when it says nothing."""
        return russian.since(self.since, self.since_precision) if self.since else ""

    @property
    def benefit_items(self) -> list[str]:
        return self.benefits.splitlines()

    @property
    def eligibility_items(self) -> list[str]:
        return self.eligibility.splitlines()

    @property
    def application_items(self) -> list[str]:
        return self.application.splitlines()
