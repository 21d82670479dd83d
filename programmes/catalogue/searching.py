"""The words of a question: how they are read, what has them, what is like them in meaning."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import cached_property
from pyroaring import BitMap

from ..search import FOREIGN, LIKE, MAX_SIMILAR, Matches, Understanding, match, nearest, understand
from .question import Question
from .snapshot import Snapshot

MAX_TOLD_APART = 12
"""Words of a question that are asked one by one, or looked up among the catalogue's."""
LITTLE = 3
"""Programmes found by words beside which those like the words are shown, too."""
NEARLY_THE_BEST = {True: 0.75, False: 0.6}
"""How near the programmes of the second list are at least, as a part of the nearest of all: where
words found some, and where they found none."""


@dataclass(frozen=True)
class AskedWord:
    """A word of the question where no programme has all: ``count`` programmes have it alone.

    ``known`` is true where some programme has it, be it one that other conditions leave out;
    ``only`` is the question with this word alone, ``without`` the one that has all others, empty
    where there is none.
    """

    word: str
    count: int
    known: bool
    only: str
    without: str


class Search:
    """The words of one question, put to one version of the catalogue.

    Args:
        question: one that has words.
        snapshot: the version.
    """

    def __init__(self, question: Question, snapshot: Snapshot):
        self.question, self.snapshot = question, snapshot

    @cached_property
    def _read(self) -> tuple[Understanding, Matches]:
        """The words as they are read, with what has them: a repair that finds nothing is undone."""
        read, found = self._put(self.question.words, repair=not self.question.literal)
        return (read, found) if found.programmes or not read.repaired else self._put(read.typed)

    def _put(self, text: str, *, repair: bool = False) -> tuple[Understanding, Matches]:
        literal = self.question.literal
        read = understand(text, self.snapshot.reader, literal=literal, repair=repair)
        return read, match(read.groups, self.snapshot.vocabulary)

    @property
    def understanding(self) -> Understanding:
        """How the words were read."""
        return self._read[0]

    @cached_property
    def matches(self) -> Matches:
        """The programmes that have the words, best first; none if the question is not of the field.

        Where no programme has all words, those that have some of them answer a question of the
        field only: one that is near some programme in meaning, where that is known.
        """
        found = self._read[1]
        return Matches(met=found.met) if found.partial and self._is_foreign() else found

    def _is_foreign(self) -> bool:
        if self.snapshot.meaning is None or not any(map(str.isalpha, self.understanding.text)):
            return False  # a number has no meaning: it is somebody's telephone, or a sum
        return max(self._near.values(), default=0) < FOREIGN

    @cached_property
    def _near(self) -> dict[int, int]:
        meaning = self.snapshot.meaning
        return meaning.similar(self.understanding.groups) if meaning else {}

    def similar(self, allowed: BitMap, count: int) -> list[int]:
        """Return programmes that are like the words in meaning, where the words find little.

        Args:
            allowed: those that meet the other conditions and are not in the answer.
            count: how many are in the answer.
        """
        if self.question.literal or (count > LITTLE and not self.matches.partial):
            return []
        best = max(self._near.values(), default=0)
        least = max(LIKE, NEARLY_THE_BEST[bool(self.matches.programmes)] * best)
        like = (pk for pk, nearness in self._near.items() if nearness >= least and pk in allowed)
        return list(islice(like, MAX_SIMILAR))

    def words(self, allowed: BitMap) -> list[AskedWord]:
        """Return the first words, each with what it finds alone, where no programme has all.

        Args:
            allowed: the programmes that meet the other conditions.
        """
        if not self.matches.met or (self.matches.programmes and not self.matches.partial):
            return []
        words = [met.word for met in self.matches.met]
        return [self._alone(word, words, allowed) for word in words[:MAX_TOLD_APART]]

    def _alone(self, word: str, words: Iterable[str], allowed: BitMap) -> AskedWord:
        found = self._put(word)[1].programmes
        others = " ".join(other for other in words if other != word)
        return AskedWord(
            word,
            found.intersection_cardinality(allowed),
            bool(found),
            self.question.query(q=[word]),
            self.question.query(q=[others]) if others else "",
        )

    @property
    def nearest(self) -> list[tuple[str, str]]:
        """For words the catalogue does not know: its words like them, each with its question."""
        unknown = self.understanding.unknown[:MAX_TOLD_APART]
        words = [near for word in unknown for near in nearest(word, self.snapshot.reader)]
        return [(word, self.question.query(q=[word])) for word in dict.fromkeys(words)]
