"""Synonym groups as the editors wrote them, ready to be found in a question."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .derivation import Families
from .language import is_stop_word, lemmas, words

Part = frozenset[str]
"""The lemmas of one word: any of them stands for it."""


@dataclass(frozen=True)
class Phrase:
    """A word or an expression of a synonym group; ``parts`` are its words that carry meaning."""

    text: str
    group: int
    parts: tuple[Part, ...]


class Thesaurus:
    """All synonym groups, found by any lemma of their words."""

    def __init__(self, groups: Iterable[Sequence[str]]):
        self.groups: list[list[Phrase]] = []
        self._by_lemma: dict[str, list[Phrase]] = defaultdict(list)
        for number, texts in enumerate(groups):
            phrases = [Phrase(text, number, parts_of(text)) for text in texts]
            self.groups.append([phrase for phrase in phrases if phrase.parts])
            for phrase in self.groups[-1]:
                for lemma in {lemma for part in phrase.parts for lemma in part}:
                    self._by_lemma[lemma].append(phrase)

        self.families = Families(self._by_lemma)

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
