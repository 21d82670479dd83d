"""The catalogue as sets: who belongs to which value of each facet, and in which order.

Counting every facet of a question is a handful of set intersections instead of a scan for each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import inf

from django.db import connection
from django.db.models import Model
from pyroaring import BitMap

from ..models import Audience, Programme, redirects
from ..words import NOT_STATED, Side, title_key
from .filters import ProgrammeFilter

ORDERED_BY = ("pk", "title", "updated_at", "checked_on", "since")


@dataclass(frozen=True)
class Version:
    """Which state of the catalogue an answer was made from."""

    token: str
    changed_at: datetime | None


def current_version() -> Version:
    """Read the version of the catalogue: one short query, by hand because every request asks it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, changed_at FROM programmes_catalogueversion WHERE id = 1")
        row = cursor.fetchone()
    if not row:
        return Version("", None)
    token, moment = row
    # SQLite keeps moments without their zone; Django writes them in UTC
    return Version(token, moment if moment.tzinfo else moment.replace(tzinfo=UTC))


class FacetIndex:
    """The published programmes as sets of primary keys, for one day.

    Attributes:
        everything: all published programmes.
        members: for each facet, the set of programmes of each value.
        options: for each facet, the Russian name of each value, in the order of the page.
        former: for the facets whose values are records, the codes that these had before, with
            those they have now.
        genitives: for the facets that say whom for, the words of each value after «для».
        orders: for each order of the list, and for the newest programmes on the home page, the
            primary keys in that order.
    """

    def __init__(self, day: date):
        facets = ProgrammeFilter.facets()
        self.options = {name: dict(facet.options()) for name, facet in facets.items()}
        self.former = {
            name: redirects.former(facet.of)
            for name, facet in facets.items()
            if issubclass(facet.of, Model)
        }
        self.members = {name: {} for name in facets}
        published = Programme.objects.published().with_intake_on(day).order_by("pk")
        rows = self._read_columns(published, facets)
        self._read_relations(published, facets)
        self.everything = BitMap([row[0] for row in rows])
        self.genitives = {
            "side": {side.value: side.genitive for side in Side},
            "audience": dict(Audience.objects.public().values_list("slug", "genitive")),
        }
        self.orders = self._orders(rows)

    def _read_columns(self, published, facets):
        """Read the facets that are one value a programme, all in one query."""
        single = {n: f.field_name for n, f in facets.items() if not self._many(f)}
        rows = list(published.values_list(*ORDERED_BY, *single.values()))
        for position, name in enumerate(single, start=len(ORDERED_BY)):
            pairs = [(row[0], row[position]) for row in rows]
            self.members[name] = grouped(pairs, facets[name].optional)
        return rows

    def _read_relations(self, published, facets):
        """Read the facets that are many values a programme, a query each."""
        for name, facet in facets.items():
            if self._many(facet):
                pairs = published.values_list("pk", facet.field_name)
                self.members[name] = grouped(pairs, facet.optional)

    @staticmethod
    def _many(facet) -> bool:
        relation, _, rest = facet.field_name.partition("__")
        return bool(rest) and Programme._meta.get_field(relation).many_to_many

    @staticmethod
    def _orders(rows):
        """Sort in Python, so that both databases agree on ё, case and missing dates."""
        by_title = sorted(rows, key=lambda row: title_key(row[1]))  # of two alike the older first

        def newest_by(place):
            return [row[0] for row in sorted(by_title, key=lambda row: newest(row[place]))]

        dates = {"updated": newest_by(2), "checked": newest_by(3), "begun": newest_by(4)}
        return {"title": [row[0] for row in by_title], **dates}

    def chosen(self, facet: str, values: list[str]) -> BitMap:
        """Return the programmes that have any of the values."""
        members = self.members[facet]
        return BitMap.union(BitMap(), *(members[v] for v in values if v in members))

    def ordered(self, order: str, pks: BitMap) -> Iterator[int]:
        """Yield the given programmes in one of ``orders``: who wants a page reads no further."""
        return (pk for pk in self.orders[order] if pk in pks)


def grouped(pairs, optional: bool) -> dict[str, BitMap]:
    """Return the set of programmes of each value; no value counts as «не указано» if optional."""
    collected = {}
    for pk, value in pairs:
        key = value or (NOT_STATED if optional else None)
        if key:
            collected.setdefault(key, []).append(pk)
    return {key: BitMap(pks) for key, pks in collected.items()}


def newest(moment: date | datetime | None) -> float:
    """Return a sort key among moments of one kind: the newest first, the unknown last."""
    if moment is None:
        return inf
    return -(moment.timestamp() if isinstance(moment, datetime) else moment.toordinal())
