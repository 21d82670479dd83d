"""What of a programme is indexed with which weight, and the writing of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from django.db import connection

from ..words import Level, State
from .language import side_key, text_lemmas, whole
from .thesaurus import Names

TITLE = 40
TITLE_SHARE = 24
"""Added to a title's words, divided among them: a short title is about each of its words."""
KEYWORD = 28
PHRASE = 18
"""A keyword of several words: «купить станки» is not about everything one can buy."""
WHOLE = 8
"""Added for a question that is the title or a keyword word for word."""
NAME = 16
SIDE = 12
"""Of the side that programmes are for, where the words of a question tell it."""
SUMMARY = 12
LIST = 6
TEXT = 5
FACT = 3

MAX_NAMES = 1024
"""Names of which the lemmas are remembered."""

_CHUNK = 300
"""Rows of a statement: three values each stay below SQLite's oldest limit of 999."""


Texts = Iterator[tuple[int, str, Callable[[str], Iterable[str]]]]
"""Texts with their weight, and with what returns the lemmas and other keys of each."""


def weighted_lemmas(programme) -> dict[str, int]:
    """Return the lemmas of a programme with the weight of the best field each stands in.

    Only a published programme is in the index: any other has no lemmas.

    Args:
        programme: a ``Programme`` with operator, partners, audiences, places, industries,
            facts and events at hand (``for_reading()``).
    """
    if programme.state != State.PUBLISHED:
        return {}
    return merged(weigh(texts(programme)) for texts in PARTS.values())


def weigh(texts: Texts) -> dict[str, int]:
    """Return the lemmas of texts, each with its best weight."""
    weights: dict[str, int] = {}
    for weight, text, lemmas_of in texts:
        for lemma in lemmas_of(text):
            weights[lemma] = max(weights.get(lemma, 0), weight)
    return weights


def merged(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the lemmas of several parts of a programme, each with its best weight."""
    weights: dict[str, int] = {}
    for part in parts:
        for lemma, weight in part.items():
            weights[lemma] = max(weights.get(lemma, 0), weight)
    return weights


@lru_cache(MAX_NAMES)
def name_lemmas(name: str) -> tuple[str, ...]:
    """Return the lemmas of a name that very many programmes may have in common."""
    return tuple(text_lemmas(name))


def whole_key(text: str) -> tuple[str, ...]:
    """Return the key of what is also found as a whole: a title, a keyword, a name."""
    return tuple(filter(None, [whole(text)]))


def _own(programme) -> Texts:
    title = programme.title
    yield TITLE + TITLE_SHARE // max(1, len(text_lemmas(title))), title, text_lemmas
    yield WHOLE, title, whole_key
    for keyword in programme.keywords.splitlines():
        yield KEYWORD if len(keyword.split()) == 1 else PHRASE, keyword, text_lemmas
        yield WHOLE, keyword, whole_key
    yield NAME, programme.get_kind_display(), name_lemmas
    if programme.level != Level.CITY:
        yield NAME, programme.get_level_display(), name_lemmas
    yield SUMMARY, programme.summary, text_lemmas
    yield LIST, programme.benefits, text_lemmas
    yield LIST, programme.eligibility, text_lemmas
    yield LIST, programme.application, text_lemmas
    yield TEXT, programme.description, text_lemmas
    yield TEXT, programme.cost_note, text_lemmas
    if programme.stage:
        yield LIST, programme.get_stage_display(), name_lemmas


def _operator(programme) -> Texts:
    if programme.operator:
        yield from _organisation(NAME, programme.operator)


def _partners(programme) -> Texts:
    for partner in programme.partners.all():
        yield from _organisation(FACT, partner)


def _organisation(weight: int, organisation) -> Texts:
    for name in chain(*names_of_organisation(organisation)):
        yield weight, name, name_lemmas
        yield weight, name, whole_key


def _audiences(programme) -> Texts:
    for audience in programme.audiences.all():
        yield NAME, f"{audience.name}\n{audience.synonyms}", name_lemmas
        yield SIDE, audience.side, lambda side: [side_key(side)]


def _places(programme) -> Texts:
    for place in programme.places.all():
        yield NAME, f"{place.name}\n{place.synonyms}", name_lemmas
        yield TEXT, place.description, text_lemmas
        yield NAME, f"{place.metro}\n{place.district}", name_lemmas
        yield TEXT, place.address, text_lemmas
        for name in chain(*names_of_place(place)):
            yield NAME, name, whole_key


def _countries(programme) -> Texts:
    for country in programme.countries.all():
        yield NAME, f"{country.name}\n{country.synonyms}", name_lemmas


def _industries(programme) -> Texts:
    for industry in programme.industries.all():
        yield NAME, f"{industry.name}\n{industry.synonyms}", name_lemmas


def _requirements(programme) -> Texts:
    for requirement in programme.requirements.all():
        yield FACT, requirement.sentence, text_lemmas


def _facts(programme) -> Texts:
    for fact in programme.facts.all():
        yield FACT, f"{fact.statement}\n{fact.label}", text_lemmas


def _events(programme) -> Texts:
    for event in programme.events.all():
        country = event.country.name if event.country else ""
        yield FACT, f"{event.title}\n{event.place}\n{country}", text_lemmas


PARTS = {
    "own": _own,
    "operator": _operator,
    "partners": _partners,
    "audiences": _audiences,
    "places": _places,
    "countries": _countries,
    "industries": _industries,
    "requirements": _requirements,
    "facts": _facts,
    "events": _events,
}
"""What of a published programme is indexed, in parts that change one without the other."""


def names_of_organisation(organisation) -> Names:
    """Return what an organisation is called."""
    return [organisation.name, organisation.short_name], organisation.synonyms.splitlines()


def names_of_place(place) -> Names:
    """Return what a place is called, the stations of the underground that lead there among it."""
    stations = [f"метро {station.strip()}" for station in place.metro.split(",") if station.strip()]
    return [place.name], [*place.synonyms.splitlines(), *stations]


def store(documents: Mapping[int, Mapping[str, int]]) -> None:
    """Replace the postings of the given programmes, in the caller's transaction.

    Args:
        documents: programme id → ``weighted_lemmas``; an empty mapping takes it out of the index.
    """
    ids = _lemma_ids({lemma for weights in documents.values() for lemma in weights})
    with connection.cursor() as cursor:
        for chunk in _chunks(sorted(documents)):
            cursor.execute(
                f"DELETE FROM programmes_posting WHERE programme_id IN ({_marks(chunk)})",  # noqa: S608 - marks only
                chunk,
            )
        rows = [
            (ids[lemma], programme_id, weight)
            for programme_id, weights in sorted(documents.items())
            for lemma, weight in weights.items()
        ]
        for chunk in _chunks(rows):
            cursor.execute(
                "INSERT INTO programmes_posting (lemma_id, programme_id, weight) VALUES "  # noqa: S608 - marks only
                + ", ".join(["(%s, %s, %s)"] * len(chunk)),
                [value for row in chunk for value in row],
            )


def adjust(changes: Mapping[int, Mapping[str, int]]) -> None:
    """Write single postings of the given programmes anew, in the caller's transaction.

    Args:
        changes: programme id → lemma → its new weight; 0 takes the lemma from the programme.
    """
    ids = _lemma_ids({lemma for weights in changes.values() for lemma in weights})
    rows = [
        (ids[lemma], programme_id, weight)
        for programme_id, weights in sorted(changes.items())
        for lemma, weight in sorted(weights.items())
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM programmes_posting WHERE lemma_id = %s AND programme_id = %s",
            [row[:2] for row in rows if not row[2]],
        )
        cursor.executemany(
            "INSERT INTO programmes_posting (lemma_id, programme_id, weight) VALUES (%s, %s, %s)"
            " ON CONFLICT (programme_id, lemma_id) DO UPDATE SET weight = excluded.weight",
            [row for row in rows if row[2]],
        )


def mismatches(documents: Mapping[int, Mapping[str, int]]) -> list[int]:
    """Return the ids of the given programmes whose postings differ from ``documents``, in order.

    A programme that is not published has an empty document: it may not be in the index.
    """
    stored: dict[int, dict[str, int]] = {pk: {} for pk in documents}
    with connection.cursor() as cursor:
        for chunk in _chunks(sorted(documents)):
            cursor.execute(
                "SELECT programme_id, text, weight FROM programmes_posting"  # noqa: S608 - marks only
                " JOIN programmes_lemma ON programmes_lemma.id = lemma_id"
                f" WHERE programme_id IN ({_marks(chunk)})",
                chunk,
            )
            for programme_id, lemma, weight in cursor.fetchall():
                stored[programme_id][lemma] = weight
    return [pk for pk in sorted(documents) if dict(documents[pk]) != stored[pk]]


def _lemma_ids(texts: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for chunk in _chunks(sorted(texts)):
            cursor.execute(
                "INSERT INTO programmes_lemma (text) VALUES "  # noqa: S608 - marks only
                + ", ".join(["(%s)"] * len(chunk))
                + " ON CONFLICT DO NOTHING",
                chunk,
            )
            cursor.execute(
                f"SELECT text, id FROM programmes_lemma WHERE text IN ({_marks(chunk)})",  # noqa: S608 - marks only
                chunk,
            )
            found |= dict(cursor.fetchall())
    return found


def _marks(values: Iterable) -> str:
    return ", ".join("%s" for _ in values)


def _chunks(values: list) -> Iterator[list]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
