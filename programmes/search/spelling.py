"""Misspelt words against the words the catalogue really has, in the forms they really take."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .alphabets import in_cyrillic, skeleton, skeletons
from .language import STEM_MARK, forms, is_cyrillic, is_latin, is_russian

_SHORTEST_WORD = 4
_TWO_TYPOS_FROM = 7
_SURELY_TWO_FROM = 8
_SAME_BEGINNING = 3
"""Letters that a word with two typos shares with what was meant."""
_SOUNDS_ALIKE = str.maketrans("аеыэюябгдвзжщй", "оииииипктфсшши", "ъь")
"""Letters Russians mix up by ear: a typo among them is the likeliest."""
_SHORTEST_BEGUN_WRONG = 7
"""Letters of a word whose first may be wrong: «мвидео» is no «видео»."""
_SHORTEST_PART = 3
_GLUED_ON = frozenset(
    {"в", "во", "к", "ко", "с", "со", "о", "об", "у", "на", "за", "по", "до", "из", "от"}
)
"""Prepositions that people glue to the next word."""


def typos_allowed(word: str) -> int:
    """Return how many typos a word of this length may hide: none, one or two."""
    if len(word) < _SHORTEST_WORD:
        return 0
    return 2 if len(word) >= _TWO_TYPOS_FROM else 1


class Spelling:
    """All forms of the catalogue's words, ready to be compared with what was typed.

    Args:
        lemmas: dictionary forms.
        counts: how many programmes have each: of two as near the more frequent is meant.
    """

    def __init__(self, lemmas: Iterable[str], counts: Mapping[str, int] | None = None):
        counts = counts or {}
        self._counts: dict[str, int] = defaultdict(int)
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._by_tail: dict[str, list[str]] = defaultdict(list)
        self._by_skeleton: dict[str, str] = {}
        self._forms: set[str] = set()
        for lemma in sorted(lemmas, key=lambda text: (is_latin(text), text)):
            if not lemma.endswith(STEM_MARK):
                self._add(lemma, counts.get(lemma, 0))
        self._skeletons: dict[int, list[str]] = defaultdict(list)
        for key in self._by_skeleton:
            self._skeletons[len(key)].append(key)

    def _add(self, lemma: str, count: int) -> None:
        if is_latin(lemma):
            for key in skeletons(lemma):
                self._by_skeleton.setdefault(key, lemma)
        # what is too short to be misspelt is an abbreviation: «мики» of «МИК» is nobody's word
        inflected = is_cyrillic(lemma) and len(lemma) >= _SHORTEST_WORD
        for form in forms(lemma) if inflected else (lemma,):
            self._counts[form] = max(self._counts[form], count)
            if form in self._forms or not form.isalpha():
                continue
            self._forms.add(form)
            self._alike[form[0], len(form)].append(form)
            self._by_tail[form[1:]].append(form)
            if is_cyrillic(form):
                self._by_skeleton.setdefault(skeleton(form), form)

    def nearest(self, word: str) -> str | None:
        """Return the form ``word`` was meant to be; none when nothing is near enough."""
        found = self.near(word, typos_allowed(word))
        if len(word) <= _SHORTEST_WORD:
            # a letter makes another word of so short a one: «осно» is not «окно»
            found = [form for form in found if _is_slip(word, form)]
        return found[0] if found else None

    def near(self, word: str, typos: int) -> list[str]:
        """Return the forms at most ``typos`` edits away, the likeliest first.

        An edit is a letter left out, added, changed, or two letters swapped. Two edits that
        change the first letter are another word.
        """
        if typos < 1:
            return []
        lengths = range(len(word) - typos, len(word) + typos + 1)
        choices = [form for length in lengths for form in self._alike.get((word[0], length), ())]
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=typos, limit=None)
        sounds = _sound(word)
        near = [(distance, False, form) for form, distance, _ in found]
        near = [each for each in near if each[0] < 2 or _is_likely(word, each[2], sounds)]
        near += [(1, True, form) for form in self._begun_wrong(word)]
        ranked = [
            (
                distance - (_sound(form) == sounds),
                begun_wrong,
                not _is_left_out(word, form),
                -self._counts[form],
                form,
            )
            for distance, begun_wrong, form in near
        ]
        return [form for *_, form in sorted(ranked)]

    def _begun_wrong(self, word: str) -> set[str]:
        """Return the forms that one edit of the first letter makes of a word."""
        if len(word) < _SHORTEST_BEGUN_WRONG:
            return set()
        changed = (*self._by_tail.get(word[1:], ()), *self._by_tail.get(word, ()))
        shorter, swapped = word[1:], word[1] + word[0] + word[2:]
        found = {*changed, *self._forms.intersection((shorter, swapped))}
        return {form for form in found if form[0] != word[0]}

    def transliterated(self, word: str) -> str | None:
        """Return the form that ``word`` writes in the other alphabet, one slip forgiven."""
        keys = (skeleton(word),) if is_cyrillic(word) else skeletons(word)
        keys = [key for key in keys if len(key) * 2 > len(word)]  # not «iiiiii» as «i»
        if len(word) < _SHORTEST_WORD:
            keys = keys[:1]  # «mwc» is no «МВК»
        for key in keys:
            found = self._by_skeleton.get(key)
            if found and (is_latin(word) or is_latin(found)):
                return found
        typos = typos_allowed(word) - 1
        if typos < 1 or is_cyrillic(word) or not keys:
            return None
        lengths = range(len(keys[0]) - typos, len(keys[0]) + typos + 1)
        choices = [key for length in lengths for key in self._skeletons.get(length, ())]
        near = process.extractOne(keys[0], choices, scorer=OSA.distance, score_cutoff=typos)
        # a slip is forgiven unless it makes another Russian word: «kontakt» is no «контракт»
        if near is None or any(map(is_russian, in_cyrillic(word))):
            return None
        return self._by_skeleton[near[0]]

    def in_russian(self, word: str) -> str | None:
        """Return the Russian form that a word in Latin letters writes exactly."""
        found = (self._by_skeleton.get(key) for key in skeletons(word))
        return next((form for form in found if form and is_cyrillic(form)), None)

    def split(self, word: str) -> tuple[str, str] | None:
        """Return the two words that were typed without a space between them."""
        for cut in range(1, len(word) - _SHORTEST_PART + 1):
            first, second = word[:cut], word[cut:]
            begins = first in self._forms if cut >= _SHORTEST_PART else first in _GLUED_ON
            if begins and second in self._forms:
                return first, second
        return None


def _is_likely(word: str, form: str, sounds: str) -> bool:
    return _sound(form) == sounds or _begin_alike(word, form)


def _begin_alike(word: str, form: str) -> bool:
    """Tell whether a long word with two typos begins as another does and ends nearly so.

    Two wrong letters at the end make another word: «брендбук» is not «бренду».
    """
    ends_alike = word[-1] == form[-1] or word[-2] == form[-2]
    begins_alike = word[:_SAME_BEGINNING] == form[:_SAME_BEGINNING]
    return len(word) >= _SURELY_TWO_FROM and begins_alike and ends_alike


def _is_left_out(word: str, form: str) -> bool:
    """Tell whether a word is another with letters left out: the likeliest slip of a hasty hand."""
    letters = iter(form)
    return all(letter in letters for letter in word)


def _is_slip(word: str, form: str) -> bool:
    """Tell whether two words differ by letters swapped or by letters that sound alike."""
    return sorted(word) == sorted(form) or _sound(word) == _sound(form)


def _sound(word: str) -> str:
    letters = word.translate(_SOUNDS_ALIKE)
    return "".join(
        char for place, char in enumerate(letters) if place == 0 or char != letters[place - 1]
    )
