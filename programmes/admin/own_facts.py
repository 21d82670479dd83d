"""A fact chosen among those of the same programme, whose list a page holds once for all fields."""

from django.forms import Media, Select

from ..models import Fact, Programme
from ..search import normalise
from .desk import holds_all
from .finding import Called, Finder, FoundChoiceField


class FactFinder(Finder):
    """Finds facts of one programme by words of their statements, or by their codes."""

    def __init__(self):
        self.model = Fact
        self.facts: list[Fact] = []

    def found(self, words: str) -> list[Fact]:
        """Return the facts that hold all the words; only those called so, if any are."""
        wanted = normalise(words)
        called = [f for f in self.facts if wanted in (normalise(f.statement), normalise(f.code))]
        return called or [f for f in self.facts if holds_all(wanted.split(), [f.statement])]


class FactSelect(Called, Select):
    """A list with the chosen fact alone; a script adds the others when it is entered.

    Each field would hold all of them otherwise, and there are as many fields as facts.
    """

    def __init__(self, *args, none: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty = none

    @property
    def none(self) -> str:
        return self.empty

    @property
    def media(self):
        return super().media + Media(js=["admin/js/own_facts.js"])


def choosing_own_fact(none: str) -> dict:
    """Return how a relation to a fact of the same programme is chosen.

    Args:
        none: what is shown where none is chosen.
    """
    finder = FactFinder()
    return {
        "form_class": lambda **kwargs: FoundChoiceField(finder=finder, **kwargs),
        "widget": FactSelect(attrs={"data-own-facts": ""}, finder=finder, none=none),
    }


def offer_own_facts(field: FoundChoiceField, programme: Programme | None) -> None:
    """Let a field choose among the facts of a programme, read once for all forms."""
    field.queryset = Fact.objects.filter(programme=programme)
    field.finder.facts = list(field.queryset) if programme else []
    wrapper = field.widget
    wrapper.can_add_related = wrapper.can_change_related = False
    wrapper.can_delete_related = wrapper.can_view_related = False
    wrapper.widget.know(field.finder.facts)
