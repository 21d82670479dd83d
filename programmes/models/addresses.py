"""Codes as parts of addresses: one that was public is never given to another record."""

from django.core.exceptions import ValidationError
from django.db import models

SLUG_HELP = (
    "Часть адреса страницы: латинские буквы, цифры и дефис. Прежний адрес опубликованной записи "
    "будет вести на новый."
)
TAKEN = "Под этим кодом посетители знают другую запись{}: на её адрес ссылаются. Возьмите другой."


class PublicSlug(models.Model):
    """A code under which the public has known a record: it leads to that record for good.

    It outlives the record, so that it holds a number and no reference.
    """

    table = models.CharField("таблица", max_length=40)
    slug = models.SlugField("код", max_length=80)
    record = models.BigIntegerField("запись")

    class Meta:
        verbose_name = "публичный код"
        verbose_name_plural = "публичные коды"
        ordering = ["table", "slug"]
        constraints = [models.UniqueConstraint(fields=["table", "slug"], name="public_slug_once")]

    def __str__(self):
        return f"{self.table}/{self.slug}"


class Addressed(models.Model):
    """A record that the public knows by its code."""

    slug = models.SlugField("код", max_length=80, unique=True, help_text=SLUG_HELP)

    class Meta:
        abstract = True

    def validate_unique(self, exclude=None):
        """Refuse a code under which the public knows another record, even one that is gone."""
        super().validate_unique(exclude)
        if "slug" in (exclude or ()):
            return
        known = PublicSlug.objects.filter(table=self._meta.model_name, slug=self.slug)
        owner = known.exclude(record=self.pk).values_list("record", flat=True).first()
        records = type(self)._base_manager
        # it may have come back from a file under its old code
        if owner is None or records.filter(pk=self.pk, slug=self.slug).exists():
            return
        other = records.filter(pk=owner).first()
        sentence = TAKEN.format(f" — «{other}»" if other else ", которую удалили")
        raise ValidationError({"slug": sentence})
