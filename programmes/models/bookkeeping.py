"""What the portal keeps for itself: the index, the version of the catalogue, what was loaded."""

from django.db import models
from django.db.models import Q

from .programme import Programme


class Lemma(models.Model):
    """A dictionary form that occurs in some programme."""

    text = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = "лемма"
        verbose_name_plural = "леммы"
        ordering = ["text"]

    def __str__(self):
        return self.text


class Posting(models.Model):
    """One lemma of one programme with the weight of the best field it stands in."""

    lemma = models.ForeignKey(Lemma, on_delete=models.CASCADE, db_index=False)
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="postings", db_index=False
    )
    weight = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "вхождение леммы"
        verbose_name_plural = "вхождения лемм"
        ordering = ["lemma", "programme"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "lemma"], name="posting_once"),
        ]
        # covers the search's question: it never has to open the table itself
        indexes = [models.Index(fields=["lemma", "programme", "weight"], name="posting_search")]

    def __str__(self):
        return f"{self.lemma_id}:{self.programme_id}"


class PublicRow(models.Model):
    """A published programme as a row of the exports, made in the transaction of each change."""

    programme = models.OneToOneField(
        Programme, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    layout = models.CharField("устройство строки", max_length=16)
    line = models.TextField("строка")

    class Meta:
        verbose_name = "строка выгрузки"
        verbose_name_plural = "строки выгрузки"
        ordering = ["programme"]

    def __str__(self):
        return f"{self.programme_id}"


class IntakeNumber(models.Model):
    """How often has changed what calendars say of a programme's dated intake, and when last.

    It stays while there is no such intake: the next one has the same identifier, and a calendar
    program takes it only under a higher number.
    """

    programme = models.OneToOneField(
        Programme, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    digest = models.CharField("отпечаток", max_length=64, editable=False)
    sequence = models.PositiveIntegerField("номер изменения", default=0)
    updated_at = models.DateTimeField("изменено для читателя")

    class Meta:
        verbose_name = "номер приёма заявок"
        verbose_name_plural = "номера приёма заявок"
        ordering = ["programme"]

    def __str__(self):
        return f"{self.programme_id}: {self.sequence}"


class CatalogueVersion(models.Model):
    """A token that changes with every public change, in the transaction of that change.

    Random rather than a count: a copy restored from a backup can never repeat a version that
    caches already know with other content.
    """

    token = models.CharField("метка", max_length=32)
    changed_at = models.DateTimeField("изменена")

    class Meta:
        verbose_name = "версия каталога"
        verbose_name_plural = "версия каталога"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="catalogue_version_single")]

    def __str__(self):
        return self.token


class LoadedRecord(models.Model):
    """What a record looked like when the fixtures last wrote it: tells an editor's change."""

    table = models.CharField("таблица", max_length=40)
    key = models.CharField("ключ", max_length=400)
    digest = models.CharField("отпечаток", max_length=64)

    class Meta:
        verbose_name = "загруженная запись"
        verbose_name_plural = "загруженные записи"
        ordering = ["table", "key"]
        constraints = [models.UniqueConstraint(fields=["table", "key"], name="loaded_record_once")]

    def __str__(self):
        return f"{self.table} {self.key}"


class LastSeen(models.Model):
    """What the public last read of a programme: what the next change is compared with.

    Beside it the parts of which all is made that is kept of a published programme.

    It stays while the programme is away from the public, so that what comes back is compared, too.
    """

    programme = models.OneToOneField(
        Programme, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    title = models.CharField("название", max_length=160)
    content = models.BinaryField("прочитанное")
    parts = models.BinaryField("из чего", default=b"", db_default=b"")

    class Meta:
        verbose_name = "прочитанное посетителями"
        verbose_name_plural = "прочитанное посетителями"
        ordering = ["programme"]

    def __str__(self):
        return self.title
