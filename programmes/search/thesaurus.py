"""Synonym groups as the editors wrote them, ready to be found in a question."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .derivation import Families
from .language import is_stop_word, lemmas, whole, words

Part = frozenset[str]
"""The lemmas of one word: any of them stands for it."""


Names = tuple[Sequence[str], Sequence[str]]
"""An entity's own names, and what else it is called."""


@dataclass(frozen=True)
class Phrase:
    """A word or an expression of a synonym group; ``parts`` are its words that carry meaning."""

    text: str
    group: int
    parts: tuple[Part, ...]


class Thesaurus:
    """All synonym groups, found by any lemma of their words.

    Args:
        groups: words and phrases that mean the same.
        names: of each organisation and place, its own names first: a name is matched whole,
            never by words of it that stand about, and a synonym group that has one of the own
            names is more names of that.
    """

    def __init__(self, groups: Iterable[Sequence[str]], names: Iterable[Names] = ()):
        self.groups: list[list[Phrase]] = []
        self._by_lemma: dict[str, list[Phrase]] = defaultdict(list)
        self._own: set[str] = set()
        named: dict[tuple[Part, ...], list[str]] = {}
        entities = []
        for own, others in names:
            entities.append([*own, *others])
            named |= {parts_of(text): entities[-1] for text in own}
            self._own.update(own)
        for texts in groups:
            of = next((named[parts] for parts in map(parts_of, texts) if parts in named), None)
            if of is None:
                self._add(texts)
            else:
                of += texts
                self._own.update(texts)
        self._first_entity = len(self.groups)
        for texts in entities:
            self._add(list(dict.fromkeys(texts)))
        self.families = Families(
            lemma for lemma, phrases in self._by_lemma.items() if not all(map(self.names, phrases))
        )

    def _add(self, texts: Sequence[str]) -> None:
        phrases = [Phrase(text, len(self.groups), parts_of(text)) for text in texts]
        self.groups.append([phrase for phrase in phrases if phrase.parts])
        for phrase in self.groups[-1]:
            for lemma in {lemma for part in phrase.parts for lemma in part}:
                self._by_lemma[lemma].append(phrase)

    def names(self, phrase: Phrase) -> bool:
        """Tell whether a phrase is the name of an organisation or a place."""
        return phrase.group >= self._first_entity

    def names_alone(self, phrase: Phrase) -> bool:
        """Tell whether a phrase of several words means the entity and nothing else."""
        return len(phrase.parts) > 1 and phrase.text in self._own

    def keys(self, phrase: Phrase) -> frozenset[str]:
        """Return what the index has of an entity: each name whole, or the one word that it is."""
        return frozenset(
            key
            for other in self.groups[phrase.group]
            for key in ([whole(other.text)] if len(other.parts) > 1 else other.parts[0])
            if key
        )

    @property
    def lemmas(self) -> Iterable[str]:
        """All lemmas of all phrases."""
        return self._by_lemma.keys()

    def knows(self, lemma: str) -> bool:
        """Tell whether any phrase has the lemma."""
        return lemma in self._by_lemma

    def touching(self, lemma: str) -> Sequence[Phrase]:
        """Return the phrases one of whose words has the lemma."""
        return self._by_lemma.get(lemma, ())

    def others(self, phrase: Phrase) -> list[Phrase]:
        """Return what else the phrase may be called."""
        return [other for other in self.groups[phrase.group] if other.parts != phrase.parts]


def parts_of(text: str) -> tuple[Part, ...]:
    """Return the words of a phrase as sets of lemmas; small words count only when alone."""
    normals = [word.normal for word in words(text)]
    kept = [normal for normal in normals if not is_stop_word(normal)] or normals
    return tuple(frozenset(lemmas(normal)) for normal in kept)
