"""The catalogue as sets: who belongs to which value of each facet, and in which order.

Counting every facet of a question is a handful of set intersections instead of a scan for each.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import inf

from django.db import connection
from django.db.models import Model
from pyroaring import BitMap

from portal.database import once_a_reading

from ..models import Audience, Programme, redirects
from ..words import MONEYLESS, NOT_STATED, Amount, IntakeStatus, Side, title_key
from .bands import Bands, read_bands
from .filters import BandFilter, FacetFilter, ProgrammeFilter

ORDERED_BY = ("pk", "title", "updated_at", "checked_on", "since", "known_count", "slug")
PK, TITLE, UPDATED, CHECKED, SINCE, KNOWN_COUNT, SLUG = range(len(ORDERED_BY))
"""Where these columns stand in a row."""
READ_AT_ONCE = 10_000
USABILITY = (
    *(IntakeStatus.OPEN, IntakeStatus.UPCOMING, IntakeStatus.NOT_STATED, IntakeStatus.CLOSED),
)
"""From what can be used now to what cannot."""


@dataclass(frozen=True)
class Version:
    """Which state of the catalogue an answer was made from."""

    token: str
    changed_at: datetime | None


@once_a_reading
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
        pk_of: their primary keys by their codes.
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
            name: redirects.former(facet.of.objects.public())
            for name, facet in facets.items()
            if issubclass(facet.of, Model)
        }
        self.former["programme"] = redirects.former(Programme.objects.published())
        self.members = {name: {} for name in facets}
        published = Programme.objects.published().with_intake_on(day).with_known_count()
        rows = self._read_columns(published.order_by("pk"), facets)
        self._read_relations(published, facets)
        bands = read_bands()
        self._roubles = bands.roubles
        self._read_bands(bands, facets)
        self.pk_of = {row[SLUG]: row[PK] for row in rows}
        self.genitives = {
            "side": {side.value: side.genitive for side in Side},
            "audience": dict(Audience.objects.public().values_list("slug", "genitive")),
        }
        self.orders = self._orders(rows)

    def _read_columns(self, published, facets):
        """Read the facets that are one value a programme, all in one query."""
        single = {
            name: facet.field_name
            for name, facet in facets.items()
            if not self._many(facet) and not isinstance(facet, BandFilter)
        }
        columns = published.values_list(*ORDERED_BY, *single.values())
        # by portions: one statement for all is cut off where the machine is busy (5 s)
        rows = list(columns.iterator(chunk_size=READ_AT_ONCE))
        self.everything = BitMap([row[PK] for row in rows])
        for position, name in enumerate(single, start=len(ORDERED_BY)):
            pairs = [(row[PK], row[position]) for row in rows]
            self._keep(name, group_by_value(pairs), facets[name])
        return rows

    def _read_relations(self, published, facets):
        """Read the facets that are many values a programme, a query each."""
        for name, facet in facets.items():
            if self._many(facet):
                pairs = published.values_list("pk", facet.field_name)
                self._keep(name, group_by_value(pairs), facet)

    def _keep(self, name: str, members: dict[str, BitMap], facet: FacetFilter):
        """Keep the sets of a facet's values; without any a programme is «не указано»."""
        told = BitMap.union(BitMap(), *members.values())
        if facet.optional and (unknown := self.everything - told):
            members[NOT_STATED] = unknown
        self.members[name] = members

    def _read_bands(self, bands: Bands, facets):
        """Take the measures from the facts; who gives no money by its kind lacks no figure."""
        kinds = self.members["kind"]
        moneyless = BitMap.union(BitMap(), *(kinds[kind] for kind in MONEYLESS if kind in kinds))
        for name, band_of in bands.of.items():
            known = BitMap(band_of) & self.everything
            usual = moneyless - known if name == "amount" else BitMap()
            members = group_by_value((pk, band_of[pk]) for pk in known)
            members |= {Amount.NO_MONEY.value: usual} if usual else {}
            self._keep(name, members, facets[name])

    @staticmethod
    def _many(facet) -> bool:
        relation, _, rest = facet.field_name.partition("__")
        return bool(rest) and Programme._meta.get_field(relation).many_to_many

    def _orders(self, rows):
        """Sort in Python, so that both databases agree on ё, case and missing dates."""
        # of two alike the older first
        by_title = sorted(rows, key=lambda row: title_key(row[TITLE]))

        def newest_by(place):
            return [row[PK] for row in sorted(by_title, key=lambda row: newest(row[place]))]

        dates = {
            "updated": newest_by(UPDATED),
            "checked": newest_by(CHECKED),
            "begun": newest_by(SINCE),
        }
        roubles = self._roubles
        unknown = [row[PK] for row in by_title if row[PK] not in roubles]
        known = (row[PK] for row in by_title if row[PK] in roubles)
        return {
            "title": [row[PK] for row in by_title],
            "useful": self._useful(by_title),
            "amount": sorted(known, key=roubles.get, reverse=True) + unknown,
            **dates,
        }

    def _useful(self, by_title) -> list[int]:
        """Sort by what can be used now, then by how much of it is known."""
        members = self.members["intake"]
        usability = {pk: n for n, status in enumerate(USABILITY) for pk in members.get(status, ())}
        return [
            row[PK]
            for row in sorted(by_title, key=lambda row: (usability[row[PK]], -row[KNOWN_COUNT]))
        ]

    def chosen(self, facet: str, values: list[str]) -> BitMap:
        """Return the programmes that have any of the values."""
        members = self.members[facet]
        return BitMap.union(BitMap(), *(members[v] for v in values if v in members))

    def ordered(self, order: str, pks: BitMap) -> Iterator[int]:
        """Yield the given programmes in one of ``orders``: who wants a page reads no further."""
        return (pk for pk in self.orders[order] if pk in pks)


def group_by_value(pairs: Iterable[tuple[int, str | None]]) -> dict[str, BitMap]:
    """Return the set of programmes of each value; who has none stands in no set."""
    collected = defaultdict(list)
    for pk, value in pairs:
        if value:
            collected[value].append(pk)
    return {value: BitMap(pks) for value, pks in collected.items()}


def newest(moment: date | datetime | None) -> float:
    """Return a sort key among moments of one kind: the newest first, the unknown last."""
    if moment is None:
        return inf
    return -(moment.timestamp() if isinstance(moment, datetime) else moment.toordinal())
