"""The order of the desk's lists: names by the alphabet, terms as the forms list them."""

from django.contrib.admin import AllValuesFieldListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, Field, Model, Value, When

from ..models import LineField, LinesField
from ..words import title_key


class AlphabeticList(ChangeList):
    """A list that no database sorts by an alphabet of its own."""

    def get_ordering_field(self, field_name):
        """Sort by the kept key of the name, by the vocabulary of a term; by no other text."""
        found = super().get_ordering_field(field_name)
        if found and found == getattr(self.model, "sorted_by", None):
            return "sort_key"
        field = columns_of(self.model).get(found) if isinstance(found, str) else None
        if field and field.choices:
            return position_in_vocabulary(field)
        return found if has_order(field) else None


class AlphabetFilter(AllValuesFieldListFilter):
    """All values of a text, in the order of the alphabet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lookup_choices = sorted(self.lookup_choices, key=title_key)


def columns_of(model: type[Model]) -> dict[str, Field]:
    """Return the columns of a model by name."""
    return {field.name: field for field in model._meta.concrete_fields}


def has_order(column: Field | None) -> bool:
    """Tell whether a list can be sorted by a column as people would; None is no column."""
    text = isinstance(column, LineField | LinesField)
    return not text or column.name == getattr(column.model, "sorted_by", None)


def position_in_vocabulary(field: Field) -> Case:
    """Return the place of a column's value among its choices, to sort by."""
    places = enumerate(value for value, _ in field.flatchoices)
    return Case(*(When(**{field.name: value}, then=Value(place)) for place, value in places))
