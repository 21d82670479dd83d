"""What to offer while a question is being typed, and when nothing was found."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from .alphabets import from_latin_keys, from_russian_keys, skeleton, skeletons
from .language import (
    forms,
    is_cyrillic,
    is_latin,
    is_noun,
    is_russian,
    is_stop_word,
    lemmas,
    normalise,
    stems,
    words,
)
from .spelling import typos_allowed
from .vocabulary import Vocabulary

LIMIT = 8
_SHORTEST = 2
_KINDS = ("title", "operator", "word")

Fits = Callable[[str, str], bool]
"""Tells whether a beginning, as typed, is continued by a word."""


@dataclass(frozen=True)
class Suggestion:
    """A text to offer; ``kind`` is ``title``, ``operator`` or ``word``."""

    text: str
    kind: str


def suggestions(
    typed: str,
    vocabulary: Vocabulary,
    *,
    titles: Iterable[str] = (),
    operators: Iterable[str] = (),
    limit: int = LIMIT,
) -> list[Suggestion]:
    """Return titles, operators and words that continue what was typed, best first.

    Wrong layout and transliteration are read as in a question. Fewer than two letters give
    nothing.
    """
    offered = [Suggestion(text, "title") for text in dict.fromkeys(titles)]
    offered += [Suggestion(text, "operator") for text in dict.fromkeys(operators)]
    offered += [Suggestion(text, "word") for text in _frequent(vocabulary)]
    for beginnings, fits in _readings(typed[:100]):
        found = [entry for entry in offered if _continues(entry.text, beginnings, fits)]
        if found and sum(map(len, beginnings)) >= _SHORTEST:
            # where the last word begins the text comes first; the sort keeps the rest in order
            found.sort(key=lambda entry: not fits(beginnings[0], _normals(entry.text)[0]))
            return _mixed(found, limit)
    return []


def nearest(word: str, vocabulary: Vocabulary, limit: int = 3) -> list[str]:
    """Return words of the catalogue that look like ``word``: for a page that found nothing."""
    word = normalise(word)
    common = max(4, len(word) * 2 // 3)
    typos = typos_allowed(word)
    near = (
        (OSA.distance(word, other), other)
        for other in _frequent(vocabulary)
        if other[:common] == word[:common] or OSA.distance(word, other) <= typos
    )
    return [other for _, other in sorted(near)[:limit]]


def _readings(typed: str) -> Iterator[tuple[list[str], Fits]]:
    """Give what may have been meant, the likeliest first, and how to compare words with it."""
    for text in (typed, from_latin_keys(typed), from_russian_keys(typed)):
        normals = [word.normal for word in words(text)]
        meaning = [word for word in normals[:-1] if not is_stop_word(word)]
        endings = [normals[-1:]]
        if normals and is_stop_word(normals[-1]):
            endings.append([])  # «в» begins a word, or leads to one that is not there yet
        for kept in filter(None, (meaning + ending for ending in endings)):
            yield kept, _begins
            if any(map(is_latin, kept)):
                yield kept, _begins_in_latin


def _begins(beginning: str, word: str) -> bool:
    return word.startswith(beginning) or word in _all_forms(beginning)


@lru_cache(maxsize=1024)
def _all_forms(word: str) -> frozenset[str]:
    return frozenset(form for lemma in lemmas(word) for form in forms(lemma))


def _begins_in_latin(beginning: str, word: str) -> bool:
    key = skeleton(word)
    return word.startswith(beginning) or any(map(key.startswith, skeletons(beginning)))


def _continues(text: str, beginnings: list[str], fits: Fits) -> bool:
    return all(any(fits(begin, word) for word in _normals(text)) for begin in beginnings)


@lru_cache(maxsize=32768)
def _normals(text: str) -> tuple[str, ...]:
    return tuple(word.normal for word in words(text)) or ("",)


@lru_cache(maxsize=4)
def _frequent(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the catalogue's nouns and names, the most frequent first, each in one form."""
    ranked = sorted(vocabulary.ids, key=lambda word: (-vocabulary.counts[word], word))
    kept, seen = [], set()
    for word in ranked:
        if is_cyrillic(word) and is_noun(word) and seen.isdisjoint(stems(word)):
            kept.append(word)
            if not is_russian(word):
                seen.update(stems(word))
    return tuple(kept)


def _mixed(found: list[Suggestion], limit: int) -> list[Suggestion]:
    """Return titles, then operators, then words, with room left for the last two."""
    by_kind = {kind: [entry for entry in found if entry.kind == kind] for kind in _KINDS}
    words_room = min(len(by_kind["word"]), max(2, limit // 3))
    operators_room = min(len(by_kind["operator"]), max(1, limit // 4))
    chosen = by_kind["title"][: limit - words_room - operators_room]
    chosen += by_kind["operator"][:operators_room]
    named = {entry.text.casefold() for entry in chosen}
    plain = [entry for entry in by_kind["word"] if entry.text not in named]
    return chosen + plain[: limit - len(chosen)]
