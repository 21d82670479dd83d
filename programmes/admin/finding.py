"""A record chosen out of thousands: from a list that grows while one types, or by words alone."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import Media, ModelChoiceField

from ..models import Source
from ..search import normalise
from ..words import Reliability
from . import pasting
from .asking import is_key
from .desk import ManyField

MAX_OFFERED = 20  # records that words without scripts may mean
MAX_WORDS = 500  # characters of them: as long as an address may be


class Words(str):
    """What was typed instead of choosing: the only way where scripts do not run.

    Attributes:
        beside: what was typed of a source that is to be made, by field.
    """

    beside: dict[str, str]


class Finder:
    """Finds records as the search of their own list does.

    Args:
        model: of the records.
        model_admin: their list.
    """

    def __init__(self, model: type[Model], model_admin):
        self.model, self.list = model, model_admin

    def found(self, words: str) -> list[Model]:
        """Return the first records that hold all the words; only those called so, if any are."""
        records = self.model._default_manager.order_by("sort_key", "pk")
        records, _ = self.list.get_search_results(None, records, words)
        found = list(records[: MAX_OFFERED + 1])
        return [each for each in found if normalise(words) in names(each)] or found

    def one(self, words: str) -> Model:
        """Return the record that some words mean.

        Raises:
            ValidationError: they mean none, or several.
        """
        found = self.found(words)
        if not found and self.model is Source and pasting.is_address(words):
            raise ValidationError(pasting.NOT_FOUND, code="nothing")
        if not found:
            raise ValidationError(f"По словам «{words}» ничего не нашлось.", code="nothing")
        if len(found) > 1:
            text = f"По словам «{words}» нашлось несколько: выберите из списка или напишите точнее."
            raise ValidationError(text, code="several")
        return found[0]


def names(record: Model) -> set[str]:
    """Return what a record may be called by: its name, its code and its address."""
    called = {str(record), record.slug, getattr(record, "url", "")}
    return {normalise(name) for name in called}


class FoundChoiceField(ModelChoiceField):
    """One record, chosen or called by words."""

    def __init__(self, *args, finder: Finder, **kwargs):
        super().__init__(*args, **kwargs)
        self.finder = finder

    def to_python(self, value):
        return self.finder.one(value) if isinstance(value, Words) else super().to_python(value)


class FoundManyField(ManyField):
    """Records, chosen; and one more, called by words."""

    def __init__(self, *args, finder: Finder, **kwargs):
        super().__init__(*args, **kwargs)
        self.finder = finder

    def clean(self, value):
        keys = [
            str(self.finder.one(each).pk) if isinstance(each, Words) else each
            for each in value or []
        ]
        return super().clean(keys)


class Called:
    """A list that scripts fill, with a field for words where there are none.

    Attributes:
        labels: names of records by key, shared by the fields of all parts of a form: each
            would ask for its own otherwise.
        none: what is shown where nothing is chosen; None for no such line.
    """

    template_name = "admin/found.html"

    def __init__(self, *args, finder: Finder, **kwargs):
        super().__init__(*args, **kwargs)
        self.finder = finder
        self.labels: dict[str, str] = {}

    @property
    def none(self) -> str | None:
        return None if self.is_required or self.allow_multiple_selected else ""

    def know(self, records) -> None:
        """Keep the names of records that the form is going to show."""
        self.labels |= {str(record.pk): str(record) for record in records}

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        words = data.get(f"{name}-words", "").strip()[:MAX_WORDS]
        if not words:
            return value
        called = Words(words)
        beside = (*pasting.ASKED, pasting.RELIABILITY)
        called.beside = {each: data.get(f"{name}{pasting.MADE}{each}", "") for each in beside}
        return [*(value or []), called] if self.allow_multiple_selected else called

    def format_value(self, value):
        values = value if isinstance(value, list | tuple) else [value]
        return [each if isinstance(each, Words) else str(each or "") for each in values]

    def optgroups(self, name, value, attrs=None):
        """Return the chosen records, and those that the words may mean, to be chosen from."""
        words = [each for each in value if isinstance(each, Words)]
        chosen = [each for each in value if is_key(each) and not isinstance(each, Words)]
        if unknown := [key for key in chosen if key not in self.labels]:
            self.know(self.finder.model._default_manager.filter(pk__in=unknown))
        offered = {key: self.labels[key] for key in chosen if key in self.labels}
        for each in words:
            offered |= {str(record.pk): str(record) for record in self.finder.found(each)}
        if self.none is not None:
            offered = {"": self.none} | offered
        options = [
            self.create_option(name, key, label, key in value, place)
            for place, (key, label) in enumerate(offered.items())
        ]
        return [(None, options, 0)]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        typed = [each for each in self.format_value(value) if isinstance(each, Words)]
        context["widget"]["words"] = typed[0] if typed else ""
        if typed and self.finder.model is Source and pasting.is_address(typed[0]):
            context["widget"]["made"] = self.made_of(name, typed[0].beside)
        return context

    def made_of(self, name: str, typed: dict[str, str]) -> dict:
        """Return the fields of a source that may be made, with what was typed into them."""
        prefix = name + pasting.MADE
        return {
            "lines": [(prefix + each, pasting.ASKED[each], typed[each]) for each in pasting.ASKED],
            "choice": (prefix + pasting.RELIABILITY, "Надёжность", typed[pasting.RELIABILITY]),
            "choices": Reliability.choices,
        }


class Found(Called):
    """A list that grows while one types: what holds the letters is asked of the server."""

    @property
    def media(self):
        # named with the script that it comes after
        return super().media + Media(js=["admin/js/autocomplete.js", "admin/js/finding.js"])

    def build_attrs(self, base_attrs, extra_attrs=None):
        """Open the list inside the page's main part, where a screen reader looks for it."""
        attributes = super().build_attrs(base_attrs, extra_attrs)
        return attributes | {"data-dropdown-parent": "#content-start"}


class FoundSelect(Found, AutocompleteSelect):
    """One record."""


class FoundSelectMultiple(Found, AutocompleteSelectMultiple):
    """Any number of records, each with its own cross: one for all would stand among them."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class Finding:
    """Chooses the relations of ``autocomplete_fields`` so; for a ``ModelAdmin`` or an inline."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs |= self.found_by(db_field, FoundChoiceField, FoundSelect)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs |= self.found_by(db_field, FoundManyField, FoundSelectMultiple)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def found_by(self, relation, field: type, widget: type) -> dict:
        """Return how a relation is chosen; nothing where it is not one of these."""
        if relation.name not in self.autocomplete_fields:
            return {}
        model = relation.remote_field.model
        finder = Finder(model, self.admin_site.get_model_admin(model))
        return {
            "form_class": lambda **kwargs: field(finder=finder, **kwargs),
            "widget": widget(relation, self.admin_site, finder=finder),
        }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Let records be added from here, but neither changed nor deleted: others use them."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in self.autocomplete_fields:
            widget = field.widget
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        return field
