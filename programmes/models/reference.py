"""Records that programmes refer to: whom for, by whom, where, in what industry, on what source."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from ..words import Reliability, Side, State, one_item_a_line, plain_beginning, russian
from .addresses import Addressed
from .alphabet import Alphabetical
from .fields import LineField, LinesField, LinkField
from .rules import not_blank, only_known


class ReferenceQuerySet(models.QuerySet):
    """The words in which records that programmes refer to are asked for."""

    def public(self):
        """Keep what the public sees: the records that a published programme names."""
        named = models.Q()
        for path in paths_to_programmes(self.model):
            records = self.model._base_manager.filter(
                pk=models.OuterRef("pk"), **{f"{path}__state": State.PUBLISHED}
            )
            named |= models.Q(models.Exists(records))
        return self.filter(named)


def paths_to_programmes(model: type[models.Model]) -> list[str]:
    """Return the lookups from a record to its programmes: those that name it, or whose parts do."""
    paths = _fields_of_programmes(model)
    for relation in model._meta.related_objects:
        if relation.related_model._meta.model_name == "programme":
            paths.append(relation.name)
        else:
            names = _fields_of_programmes(relation.related_model)
            paths += (f"{relation.name}__{name}" for name in names)
    return paths


def _fields_of_programmes(model: type[models.Model]) -> list[str]:
    """Return the names of the fields in which a record names programmes itself."""
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    related = [field for field in fields if field.is_relation]
    return [f.name for f in related if f.related_model._meta.model_name == "programme"]


def host(address: str) -> str:
    """Return what an address says to people: its host without «www.»."""
    return urlsplit(address).netloc.removeprefix("www.")


class Reference(Alphabetical, Addressed):
    """A record that programmes refer to; it is public with the first published one that does."""

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        """Whether the public sees the record now."""
        return type(self).objects.public().filter(pk=self.pk).exists()


class Taxon(Reference):
    """A named entry of a taxonomy: the common part of audiences, places and industries."""

    name = LineField(
        "название",
        max_length=120,
        unique=True,
        validators=[plain_beginning],
        help_text="Напишите так, как название увидит посетитель в фильтре.",
    )
    synonyms = LinesField(
        "другие названия",
        blank=True,
        validators=[plain_beginning, one_item_a_line],
        help_text="По одному в строке: сокращения и слова, которыми это ищут.",
    )
    position = models.PositiveSmallIntegerField(
        "порядок", default=0, help_text="Меньшее число — выше в списке."
    )
    sorted_by = "name"

    class Meta:
        abstract = True
        ordering = ["position", "sort_key", "slug"]

    def __str__(self):
        return self.name


class Audience(Taxon):
    """Who a programme is for."""

    side = models.CharField(
        "раздел",
        max_length=16,
        choices=Side,
        help_text="Выберите, с какой двери главной страницы сюда приходят.",
    )
    genitive = LineField(
        "название после «для»",
        max_length=120,
        validators=[plain_beginning],
        help_text="Допишите фразу «Программы для …»: «экспортёров», «студентов колледжей».",
    )

    class Meta(Taxon.Meta):
        verbose_name = "аудитория"
        verbose_name_plural = "аудитории"
        constraints = [
            not_blank("audience", "name", "Напишите название аудитории."),
            only_known("audience", "side", Side, "Выберите раздел из списка."),
        ]


class Place(Taxon):
    """A site in the city where a programme happens."""

    description = LineField(
        "где это",
        max_length=300,
        blank=True,
        validators=[plain_beginning],
        help_text="Что это за площадка — только то, что сказано в источнике.",
    )
    metro = LineField(
        "метро",
        max_length=120,
        blank=True,
        validators=[plain_beginning],
        help_text="Станция без кавычек: Некрасовка. Только если её называет источник.",
    )
    district = LineField(
        "район",
        max_length=120,
        blank=True,
        validators=[plain_beginning],
        help_text="Название без слова «район»: Косино-Ухтомский.",
    )
    address = LineField(
        "адрес",
        max_length=200,
        blank=True,
        validators=[plain_beginning],
        help_text="Улица и дом, как их даёт источник.",
    )

    class Meta(Taxon.Meta):
        verbose_name = "место"
        verbose_name_plural = "места"
        constraints = [not_blank("place", "name", "Напишите название места.")]


class Country(Taxon):
    """A country to which a programme leads its participants."""

    class Meta(Taxon.Meta):
        verbose_name = "страна"
        verbose_name_plural = "страны"
        constraints = [not_blank("country", "name", "Напишите название страны.")]


class Industry(Taxon):
    """An industry that a programme names."""

    class Meta(Taxon.Meta):
        verbose_name = "отрасль"
        verbose_name_plural = "отрасли"
        constraints = [not_blank("industry", "name", "Напишите название отрасли.")]


class Organisation(Reference):
    """An operator or a partner of programmes."""

    name = LineField(
        "полное название",
        max_length=250,
        unique=True,
        validators=[plain_beginning],
        help_text="Как в уставе или на официальном сайте.",
    )
    short_name = LineField(
        "краткое название",
        max_length=120,
        validators=[plain_beginning],
        help_text="Под этим названием организация стоит в карточках и фильтре.",
    )
    synonyms = LinesField(
        "другие названия",
        blank=True,
        validators=[plain_beginning, one_item_a_line],
        help_text="По одному в строке: сокращения, латиница, прежние названия.",
    )
    description = LinesField(
        "описание",
        blank=True,
        validators=[plain_beginning],
        help_text="Одно-два предложения: чем занимается. Без оценок и обещаний.",
    )
    site = LinkField(
        "сайт", blank=True, help_text="Полный адрес, начиная с https://. Оставьте пустым, если нет."
    )
    sorted_by = "short_name"

    class Meta:
        verbose_name = "организация"
        verbose_name_plural = "организации"
        ordering = ["sort_key", "slug"]
        constraints = [
            not_blank("organisation", "name", "Напишите полное название."),
            not_blank("organisation", "short_name", "Напишите краткое название."),
        ]

    def __str__(self):
        return self.short_name

    def get_absolute_url(self):
        return reverse("organisation", args=[self.slug])

    @property
    def site_name(self) -> str:
        """What the site's address says to people: its host without «www.»."""
        return host(self.site)


class Source(Reference):
    """A published document that facts rest on."""

    title = LineField(
        "заголовок",
        max_length=250,
        validators=[plain_beginning],
        help_text="О чём публикация, своими словами или её заголовком.",
    )
    publisher = LineField("кто опубликовал", max_length=160, validators=[plain_beginning])
    url = LinkField(
        "адрес",
        max_length=500,
        blank=True,
        help_text="Полный адрес публикации. Оставьте пустым, если она без адреса в интернете.",
    )
    published_on = models.DateField(
        "дата публикации", null=True, blank=True, help_text="Оставьте пустой, если не указана."
    )
    date_note = LineField(
        "примечание к дате",
        max_length=120,
        blank=True,
        validators=[plain_beginning],
        help_text="Когда точной даты нет: «около января 2024 года», «редакция от …».",
    )
    reliability = models.CharField("надёжность", max_length=20, choices=Reliability)
    is_base = models.BooleanField(
        "базовый документ",
        default=False,
        help_text="Отметьте у одного источника — того, с которого начат каталог.",
    )
    note = LinesField(
        "примечание",
        blank=True,
        validators=[plain_beginning],
        help_text="Другие адреса той же публикации, оговорки о содержании.",
    )
    sorted_by = "title"

    class Meta:
        verbose_name = "источник"
        verbose_name_plural = "источники"
        ordering = [models.F("published_on").desc(nulls_last=True), "sort_key", "slug"]
        constraints = [
            not_blank("source", "title", "Напишите заголовок источника."),
            not_blank("source", "publisher", "Напишите, кто опубликовал источник."),
            only_known("source", "reliability", Reliability, "Выберите надёжность из списка."),
            models.UniqueConstraint(
                fields=["is_base"],
                condition=models.Q(is_base=True),
                name="source_one_base",
                violation_error_message="Базовый документ уже отмечен: он один на весь каталог.",
            ),
        ]

    def __str__(self):
        return f"{self.publisher}: {self.title}"

    def get_absolute_url(self):
        return reverse("source", args=[self.slug])

    @property
    def reprinted_by(self) -> str:
        """The site where an official release was read, which is not its publisher's own."""
        if self.reliability != Reliability.OFFICIAL_REPRINT:
            return ""
        return host(self.url)

    @property
    def date_words(self) -> str:
        """When it was published, as far as it tells: its date, else what is known instead."""
        if self.published_on:
            return f"публикация от {russian.day(self.published_on)}"
        return self.date_note or "дата публикации не указана"


class SynonymGroupQuerySet(models.QuerySet):
    """The words in which groups of synonyms are asked for."""

    def public(self):
        """Keep the groups that the search knows."""
        return self.filter(in_use=True)


class SynonymGroup(Alphabetical):
    """Words and phrases that mean the same to the search."""

    slug = models.SlugField("код", max_length=80, unique=True, help_text="Латинские буквы и дефис.")
    words = LinesField(
        "слова и выражения",
        validators=[one_item_a_line],
        help_text=(
            "По одному в строке, не меньше двух: «заём», «займ», «кредит». Выражение из нескольких "
            "слов действует целиком."
        ),
    )
    sorted_by = "words"
    in_use = models.BooleanField(
        "действует",
        default=True,
        help_text="Поиск узнаёт группу, когда издатель отметит её действующей.",
    )

    objects = SynonymGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "группа синонимов"
        verbose_name_plural = "синонимы"
        ordering = ["sort_key", "slug"]
        constraints = [not_blank("synonym_group", "words", "Напишите хотя бы два слова.")]

    def __str__(self):
        return " = ".join(self.phrases)

    def clean(self):
        """Refuse a group of one: it would mean nothing to the search."""
        if self.words and len({phrase.casefold() for phrase in self.phrases}) < 2:
            raise ValidationError(
                {"words": "Напишите хотя бы два разных слова или выражения, каждое в своей строке."}
            )

    @property
    def is_public(self) -> bool:
        """Whether visitors meet the group now, in what they find."""
        return self.in_use

    @property
    def phrases(self) -> list[str]:
        """The words and phrases, one per line of the record."""
        return [line.strip() for line in self.words.splitlines() if line.strip()]
