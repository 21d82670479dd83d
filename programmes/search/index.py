"""What of a programme is indexed with which weight, and the writing of it."""

from collections.abc import Iterable, Iterator, Mapping
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

_CHUNK = 300
"""Rows of a statement: three values each stay below SQLite's oldest limit of 999."""


def weighted_lemmas(programme) -> dict[str, int]:
    """Return the lemmas of a programme with the weight of the best field each stands in.

    Only a published programme is in the index: any other has no lemmas.

    Args:
        programme: a ``Programme`` with operator, partners, audiences, places, industries,
            facts and events at hand (``for_reading()``).
    """
    if programme.state != State.PUBLISHED:
        return {}
    weights: dict[str, int] = {}
    for weight, text in _fields(programme):
        for lemma in text_lemmas(text):
            weights[lemma] = max(weights.get(lemma, 0), weight)
    for weight, text in _wholes(programme):
        if key := whole(text):
            weights[key] = max(weights.get(key, 0), weight)
    for audience in programme.audiences.all():
        weights[side_key(audience.side)] = SIDE
    return weights


def _wholes(programme) -> Iterator[tuple[int, str]]:
    """Give what is also found as a whole: the title and the keywords, names of organisations."""
    yield from ((WHOLE, text) for text in (programme.title, *programme.keywords.splitlines()))
    for place in programme.places.all():
        yield from ((NAME, name) for name in chain(*names_of_place(place)))
    operators = [programme.operator] if programme.operator else []
    for weight, organisations in ((NAME, operators), (FACT, programme.partners.all())):
        for organisation in organisations:
            yield from ((weight, name) for name in chain(*names_of_organisation(organisation)))


def _fields(programme) -> Iterator[tuple[int, str]]:
    title = programme.title
    yield TITLE + TITLE_SHARE // max(1, len(text_lemmas(title))), title
    for keyword in programme.keywords.splitlines():
        yield KEYWORD if len(keyword.split()) == 1 else PHRASE, keyword
    if programme.operator:
        yield from ((NAME, text) for text in chain(*names_of_organisation(programme.operator)))
    yield NAME, programme.get_kind_display()
    if programme.level != Level.CITY:
        yield NAME, programme.get_level_display()
    for audience in programme.audiences.all():
        yield NAME, f"{audience.name}\n{audience.synonyms}"
    for place in programme.places.all():
        yield NAME, f"{place.name}\n{place.synonyms}"
        yield TEXT, place.description
        yield NAME, f"{place.metro}\n{place.district}"
        yield TEXT, place.address
    for country in programme.countries.all():
        yield NAME, f"{country.name}\n{country.synonyms}"
    for industry in programme.industries.all():
        yield NAME, f"{industry.name}\n{industry.synonyms}"
    yield SUMMARY, programme.summary
    yield LIST, programme.benefits
    yield LIST, programme.eligibility
    yield LIST, programme.application
    yield TEXT, programme.description
    yield TEXT, programme.cost_note
    if programme.stage:
        yield LIST, programme.get_stage_display()
    for requirement in programme.requirements.all():
        yield FACT, requirement.sentence
    for partner in programme.partners.all():
        yield from ((FACT, text) for text in chain(*names_of_organisation(partner)))
    for fact in programme.facts.all():
        yield FACT, f"{fact.statement}\n{fact.label}"
    for event in programme.events.all():
        country = event.country.name if event.country else ""
        yield FACT, f"{event.title}\n{event.place}\n{country}"


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
