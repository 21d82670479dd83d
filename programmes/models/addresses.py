"""Codes as parts of addresses: one that was public is never given to another record."""

from collections.abc import Iterable

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
        # a record that came back from a file has its old code, and another number
        if not type(self)._base_manager.filter(pk=self.pk, slug=self.slug).exists():
            for sentence in codes_of_others(type(self), [self.slug], self.pk).values():
                raise ValidationError({"slug": sentence})


def codes_of_others(
    model: type[Addressed],
    slugs: Iterable[str],
    record: int | None = None,
    *,
    from_file: bool = False,
) -> dict[str, str]:
    """Return which of some codes the public knows other records by, with a sentence about each.

    Args:
        model: the table whose records would get the codes.
        slugs: the codes.
        record: the primary key of the record that wants them; None for a new one.
        from_file: whether a file brings the records: under the code of a deleted one, that one
            comes back.
    """
    known = PublicSlug.objects.filter(table=model._meta.model_name, slug__in=slugs)
    owners = dict(known.exclude(record=record).values_list("slug", "record"))
    names = {each.pk: str(each) for each in model._base_manager.filter(pk__in=owners.values())}
    return {
        slug: TAKEN.format(f" — «{names[pk]}»" if pk in names else ", которую удалили")
        for slug, pk in owners.items()
        if pk in names or not from_file
    }
