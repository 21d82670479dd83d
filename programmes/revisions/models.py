"""What editors wrote of a record: numbered contents with their authors, kept for good."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ..words import NBSP, russian
from .states import OPEN, LetterKind, ReviewState

MAX_REMARK = 1000  # characters
MAX_LINE = 300  # characters of a title, and of what was done
OUTLIVES_ITS_AUTHOR = {"null": True, "blank": True, "on_delete": models.SET_NULL, "editable": False}


class Revisions(models.QuerySet):
    """Revisions by their record and by how far they are."""

    def of(self, record: models.Model) -> "Revisions":
        """Those of one record."""
        return self.filter(content_type=type_of(type(record)), object_id=record.pk)

    def of_model(self, model: type[models.Model]) -> "Revisions":
        """Those of all records of a model."""
        return self.filter(content_type=type_of(model))

    def opened(self) -> "Revisions":
        """Corrections that are neither applied nor given up."""
        return self.filter(state__in=OPEN)

    def unreviewed(self) -> "Revisions":
        """What the public reads though its author alone has seen it before."""
        return self.filter(state=ReviewState.APPLIED, is_unreviewed=True)


def type_of(model: type[models.Model]) -> ContentType:
    """Return the row that stands for a model."""
    return ContentType.objects.get_for_model(model)


class Revision(models.Model):
    """The whole content of a record as somebody has written it.

    It outlives the record and whoever wrote it. The number is the record's own: what was approved
    under a number is never written over.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, editable=False)
    object_id = models.BigIntegerField("запись", editable=False)
    number = models.PositiveIntegerField("номер", editable=False)
    title = models.CharField("название записи", max_length=MAX_LINE, editable=False)
    state = models.CharField(
        "состояние", max_length=16, choices=ReviewState.choices, editable=False
    )
    content = models.JSONField("содержание", encoder=DjangoJSONEncoder, editable=False)
    base = models.JSONField(
        "что было до неё", encoder=DjangoJSONEncoder, null=True, blank=True, editable=False
    )
    saves = models.PositiveIntegerField("сохранений", default=1, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="автор",
        related_name="revisions",
        **OUTLIVES_ITS_AUTHOR,
    )
    author_name = models.CharField("имя автора", max_length=160, blank=True, editable=False)
    comment = models.CharField("что сделано", max_length=MAX_LINE, blank=True, editable=False)
    saved_at = models.DateTimeField("сохранена", editable=False)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="проверил",
        related_name="reviewed_revisions",
        **OUTLIVES_ITS_AUTHOR,
    )
    reviewer_name = models.CharField("имя проверившего", max_length=160, blank=True, editable=False)
    reviewed_at = models.DateTimeField("проверена", null=True, blank=True, editable=False)
    remark = models.TextField("замечание", blank=True, max_length=MAX_REMARK, editable=False)
    publish_at = models.DateTimeField("опубликовать", null=True, blank=True, editable=False)
    archive_at = models.DateTimeField("убрать в архив", null=True, blank=True, editable=False)
    is_unreviewed = models.BooleanField("без второй проверки", default=False, editable=False)

    objects = Revisions.as_manager()

    class Meta:
        verbose_name = "правка"
        verbose_name_plural = "правки"
        ordering = ["content_type", "object_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "number"], name="revision_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=Q(state__in=OPEN),
                name="revision_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReviewState.values), name="revision_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["content_type", "state"],
                condition=Q(state__in=OPEN),
                name="revision_open",
            ),
            models.Index(
                fields=["content_type", "object_id"],
                condition=Q(is_unreviewed=True),
                name="revision_unreviewed",
            ),
            models.Index(
                fields=["archive_at"],
                condition=Q(archive_at__isnull=False),
                name="revision_ends",
            ),
        ]

    def __str__(self):
        return f"Правка № {self.number}: {self.title}"

    @property
    def desk_url(self) -> str:
        """The path of its page at the desk."""
        name = self.content_type.model_class()._meta.label_lower.replace(".", "_")
        return reverse(f"admin:{name}_revision", args=[self.object_id, self.number])

    @property
    def words(self) -> str:
        """«Правка № 8», to begin a sentence with."""
        return f"Правка №{NBSP}{self.number}"

    @property
    def words_lower(self) -> str:
        """«правка № 8», inside a sentence."""
        return f"правка №{NBSP}{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for something."""
        return self.state in OPEN

    @property
    def token(self) -> str:
        """What a page remembers of it: another content or another state has another one."""
        return f"{self.number}.{self.saves}.{self.state}"

    @property
    def saved_words(self) -> str:
        """«28 ноября 2026 года, 12:40»."""
        return moment_words(self.saved_at)

    @property
    def publish_words(self) -> str:
        """When it is to be published, «» for at once."""
        return moment_words(self.publish_at)

    @property
    def archive_words(self) -> str:
        """When the record is to leave the public, «» for never."""
        return moment_words(self.archive_at)


def moment_words(moment) -> str:
    """Return a moment as people in Moscow read it; empty for none."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{russian.day(local.date())}, {local:%H:%M}"


def name_of_person(user) -> str:
    """Return how a person is called in lines that outlive the account; empty for nobody."""
    return (user.get_full_name() or user.get_username())[:160] if user else ""


class Presence(models.Model):
    """Who has had the form of a record open lately: only to tell the others of it."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, editable=False)
    object_id = models.BigIntegerField("запись", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, verbose_name="кто"
    )
    seen_at = models.DateTimeField("когда", editable=False)

    class Meta:
        verbose_name = "открытая форма"
        verbose_name_plural = "открытые формы"
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "user"], name="presence_once"
            )
        ]

    def __str__(self):
        return f"{name_of_person(self.user)}: {self.content_type_id}/{self.object_id}"


class Typed(models.Model):
    """What somebody has typed into the form of a record and not saved."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, editable=False)
    object_id = models.BigIntegerField("запись", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, verbose_name="кто"
    )
    content = models.JSONField("набрано", encoder=DjangoJSONEncoder, editable=False)
    base = models.JSONField("с чего начато", null=True, encoder=DjangoJSONEncoder, editable=False)
    typed_at = models.DateTimeField("когда", editable=False)

    class Meta:
        verbose_name = "несохранённый текст"
        verbose_name_plural = "несохранённые тексты"
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "user"], name="typed_once")
        ]

    def __str__(self):
        return f"{name_of_person(self.user)}, {self.typed_words}"

    @property
    def typed_words(self) -> str:
        """When it was typed."""
        return moment_words(self.typed_at)


def in_one_line(text: str) -> str:
    """Return what was done as a revision has room for it."""
    return text if len(text) <= MAX_LINE else f"{text[: MAX_LINE - 1]}…"


class Unwanted(models.Model):
    """A kind of letters that somebody has switched off."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, verbose_name="кто"
    )
    kind = models.CharField(
        "какие письма", max_length=16, choices=LetterKind.choices, editable=False
    )

    class Meta:
        verbose_name = "выключенные письма"
        verbose_name_plural = "выключенные письма"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="unwanted_once")]

    def __str__(self):
        return f"{name_of_person(self.user)}: {self.get_kind_display()}"
