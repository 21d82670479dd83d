"""What a group of synonyms would change in the answers to recent questions, before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from portal.database import consistent_reading

from ..catalogue import Answer, Snapshot, current
from ..catalogue import Question as Asked
from ..search import lemmas, words
from .models import Question, Standing

MAX_TRIED = 40  # questions, the most frequent first; each is searched twice
MAX_PHRASES = 20  # of a group that are tried by themselves
MAX_LINES = 100  # of a group that are read at all


@dataclass(frozen=True)
class Found:
    """How many programmes a question finds, and whether they have all its words."""

    count: int
    is_whole: bool

    @property
    def is_answered(self) -> bool:
        return self.count > 0 and self.is_whole


@dataclass(frozen=True)
class Trial:
    """One question before and after."""

    words: str
    before: Found
    after: Found

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def is_gained(self) -> bool:
        """Whether it is answered only with the group."""
        return self.after.is_answered and not self.before.is_answered


@dataclass(frozen=True)
class Effect:
    """What a group would change: recent questions that have its words, and its words alone."""

    questions: list[Trial]
    phrases: list[Trial]

    @property
    def gained(self) -> int:
        """How many questions are answered only with the group."""
        return sum(trial.is_gained for trial in self.questions)

    @property
    def moved(self) -> int:
        """How many others find something else with it."""
        return sum(trial.is_changed for trial in self.questions) - self.gained


def effect(slug: str, phrases: Sequence[str], day: date) -> Effect:
    """Return what a group would change, by the search itself.

    Args:
        slug: of the group; a code of no group for a new one.
        phrases: what it is to say.
        day: today.
    """
    phrases = phrases[:MAX_LINES]
    with consistent_reading():
        snapshot = current(day)
        changed = snapshot.with_synonyms(slug, phrases)

        def trial(text: str) -> Trial:
            return Trial(text, found(text, snapshot), found(text, changed))

        questions = questions_with(phrases, snapshot)
        return Effect(
            [trial(text) for text in questions],
            [trial(text) for text in phrases[:MAX_PHRASES]],
        )


def answer_to(text: str, snapshot: Snapshot, page_size: int = 1) -> Answer:
    """Return the answer to some words, from a given version."""
    params = QueryDict(mutable=True)
    params["q"] = text
    return Answer(Asked.read(params, snapshot.sets, ()), snapshot, page_size)


def found(text: str, snapshot: Snapshot) -> Found:
    """Return what some words find in a version; what is refused finds nothing."""
    answer = answer_to(text, snapshot)
    matches = answer.matches
    return Found(answer.count, bool(matches) and not matches.partial)


def questions_with(phrases: Sequence[str], snapshot: Snapshot) -> list[str]:
    """Return the most frequent of the questions that have a word of some phrases, or its root."""
    own = {form for phrase in phrases for word in words(phrase) for form in lemmas(word.normal)}
    wide = own.union(*map(snapshot.reader.relatives, own))
    ours = Question.objects.exclude(standing=Standing.FOREIGN).with_numbers()
    often_first = ours.order_by("-asked", "pk").values_list("words", flat=True)
    having = (text for text in often_first if has_form(text, wide))
    return [text for text, _ in zip(having, range(MAX_TRIED), strict=False)]


def has_form(text: str, forms: set[str]) -> bool:
    """Tell whether one of the words of a question may have one of some dictionary forms."""
    return any(not forms.isdisjoint(lemmas(word)) for word in text.split())
