"""The alphabet's one order: every record is kept with the key that its name is sorted by."""

from django.apps import apps
from django.db import models

from ..words import title_key

AT_ONCE = 500  # records whose keys are written by one statement


class SortKeyField(models.BinaryField):
    """What the name of a record is sorted by.

    Bytes, because both databases compare them alike: texts they sort by a collation of their own,
    small letters last, «ё» after «я» and quotation marks among the letters.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"editable": False, "default": b"", **kwargs})

    def deconstruct(self):
        """Let migrations name Django's class: the column is the same, and stays when this goes."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def pre_save(self, model_instance, add):
        name = getattr(model_instance, model_instance.sorted_by)
        setattr(model_instance, self.attname, title_key(name).encode())
        return getattr(model_instance, self.attname)


class Alphabetical(models.Model):
    """A record that lists show in the order of its name.

    Attributes:
        sorted_by: the column that holds the name.
    """

    sorted_by: str
    sort_key = SortKeyField("ключ порядка")

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        """Save the key along with whatever is saved: the name may be among it."""
        if update_fields is not None:
            update_fields = {*update_fields, "sort_key"}
        super().save(*args, update_fields=update_fields, **kwargs)


def rekey() -> int:
    """Write the keys anew that are not what the code makes now; return how many there were."""
    wanted = [model for model in apps.get_models() if issubclass(model, Alphabetical)]
    return sum(_rekey(model) for model in wanted)


def _rekey(model: type[Alphabetical]) -> int:
    column, wrong = model._meta.get_field("sort_key"), []
    for record in model.objects.order_by("pk").iterator(AT_ONCE):
        kept = bytes(record.sort_key)
        if column.pre_save(record, add=False) != kept:
            wrong.append(record)
    model.objects.bulk_update(wrong, ["sort_key"], batch_size=AT_ONCE)
    return len(wrong)
