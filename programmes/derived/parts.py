"""What is made of a published programme, in parts: each knows from which fields and relations.

As long as what was read for a part is what it was, it comes out as before: a new name of an
audience asks for the few parts anew that read audiences, and for nothing of the facts.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from django.db.models import prefetch_related_objects

from ..calendar import numbered
from ..models import READ_BY_PROGRAMS, READ_FROM_MANY, READ_FROM_ONE, STATE, LastSeen, Programme
from ..search import index
from ..tables import ready_rows
from ..words import Intake, State
from .digest import fingerprint, intake_digest, public_digest, release
from .reading import FIELDS, SILENT, STATES, Reading, pack, read, unpack, value_of, without_silent

Parts = dict[str, Any]
"""What came of parts, by name: of a field of the record a fingerprint with the names under which
the log has its items, of a cell of the exports a fingerprint, of the index weighted lemmas."""
Groups = dict[str, Parts]
"""The parts by the fields and relations that were read for them, as one text."""
CELL, FIELD, WORDS, INTAKE = "cell", "field", "words", "intake"
LOOKUPS = (*READ_FROM_ONE, *READ_FROM_MANY, *READ_BY_PROGRAMS)
RELATIONS = frozenset(lookup.partition("__")[0] for lookup in LOOKUPS)
OWN = [
    field.attname
    for field in Programme._meta.concrete_fields
    if not field.primary_key and field.name not in SILENT
]
"""The fields of a programme that may be read for a part."""


class Watched(dict):
    """Related records at hand, which notes the relations that are asked for."""

    def __init__(self, found: Mapping, asked: set[str]):
        super().__init__(found)
        self.asked = asked

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)


class Watch:
    """A programme that notes which of its fields and relations are read.

    Attributes:
        programme: the one to read, without what changes silently.
        asked: what has been read since the last ``start``.
    """

    def __init__(self, programme: Programme):
        self.asked: set[str] = set()
        self.programme = shown = without_silent(programme)
        fetched = getattr(shown, "_prefetched_objects_cache", {})
        shown._prefetched_objects_cache = Watched(fetched, self.asked)
        shown._state.fields_cache = Watched(shown._state.fields_cache, self.asked)
        # as fields that are not loaded yet: Django asks for each when it is read
        self.own = {name: shown.__dict__.pop(name) for name in OWN}
        shown.refresh_from_db = self.load

    def load(self, fields: Iterable[str]) -> None:
        """Give the programme fields that are read, and note them."""
        self.asked.update(fields)
        self.programme.__dict__.update((name, self.own[name]) for name in fields)

    def start(self) -> None:
        """Forget what has been read."""
        for name in self.asked & self.own.keys():
            del self.programme.__dict__[name]
        self.asked.clear()


def intake_of(programme: Programme) -> str:
    """Return the fingerprint of a dated intake; nothing of any other."""
    is_dated = programme.intake == Intake.DATED
    return intake_digest(numbered(programme, None)) if is_dated else ""


def words_of(texts: Callable, programme: Programme) -> dict[str, int]:
    """Return the lemmas of a part of the index."""
    return index.weigh(texts(programme))


FIELD_PARTS = {f"{FIELD}.{name}": field for name, field in FIELDS.items()}
CELL_PARTS = {f"{CELL}.{column.key}": column for column in ready_rows.KEPT}
WORDS_PARTS = {f"{WORDS}.{name}": partial(words_of, texts) for name, texts in index.PARTS.items()}
NAMES = (*FIELD_PARTS, *CELL_PARTS, *WORDS_PARTS, INTAKE)


@dataclass(frozen=True)
class Made:
    """All that is made of a published programme.

    Attributes:
        groups: its parts, to be kept.
        parts: the same, by name alone.
        before: the parts that were kept; none where all were made.
        anew: the names of those that were made.
        reading: what the public reads.
        cells: the texts of the cells that were made.
    """

    groups: Groups
    parts: Parts
    before: Parts
    anew: list[str]
    reading: Reading
    cells: dict[str, str]

    @property
    def is_whole(self) -> bool:
        """Whether all was made: it is then written as if nothing had been there."""
        return not self.before

    @property
    def intake(self) -> str:
        """The fingerprint of its dated intake; empty where it has none."""
        return self.parts[INTAKE]

    @property
    def digest(self) -> str:
        """The fingerprint of what is seen: of the whole record, and of the row of the exports."""
        return public_digest([self.parts[name] for name in (*FIELD_PARTS, *CELL_PARTS)])

    @property
    def moved_cells(self) -> dict[str, str]:
        """The cells that are others than before, by the key of their column."""
        return {
            CELL_PARTS[name].key: text
            for name, text in self.cells.items()
            if self.before.get(name) != self.parts[name]
        }

    @property
    def lemmas(self) -> dict[str, int]:
        """What of it is in the search index."""
        return index.merged(self.parts[name] for name in WORDS_PARTS)

    @property
    def moved_lemmas(self) -> dict[str, int]:
        """The lemmas whose weight is another than before; 0 of those that are there no more."""
        made = [name for name in self.anew if name in WORDS_PARTS]
        both = (self.before, self.parts)
        # a lemma that every part has as it had it weighs what it did
        others = [self.before[name].items() ^ self.parts[name].items() for name in made]
        lemmas = {lemma for lemma, _ in chain.from_iterable(others)}
        weights = {lemma: [weight(parts, lemma) for parts in both] for lemma in lemmas}
        return {lemma: after for lemma, (before, after) in weights.items() if before != after}


def weight(parts: Parts, lemma: str) -> int:
    """Return the best weight of a lemma; 0 where no part has it."""
    return max(parts[name].get(lemma, 0) for name in WORDS_PARTS)


@dataclass(frozen=True)
class Known:
    """What is kept of a programme.

    Attributes:
        title: by which the public knows it.
        reading: what the public has read.
        parts: what was made of it, packed; empty while it is not published.
    """

    title: str
    reading: Reading
    parts: bytes


def known_of(pks: Collection[int]) -> dict[int, Known]:
    """Return what is kept of some programmes by primary key."""
    rows = LastSeen.objects.filter(pk__in=pks).values_list("pk", "title", "content", "parts")
    return {pk: Known(title, unpack(content), parts) for pk, title, content, parts in rows}


def make_all(
    programmes: Iterable[Programme],
    known: Mapping[int, Known],
    moved: Mapping[int, Collection[str] | None],
) -> dict[int, Made]:
    """Return what is made of the published ones among some programmes, by primary key.

    What they are read with is fetched, as far as it is read.

    Args:
        known: what is kept of them, by primary key.
        moved: by primary key the fields that changed, and the relations along which something did;
            None for any change.
    """
    plans, fetched = [], defaultdict(list)
    for programme in programmes:
        if programme.state == State.PUBLISHED:
            last, along = known.get(programme.pk), moved[programme.pk]
            kept = {} if along is None else kept_groups(last)
            anew = {key for key in kept if not along.isdisjoint(key.split())}
            relations = " ".join(anew) if kept else " ".join(RELATIONS)
            fetched[relations].append(programme)
            plans.append((programme, kept, anew, last))
    for relations, some in fetched.items():
        prefetch_related_objects(some, *lookups(relations.split()))
    return {programme.pk: make(programme, *others) for programme, *others in plans}


def lookups(relations: Collection[str] | None) -> list[str]:
    """Return the lookups that begin with some relations; all of them for None."""
    every = RELATIONS if relations is None else relations
    return [lookup for lookup in LOOKUPS if lookup.partition("__")[0] in every]


def packed(made: Made) -> bytes:
    """Return the parts as they are kept, with the release that made them."""
    return pack([release(), made.groups])


def kept_groups(known: Known | None) -> Groups:
    """Return the parts that this release keeps of a programme; none where another one made them."""
    made_by, groups = unpack(known.parts) if known and known.parts else ("", {})
    return groups if made_by == release() else {}


def make(programme: Programme, kept: Groups, anew: Collection[str], known: Known | None) -> Made:
    """Make the parts of a published programme that are not kept, or that shall be made anew.

    Args:
        kept: the groups that are kept.
        anew: those of them that are not to be used.
        known: what else is kept; not needed where all is made.
    """
    groups: Groups = {key: parts for key, parts in kept.items() if key not in anew}
    staying: Parts = dict(chain.from_iterable(parts.items() for parts in groups.values()))
    watch, parts, cells = Watch(programme), {}, {}
    shown = watch.programme
    reading: Reading = {STATE: [[STATES[State.PUBLISHED]]]}
    for name in NAMES:
        if name in staying:
            parts[name] = staying[name]
            if name in FIELD_PARTS:
                reading |= {each: known.reading[each] for each in parts[name].split()[1:]}
            continue
        watch.start()
        if name in FIELD_PARTS:
            value = value_of(FIELD_PARTS[name], shown)
            items = read(FIELD_PARTS[name], shown, value)
            reading |= items
            parts[name] = " ".join([fingerprint(json.dumps(value)), *items])
        elif name in CELL_PARTS:
            cells[name] = CELL_PARTS[name].cell(shown)
            parts[name] = fingerprint(cells[name])
        else:
            parts[name] = WORDS_PARTS.get(name, intake_of)(shown)
        key = " ".join(sorted(watch.asked))
        groups[key] = groups.get(key, {}) | {name: parts[name]}
    before = dict(chain.from_iterable(parts.items() for parts in kept.values()))
    made = [name for name in NAMES if name not in staying]
    return Made(groups, parts, before, made, reading, cells)
