"""Records that are there already: whoever adds one like them is shown them before it is saved."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Count, Model, QuerySet

from ..models import Contact, Fact, Programme, Source
from ..search import normalise
from .asking import is_key
from .guard import GuardedForm
from .pasting import comparable, is_address, sources_at
from .previewing import BUTTON

ANYWAY = "_anyway"
"""The box whose tick says that the record is another one."""

MAX_SHOWN = 5
MAX_NAMING = 2  # programmes: an address that more of them name tells nothing of another one
ALIKE = 0.75  # of all words of two titles those that both have
STEM = 6  # letters of a word that its cases have in common
SENTENCE = (
    "Похоже, такая запись уже есть: посмотрите список выше. Если это другая, отметьте "
    "«Всё равно сохранить»."
)
ADDRESS_FIELD = re.compile(r"contacts-\d+-value")
SOURCE_FIELD = re.compile(r"facts-\d+-source")


class SimilarForm(GuardedForm):
    """A form that shows, before a new record is saved, those that are like it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.similar: list[Model] = []

    def clean(self):
        """Refuse a new record once, if there are others like it."""
        cleaned = super().clean()
        is_saved = self.instance._state.adding and BUTTON not in self.data
        if is_saved and ANYWAY not in self.data and not self.errors:
            self.similar = list(self.alike(cleaned)[:MAX_SHOWN])
            if self.similar:
                raise ValidationError(SENTENCE, code="similar")
        return cleaned

    def alike(self, cleaned: dict) -> QuerySet:
        """Return the records that are like what was typed."""
        raise NotImplementedError

    def sent(self, name: re.Pattern) -> set[str]:
        """Return what was sent in all fields of a name, those of parts, too."""
        return {self.data[each] for each in self.data if name.fullmatch(each)}


class SimilarProgrammeForm(SimilarForm):
    """A programme: others with almost its title, its page, or its source."""

    def alike(self, cleaned):
        wanted = stems(cleaned.get("title", ""))
        titles = Programme.objects.order_by().values_list("pk", "title")
        found = {pk for pk, title in titles if are_alike(wanted, stems(title))}
        sources = {int(each) for each in self.sent(SOURCE_FIELD) if is_key(each)}
        found |= naming(Fact, "source", sources)
        found |= naming(Contact, "value", self.addresses())
        return Programme.objects.filter(pk__in=found).order_by("sort_key", "pk")

    def addresses(self) -> set[str]:
        """Return the contacts of other programmes that are pages typed as contacts here."""
        pages = {comparable(each) for each in self.sent(ADDRESS_FIELD) if is_address(each)}
        if not pages:
            return set()
        values = Contact.objects.order_by().filter(value__istartswith="http")
        known = values.values_list("value", flat=True).distinct()
        return {value for value in known if comparable(value) in pages}


class SimilarSourceForm(SimilarForm):
    """A source: others with its address."""

    def alike(self, cleaned):
        url = cleaned.get("url")
        return Source.objects.filter(pk__in=sources_at(url) if url else []).order_by("pk")


def naming(model: type[Model], name: str, values: set) -> set[int]:
    """Return the programmes whose parts name one of some values that few of them name."""
    parts = model.objects.order_by().filter(**{f"{name}__in": values})
    counted = parts.values_list(name).annotate(programmes=Count("programme", distinct=True))
    telling = [value for value, count in counted if count <= MAX_NAMING]
    return set(parts.filter(**{f"{name}__in": telling}).values_list("programme", flat=True))


def stems(title: str) -> frozenset[str]:
    """Return the beginnings of the words of a title."""
    return frozenset(word[:STEM] for word in re.findall(r"\w+", normalise(title)))


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two titles have almost all of their words in common."""
    both = len(one & other)
    return both > 0 and both >= ALIKE * len(one | other)
