"""Snapshot: all that is made from one version of the catalogue, read together, kept together."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import date
from threading import RLock
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection

from portal.database import MovedOnError, consistent_reading
from portal.memory import BoundedCache

from ..models import Organisation, Place, Programme, SynonymGroup
from ..search import (
    Meaning,
    Occurrences,
    Offers,
    Reader,
    Thesaurus,
    Vocabulary,
    index,
    read_postings,
    word_vectors,
)
from ..search import load as load_vocabulary
from ..words import Nature, State
from .sets import FacetIndex, Version, current_version

MAX_SNAPSHOTS = 2
"""The version being left and the one being entered; two replicas may be a version apart."""
LEFT_AFTER_SECONDS = 60
"""Without a question to it a version is left: at a hundred thousand programmes it is 350 MB."""
MAX_CARDS_BYTES = 8 * 2**20
"""Of the cards that are kept with a version: some three thousand, marked ones among them."""

MAX_FREQUENT = 2000
"""Words that are offered by themselves: rarer ones are met in titles and phrases."""

Part = TypeVar("Part")


class Snapshot:
    """What one version of the catalogue gives on one day.

    Everything in it is read in the state of the database that has its token, be it later and by
    other threads. A request reads all its answer in one ``consistent_reading``, so that the
    state cannot change under it; who does not is told by ``MovedOnError``.

    Attributes:
        sets: who belongs to which value of each facet, and in which order.
        cards: what has been written of programmes, for whoever writes it to find again.
        asked_at: when somebody asked for it last, by the clock of ``monotonic``.
    """

    def __init__(self, version: Version, day: date):
        self.version, self.day = version, day
        self.asked_at = monotonic()
        self.sets = FacetIndex(day)
        self.cards: BoundedCache[str] = BoundedCache(MAX_CARDS_BYTES, sys.getsizeof)
        self._parts: dict[Callable, Any] = {}

    def part(self, make: Callable[["Snapshot"], Part]) -> Part:
        """Return what a function makes of this version, made when it is asked for first.

        Raises:
            MovedOnError: it was not made yet, and the catalogue has another version.
        """
        if make not in self._parts:
            # the connection comes first: who waits for the lock must not keep it from its holder
            with self.reading(), _one_at_a_time:
                if make not in self._parts:
                    self._parts[make] = make(self)
        return self._parts[make]

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read in the state that the snapshot is of.

        Raises:
            MovedOnError: that state is gone.
        """
        with consistent_reading():
            if current_version().token != self.version.token:
                raise MovedOnError
            yield

    def read_postings(self, lemma_of: Mapping[int, str]) -> Occurrences:
        """Read which programmes have some lemmas, given by their rows."""
        with self.reading():
            return read_postings(lemma_of)

    def with_synonyms(self, slug: str, phrases: Sequence[str]) -> "Snapshot":
        """Return this version as it would be if a group of synonyms said something else.

        Nobody else is given it; what does not depend on synonyms it shares with this one.

        Args:
            slug: of the group, be it one that is not there yet.
            phrases: its words and phrases.

        Raises:
            MovedOnError: the catalogue has another version.
        """
        other = copy(self)
        with self.reading():
            reader = _reading_by(self, {**_synonyms(), slug: phrases})
        other._parts = {**self._parts, _reader: reader}
        return other

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the catalogue."""
        return self.part(_vocabulary)

    @property
    def reader(self) -> Reader:
        """Reads questions by the catalogue's words and the synonyms."""
        return self.part(_reader)

    @property
    def meaning(self) -> Meaning | None:
        """The words of the catalogue by what they mean; None where the setting is off."""
        return self.part(_meaning) if settings.SEARCH_BY_MEANING else None

    @property
    def pages(self) -> dict[str, dict[str, str]]:
        """The slugs of the pages that may be suggested, by kind and text, in alphabetical order."""
        return self.part(_pages)

    @property
    def offers(self) -> Offers:
        """What may be suggested while a question is being typed."""
        return self.part(_offers)


def _vocabulary(snapshot: Snapshot) -> Vocabulary:
    support = snapshot.sets.chosen("nature", [Nature.SUPPORT])
    useful = snapshot.sets.orders["useful"]
    # of two that match alike: what one can apply for, what is open, what is best known
    order = sorted(useful, key=lambda pk: pk not in support)
    return load_vocabulary(order, snapshot.read_postings)


def _reader(snapshot: Snapshot) -> Reader:
    return _reading_by(snapshot, _synonyms())


def _synonyms() -> dict[str, Sequence[str]]:
    """Return the groups of synonyms that the search knows, by their codes."""
    return {group.slug: group.phrases for group in SynonymGroup.objects.public().order_by("slug")}


def _reading_by(snapshot: Snapshot, synonyms: Mapping[str, Sequence[str]]) -> Reader:
    groups = [synonyms[slug] for slug in sorted(synonyms)]
    organisations = map(index.names_of_organisation, Organisation.objects.public().order_by("slug"))
    places = map(index.names_of_place, Place.objects.public().order_by("slug"))
    names = [*organisations, *places]
    return Reader(snapshot.vocabulary, Thesaurus(groups, names), word_vectors())


def _meaning(snapshot: Snapshot) -> Meaning | None:
    vectors = word_vectors()
    return Meaning(snapshot.vocabulary, vectors) if vectors else None


def _pages(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    operating = Organisation.objects.filter(operated__state=State.PUBLISHED).distinct()
    named = {
        "title": Programme.objects.published().values_list("title", "slug"),
        "operator": operating.values_list("short_name", "slug"),
    }
    return {kind: dict(rows) for kind, rows in named.items()}


def _offers(snapshot: Snapshot) -> Offers:
    rows = Programme.objects.published().values_list("pk", "title", "keywords")
    row_of = {row[0]: row for row in rows}
    useful = [row_of[pk] for pk in snapshot.vocabulary.programmes]
    operating = Organisation.objects.filter(operated__state=State.PUBLISHED).distinct()
    named = operating.values_list("short_name", "name", "synonyms")
    return Offers(
        {title: keywords for _, title, keywords in useful},
        {short: f"{name}\n{synonyms}" for short, name, synonyms in named},
        dict.fromkeys(line for *_, keywords in useful for line in keywords.splitlines()),
        snapshot.vocabulary.frequent[:MAX_FREQUENT],
    )


_kept: dict[tuple[str, date], Snapshot] = {}
_one_at_a_time = RLock()


def current(day: date) -> Snapshot:
    """Return the catalogue as it is now, building what this process has not built yet.

    Args:
        day: the day for which the intake is reckoned.
    """
    with consistent_reading():
        version = current_version()
        key = (version.token, day)
        found = _kept.get(key)
        if found is None:
            with _one_at_a_time:
                found = _kept.get(key)
                if found is None:
                    found = _kept[key] = Snapshot(version, day)
    found.asked_at = monotonic()
    if len(_kept) > 1:
        leave_others()
    return found


def wait_for_builder() -> None:
    """Wait, without a connection, while another thread makes something of a version.

    Whoever waits for it inside of a reading holds one of few connections to PostgreSQL, and who
    then finds none is refused: at a hundred thousand programmes for seconds after each change.
    """
    if not _one_at_a_time.acquire(blocking=False):
        connection.close_if_unusable_or_obsolete()
        _one_at_a_time.acquire()
    _one_at_a_time.release()


def leave_others() -> None:
    """Forget the versions that nobody asks any more, and what is more than two of them.

    Without the lock: who builds a part holds it for seconds.
    """
    last_first = sorted([*_kept.items()], key=lambda each: each[1].asked_at, reverse=True)
    for place, (key, snapshot) in enumerate(last_first):
        left = monotonic() - snapshot.asked_at > LEFT_AFTER_SECONDS
        if left or place >= MAX_SNAPSHOTS:
            _kept.pop(key, None)
