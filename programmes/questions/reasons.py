"""Why a question finds a programme: which of its words stand where, or by which synonym."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.database import consistent_reading

from ..catalogue import Answer, current
from ..models import Programme
from ..search import Alternative, Group, index, marking
from .trying import answer_to

MAX_EXPLAINED = 10  # programmes
EXCERPT_CHARACTERS = 90
PART_NAMES = {
    "own": "запись",
    "operator": "оператор",
    "partners": "партнёры",
    "audiences": "для кого",
    "places": "места",
    "countries": "страны",
    "industries": "отрасли",
    "requirements": "условия",
    "facts": "факты",
    "events": "события",
}


@dataclass(frozen=True)
class Place:
    """Where a dictionary form stands in a programme: in what, with which weight, the text."""

    name: str
    weight: int
    text: str


@dataclass(frozen=True)
class Reason:
    """A word of the question in a programme: by what it is found there, and where.

    ``place`` is None where the programme does not have it.
    """

    word: str
    way: str
    place: Place | None
    excerpt: marking.Segments


@dataclass(frozen=True)
class Explained:
    """A programme with its rank and a reason for each word."""

    programme: Programme
    score: int
    reasons: list[Reason]


@dataclass(frozen=True)
class Explanation:
    """An answer, and why its first programmes are in it."""

    answer: Answer
    programmes: list[Explained]

    @property
    def read_words(self) -> list[tuple[str, str]]:
        """Each word with the ways in which it may be found; none where nothing has it."""
        groups = self.answer.understanding.groups
        return [
            (
                group.word,
                "; ".join(dict.fromkeys(way_words(way, group) for way in by_weight(group))),
            )
            for group in groups
            if group.word
        ]


def explain(text: str, day: date) -> Explanation:
    """Return what a question finds and why, as a visitor would be answered now."""
    with consistent_reading():
        answer = answer_to(text, current(day), MAX_EXPLAINED)
        if answer.matches is None:
            return Explanation(answer, [])
        scores = answer.matches.scored
        records = Programme.objects.for_reading().in_bulk(answer.page_pks)
        explained = [
            Explained(records[pk], scores[pk], reasons(records[pk], answer))
            for pk in answer.page_pks
            if pk in records
        ]
        return Explanation(answer, explained)


def reasons(programme: Programme, answer: Answer) -> list[Reason]:
    """Return where a programme has each word of the question that is understood."""
    places = places_of(programme)
    groups = [group for group in answer.understanding.groups if group.word]
    return [reason(group, places) for group in groups if group.required or group.alternatives]


def reason(group: Group, places: dict[str, Place]) -> Reason:
    """Return by what a word is found, in the best of all places."""
    best = None
    for way in by_weight(group):
        parts = [best_place(part, places) for part in way.parts]
        worth = all(parts) and way.weight * sum(part.weight for part in parts) // len(parts)
        if worth and (best is None or worth > best[0]):
            best = worth, way, parts[0]
    if best is None:
        return Reason(group.word, "", None, [])
    _, way, place = best
    lemmas = frozenset().union(*way.parts)
    shown = marking.excerpt(place.text, lemmas, EXCERPT_CHARACTERS)
    return Reason(group.word, way_words(way, group), place, shown)


def by_weight(group: Group) -> list[Alternative]:
    """Return the ways to satisfy a word, the most exact first."""
    return sorted(group.alternatives, key=lambda way: -way.weight)


def best_place(forms: frozenset[str], places: dict[str, Place]) -> Place | None:
    """Return the place of the most weight where one of some dictionary forms stands."""
    have = [places[form] for form in forms if form in places]
    return max(have, key=lambda place: place.weight, default=None)


def way_words(way: Alternative, group: Group) -> str:
    """Return in words by what a word of the question is found."""
    if way.via:
        return f"синоним «{way.via}»"
    if group.russian:
        return f"по-русски «{group.russian}»"
    return "само слово" if way.is_exact else "однокоренное слово"


def places_of(programme: Programme) -> dict[str, Place]:
    """Return where each dictionary form of a programme stands with its best weight."""
    found: dict[str, Place] = {}
    for name, weight, text, forms in indexed(programme):
        for form in forms:
            if form not in found or weight > found[form].weight:
                found[form] = Place(name, weight, text)
    return found


def indexed(programme: Programme) -> Iterator[tuple[str, int, str, tuple[str, ...]]]:
    """Yield all that is indexed of a programme: in what it stands, weight, text, its forms."""
    own = {programme.title: "название", programme.summary: "краткое описание"}
    fields = ("benefits", "eligibility", "application", "description", "cost_note")
    for field in fields:
        own.setdefault(getattr(programme, field), programme._meta.get_field(field).verbose_name)
    own |= dict.fromkeys(programme.keywords.splitlines(), "слова для поиска")
    for part, texts_of in index.PARTS.items():
        for weight, text, forms_of in texts_of(programme):
            name = own.get(text, PART_NAMES[part]) if part == "own" else PART_NAMES[part]
            yield name, weight, text, tuple(forms_of(text))
