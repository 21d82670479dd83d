"""What is kept of questions without an answer: words, weeks and numbers; of nobody anything."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from ..words import russian

MAX_WORDS_CHARACTERS = 120
DIGEST_CHARACTERS = 32


class Standing(models.TextChoices):
    """What the editors have made of a question."""

    OPEN = "open", "Ждёт редакцию"
    SETTLED = "settled", "Разобран"
    FOREIGN = "foreign", "Не наше"


class Questions(models.QuerySet):
    """Questions by what became of them, and by how often they were asked."""

    def waiting(self) -> "Questions":
        """Those that nobody has dealt with yet."""
        return self.filter(standing=Standing.OPEN)

    def of_week(self, week: date) -> "Questions":
        """Those asked in the week that begins on a day."""
        return self.filter(counts__week=week)

    def with_numbers(self, week: date | None = None) -> "Questions":
        """Add how often each was asked (``asked``): in one week, or in all that are kept."""
        counted = Q(counts__week=week) if week else Q()
        return self.annotate(
            asked=Coalesce(Sum("counts__number", filter=counted), 0),
            last_week=models.Max("counts__week"),
        )


class Question(models.Model):
    """A question that was not answered on several days: its words in their dictionary forms."""

    words = models.CharField("вопрос", max_length=MAX_WORDS_CHARACTERS, unique=True)
    standing = models.CharField(
        "состояние", max_length=8, choices=Standing, default=Standing.OPEN, db_default="open"
    )
    settled_on = models.DateField("разобран", null=True, blank=True)

    objects = Questions.as_manager()

    class Meta:
        verbose_name = "вопрос без ответа"
        verbose_name_plural = "вопросы без ответа"
        ordering = ["words"]
        default_permissions = ("view", "settle", "delete")
        indexes = [models.Index(fields=["standing"], name="question_standing")]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="question_standing_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="question_words_filled"),
        ]

    def __str__(self):
        return self.words


class Week(models.Model):
    """A week by its Monday, and how many questions it could not count.

    Whoever writes counts holds the row of the week: one after the other.
    """

    begins = models.DateField("с понедельника", primary_key=True)
    left_out = models.PositiveIntegerField("не учтено", default=0, db_default=0)

    class Meta:
        verbose_name = "неделя"
        verbose_name_plural = "недели"
        ordering = ["-begins"]
        default_permissions = ()

    def __str__(self):
        return week_words(self.begins)


class WeekCount(models.Model):
    """How often a question was asked in one week."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="counts")
    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="counts")
    number = models.PositiveIntegerField("раз")

    class Meta:
        verbose_name = "число за неделю"
        verbose_name_plural = "числа за недели"
        ordering = ["-week_id", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["question", "week"], name="week_count_unique")
        ]

    def __str__(self):
        return f"{self.week_id}: {self.number}"


class Heard(models.Model):
    """A question that was not asked on enough days yet: a fingerprint, from which no words come."""

    digest = models.CharField("отпечаток", max_length=DIGEST_CHARACTERS, primary_key=True)
    first_day = models.DateField("впервые")
    last_day = models.DateField("последний день")
    days = models.PositiveSmallIntegerField("в скольких днях")
    number = models.PositiveIntegerField("раз")

    class Meta:
        verbose_name = "услышанный вопрос"
        verbose_name_plural = "услышанные вопросы"
        ordering = ["first_day", "digest"]
        default_permissions = ()
        indexes = [models.Index(fields=["first_day"], name="heard_first_day")]

    def __str__(self):
        return self.digest


def monday(day: date) -> date:
    """Return the first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def week_words(begins: date) -> str:
    """Return «23–29 ноября 2026 года»."""
    return russian.calendar_days(begins, begins + timedelta(days=6))
