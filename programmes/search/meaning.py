"""What is near a question in meaning, where its words fail: measured in DECISIONS.md."""

from collections.abc import Sequence
from itertools import islice

import numpy as np

from portal.memory import BoundedCache

from .filler import FILLER, GENERAL
from .language import is_cyrillic, is_stop_word, lemmas, words
from .matching import TELLING
from .question import EXACT, Group
from .vectors import Vectors
from .vocabulary import Vocabulary

LIKE = 420
"""Of a thousand: the programmes of a question that has none so near are no answer to it."""
FOREIGN = 360
"""Of a thousand: a question whose nearest programme is no nearer is not of the field."""
MAX_SIMILAR = 5
_NEAREST = 8
_MAX_READ = 16
"""Words of a question whose meaning is looked up."""
_MAX_RANKED = 200
"""Programmes that are ranked: other conditions of a question may leave out most of them."""
_LEAST = 0.3
"""How near a word of the catalogue must be to count, from 0 to 1."""
_COMMON = 1e-4
"""A word of this share of all words counts half (Arora et al., 2017, weighting by frequency)."""
_UNHEARD = 0.4
"""How much a word tells that the news do not have: a name, or a slip of the hand."""
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
            return _UNHEARD, []
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
        near = np.zeros(len(self.vocabulary.programmes), dtype="f4")
        whole = 0.0
        telling_groups = (group for group in groups if group.required and not group.counts)
        for group in islice(telling_groups, _MAX_READ):
            telling, found = self._around(group)
            whole += telling
            best = np.zeros_like(near)
            for lemma, (places, weights) in self.vocabulary.postings(found).items():
                strengths = np.sqrt(np.minimum(1, weights / TELLING), dtype="f4")
                best[places] = np.maximum(best[places], found[lemma] * strengths)
            near += telling * best
        ranks = np.rint(near * (1000 / whole)).astype("i4") if whole else near
        nearest = np.argsort(-ranks, kind="stable")[:_MAX_RANKED]
        pks = self.vocabulary.pks
        return {int(pks[each]): int(ranks[each]) for each in nearest if ranks[each] > 0}

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
        # what the news have never heard of and the catalogue has is a name of the field
        is_name = group.named or (telling == _UNHEARD and bool(group.alternatives))
        return (1.0 if is_name else telling), found


def _says_nothing(word: str) -> bool:
    return is_stop_word(word) or word in FILLER or word in GENERAL
