"""What is near a question in meaning, where its words fail: measured in DECISIONS.md."""

from collections.abc import Sequence

import numpy as np

from portal.memory import BoundedCache

from .filler import FILLER, GENERAL
from .language import is_cyrillic, is_stop_word, lemmas, words
from .matching import TELLING
from .question import EXACT, Group
from .vectors import Vectors
from .vocabulary import Vocabulary

LIKE = 360
"""Of a thousand: the programmes of a question that has none so near are no answer to it."""
FOREIGN = 360
"""Of a thousand: a question whose nearest programme is no nearer is not of the field."""
MAX_SIMILAR = 5
_NEAREST = 8
_LEAST = 0.3
"""How near a word of the catalogue must be to count, from 0 to 1."""
_COMMON = 1e-4
"""A word of this share of all words counts half (Arora et al., 2017, weighting by frequency)."""
_MAX_ASKED = 4096
"""Asked words whose neighbours are kept with a version."""


class Meaning:
    """The catalogue's words in the space of their meanings, for one state of the index.

    Args:
        vocabulary: the words of the index.
        vectors: what words mean.
    """

    def __init__(self, vocabulary: Vocabulary, vectors: Vectors):
        self.vocabulary, self.vectors = vocabulary, vectors
        places = {
            word: vectors.place(word)
            for word in sorted(vocabulary.ids)
            if is_cyrillic(word) and len(word) > 1 and not _says_nothing(word)
        }
        self._words = [word for word, place in places.items() if place is not None]
        self._matrix = vectors.of([places[word] for word in self._words]) if self._words else None
        self._asked: BoundedCache[tuple] = BoundedCache(_MAX_ASKED, lambda _: 1)

    def nearest(self, word: str) -> tuple[float, list[tuple[str, float]]]:
        """Return how much a normalised word tells, and the catalogue's words nearest to it.

        Returns:
            From 0 to 1, rare words most; words with their similarity, the nearest first.
        """
        kept = self._asked.get(word)
        if kept is None:
            kept = self._nearest(word)
            self._asked.set(word, kept)
        return kept

    def _nearest(self, word: str) -> tuple[float, list[tuple[str, float]]]:
        found = map(self.vectors.place, (lemmas(word)[0], word))
        place = next((each for each in found if each is not None), None)
        if place is None or self._matrix is None:
            return 1.0, []
        similar = self._matrix @ self.vectors.of([place])[0]
        top = np.argsort(-similar, kind="stable")[:_NEAREST]
        near = [(self._words[each], round(float(similar[each]), 3)) for each in top]
        telling = _COMMON / (_COMMON + self.vectors.share(place))
        return telling, [each for each in near if each[1] >= _LEAST]

    def similar(self, groups: Sequence[Group]) -> dict[int, int]:
        """Return programmes with their nearness to a question, of a thousand, the nearest first.

        For each word of the question its nearest word of a programme counts, the less the less
        that word says what the programme is about; averaged over the words by what they tell.

        Args:
            groups: ``Understanding.groups``.
        """
        near: dict[int, float] = {}
        whole = 0.0
        for group in groups:
            if not group.required or group.counts:
                continue
            telling, found = self._around(group)
            whole += telling
            best: dict[int, float] = {}
            for lemma, postings in self.vocabulary.postings(found).items():
                for pk, weight in postings.items():
                    value = found[lemma] * min(1.0, weight / TELLING) ** 0.5
                    if value > best.get(pk, 0):
                        best[pk] = value
            for pk, value in best.items():
                near[pk] = near.get(pk, 0) + telling * value
        order = self.vocabulary.order
        ranked = {pk: round(1000 * value / whole) for pk, value in near.items() if pk in order}
        return dict(sorted(ranked.items(), key=lambda each: (-each[1], order[each[0]])))

    def _around(self, group: Group) -> tuple[float, dict[str, float]]:
        """Return how much a word of a question tells, and the catalogue's words near or equal."""
        telling, found = 0.0, {}
        for word in words(group.russian or group.word):
            if not is_stop_word(word.normal):
                tells, near = self.nearest(word.normal)
                telling = max(telling, tells)
                found |= dict(near)
        for way in group.alternatives:
            if len(way.parts) == 1:
                for lemma in way.parts[0]:
                    found[lemma] = max(found.get(lemma, 0), way.weight / EXACT)
        return telling, found


def _says_nothing(word: str) -> bool:
    return is_stop_word(word) or word in FILLER or word in GENERAL
