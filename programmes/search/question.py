"""What a visitor typed, understood: repaired, freed of filler, widened by synonyms."""

from dataclasses import dataclass
from itertools import pairwise

from .filler import FILLER, GENERAL
from .language import Word, is_latin, is_stop_word, lemmas, whole, words
from .repair import Reader, Repair
from .thesaurus import Phrase

EXACT = 100
SYNONYM = 70
RELATIVE = 65
SYNONYM_OF_RELATIVE = 40

_MAX_CHARACTERS = 300
"""Characters of a question that are read; the form refuses far shorter ones."""


@dataclass(frozen=True)
class Alternative:
    """One way to satisfy a word: all parts, each by any of its lemmas.

    ``weight`` is in per cent of a match by the word itself; ``via`` is the synonym as the editors
    wrote it, empty when the word itself or a word derived from it is meant.
    """

    parts: tuple[frozenset[str], ...]
    weight: int = EXACT
    via: str = ""


@dataclass(frozen=True)
class Group:
    """One word of the question with all ways to satisfy it.

    ``required`` is false for words that are true of every programme («программа», «Москва»):
    they raise a programme that names them and exclude none.
    """

    word: str
    alternatives: tuple[Alternative, ...]
    required: bool = True

    @property
    def lemmas(self) -> frozenset[str]:
        """All lemmas that may satisfy the word."""
        return frozenset().union(*(part for way in self.alternatives for part in way.parts))


@dataclass(frozen=True)
class Understanding:
    """The question as the search reads it.

    ``typed`` is the text as it came, ``text`` the text that is searched (equal but for the
    repairs), ``left_out`` the words that carry no meaning of their own, ``unknown`` those that no
    programme has in any way.
    """

    typed: str
    text: str
    groups: tuple[Group, ...] = ()
    repairs: tuple[Repair, ...] = ()
    left_out: tuple[str, ...] = ()
    literal: bool = False

    @property
    def repaired(self) -> bool:
        """Whether the page has to say that it shows another question than the typed one."""
        return bool(self.repairs)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words that no programme has, neither themselves nor by a synonym."""
        return tuple(group.word for group in self.groups if not group.alternatives)

    @property
    def lemmas(self) -> frozenset[str]:
        """All lemmas that may match: what ``marking`` marks in titles and excerpts."""
        return frozenset().union(*(group.lemmas for group in self.groups))


def understand(text: str, ready: Reader, *, literal: bool = False) -> Understanding:
    """Read a question. Never fails, whatever the text.

    Args:
        text: the question as typed, up to a few hundred characters.
        ready: knows the catalogue's words and the synonyms.
        literal: search the words as typed: no repair.
    """
    used, repairs = (text, ()) if literal else ready.read(text[:_MAX_CHARACTERS])
    found = words(used[:_MAX_CHARACTERS])
    kept = [word for word in found if not _is_filler(word.normal)]
    kept = kept or [word for word in found if not is_stop_word(word.normal)] or found
    left_out = [used[word.start : word.end] for word in found if word not in kept]
    return Understanding(
        typed=text,
        text=used,
        groups=_groups(used, found, kept, ready) + _as_a_whole(used, ready),
        repairs=repairs,
        left_out=tuple(dict.fromkeys(left_out)),
        literal=literal,
    )


def _is_filler(word: str) -> bool:
    return is_stop_word(word) or lemmas(word)[0] in FILLER


def _groups(text: str, found: list[Word], kept: list[Word], ready: Reader) -> tuple[Group, ...]:
    first = {word.normal: word for word in reversed(kept)}
    unique = [word for word in kept if first[word.normal] is word]
    general = {word.normal for word in unique if GENERAL.intersection(lemmas(word.normal))}
    ways = {word.normal: _own_words(word.normal, ready) for word in unique}
    for pair in pairwise(found):
        joined = ready.vocabulary.known(lemmas(pair[0].normal + pair[1].normal))
        for word in pair:
            if joined and word.normal in ways:
                ways[word.normal].append(Alternative((joined,)))
    _add_synonyms(ways, ready)
    return tuple(
        Group(
            text[word.start : word.end],
            tuple(ways[word.normal]),
            required=word.normal not in general or len(general) == len(unique),
        )
        for word in unique
    )


def _as_a_whole(text: str, ready: Reader) -> tuple[Group, ...]:
    """Return what prefers programmes whose title or keyword is the question word for word."""
    key = whole(text)
    if not ready.vocabulary.known([key]):
        return ()
    return (Group(text, (Alternative((frozenset([key]),)),), required=False),)


def _own_words(word: str, ready: Reader) -> list[Alternative]:
    """Return the word itself, words of its root, what it writes in Latin: what of it is indexed."""
    exact = ready.vocabulary.known(lemmas(word))
    related = ready.vocabulary.known(_relatives(word, ready)) - exact
    russian = ready.spelling.in_russian(word) if is_latin(word) else None
    written = ready.vocabulary.known(lemmas(russian)) if russian else frozenset()
    ways = ((exact, EXACT), (related, RELATIVE), (written, SYNONYM))
    return [Alternative((found,), weight) for found, weight in ways if found]


def _add_synonyms(ways: dict[str, list[Alternative]], ready: Reader) -> None:
    """Add to each word what the phrases it belongs to may be called instead.

    A phrase of several words acts only when the question has them all, in whatever order.
    """
    own = {word: frozenset(lemmas(word)) for word in ways}
    wide = {word: own[word] | _relatives(word, ready) for word in ways}
    for phrase in dict.fromkeys(
        phrase
        for word in ways
        for lemma in sorted(wide[word])
        for phrase in ready.thesaurus.touching(lemma)
    ):
        for forms, weight in ((own, SYNONYM), (wide, SYNONYM_OF_RELATIVE)):
            covered = _cover(phrase, forms)
            if covered:
                others = _known_others(phrase, weight, ready)
                for word in covered:
                    ways[word] += [way for way in others if way not in ways[word]]
                break


def _relatives(word: str, ready: Reader) -> frozenset[str]:
    return frozenset().union(*map(ready.relatives, lemmas(word)))


def _cover(phrase: Phrase, forms: dict[str, frozenset[str]]) -> list[str]:
    """Return the words of the question that make up the phrase; none if one is missing."""
    covered = [
        next((word for word in forms if not part.isdisjoint(forms[word])), None)
        for part in phrase.parts
    ]
    return covered if all(covered) else []


def _known_others(phrase: Phrase, weight: int, ready: Reader) -> list[Alternative]:
    ways = []
    for other in ready.thesaurus.others(phrase):
        parts = tuple(ready.vocabulary.known(part) for part in other.parts)
        if all(parts):
            ways.append(Alternative(parts, weight, other.text))
    return ways
