"""Programmes named in an address: a list of one's own, a comparison."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

from portal.responses import Parameters, unreadable

from ..catalogue import MAX_CHOSEN, current, in_order, today, too_many_chosen
from ..models import Programme

MAX_COMPARED = 4


@dataclass(frozen=True)
class ChosenParameters(Parameters):
    """Programmes named in their order; what is not there any more is left out with a word."""

    names: tuple[str, ...] = ("programme",)

    def objection(self, name, values):
        if name not in self.names:
            return super().objection(name, values)
        return too_many_chosen(values) or unreadable(name, values)

    def canonical(self, params):
        named = dict.fromkeys(params.get("programme", ()))
        return {"programme": [*named]} if named else {}


@dataclass(frozen=True)
class Chosen:
    """The programmes of an address.

    Attributes:
        slugs: those that are published, in their order.
        missing: the codes that no published programme has.
    """

    slugs: list[str]
    missing: list[str]

    @classmethod
    def read(cls, request: HttpRequest) -> "Chosen":
        """Read the names in an address; codes that programmes had before count."""
        index = current(today()).sets
        named = [slug for slug in request.GET.getlist("programme") if slug.strip()]
        now = [index.former["programme"].get(slug, slug) for slug in dict.fromkeys(named)]
        return cls(
            [slug for slug in dict.fromkeys(now) if slug in index.pk_of],
            [slug for slug in now if slug not in index.pk_of],
        )

    @property
    def query(self) -> str:
        """The choice as a query string."""
        return query_of(self.slugs)

    def fetch(self, programmes: QuerySet, most: int = MAX_CHOSEN) -> list[Programme]:
        """Return the first of the chosen programmes, in their order.

        Args:
            programmes: how they are read.
            most: how many.
        """
        index = current(today()).sets
        return in_order(programmes, [index.pk_of[slug] for slug in self.slugs[:most]])


def query_of(slugs: list[str]) -> str:
    """Return programmes as the query string that names them in this order."""
    return urlencode([("programme", slug) for slug in slugs])
